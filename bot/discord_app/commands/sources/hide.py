"""`/heat2-sources hide`: an article that every server has is left out of this server's answers."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.article_command import build_change
from bot.library.listing import ArticleState
from bot.library.moderation import Moderation


def build_hide() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""
    return build_change("hide", Moderation.hide, ArticleState.EVERYONES)
