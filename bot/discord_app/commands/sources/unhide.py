"""`/heat2-sources unhide`: a hidden article is shown again."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.article_command import build_change
from bot.library.listing import ArticleState
from bot.library.moderation import Moderation


def build_unhide() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""
    return build_change("unhide", Moderation.unhide, ArticleState.HIDDEN)
