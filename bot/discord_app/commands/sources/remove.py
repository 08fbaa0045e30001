"""`/heat2-sources remove`: an article is left out of every answer at once."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.article_command import build_change
from bot.library.listing import ArticleState
from bot.library.moderation import Moderation


def build_remove() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""
    return build_change("remove", Moderation.remove, ArticleState.OWN)
