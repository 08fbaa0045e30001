"""`/heat2-sources remove`, `restore`, `hide` and `unhide`: commands that change the state of one article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.commands.sources.article_suggestions import articles_in
from bot.discord_app.members import Interaction
from bot.discord_app.replies.sources import done_view
from bot.discord_app.services import moderator_of
from bot.domain import Event, Scope
from bot.library.articles.listing import ArticleState
from bot.library.articles.moderation import Moderation

Change = Callable[[Moderation, str, Scope, str], Awaitable[Event]]
"""A method of the moderation that changes an article, given its id, the server and the moderator."""
_CHANGES: Final[Mapping[str, tuple[Change, ArticleState]]] = {
    "remove": (Moderation.remove, ArticleState.OWN),
    "restore": (Moderation.restore, ArticleState.REMOVED),
    "hide": (Moderation.hide, ArticleState.SHARED),
    "unhide": (Moderation.unhide, ArticleState.HIDDEN),
}
"""The change of each command, and the state of the articles that it suggests."""


def build_state_changes() -> list[app_commands.Command[Any, ..., Any]]:
    """Return the four commands."""
    return [_build(name, change, state) for name, (change, state) in _CHANGES.items()]


def _build(name: str, change: Change, state: ArticleState) -> app_commands.Command[Any, ..., Any]:
    @app_commands.command(name=localized(f"sources.{name}"), description=localized(f"sources.{name}_description"))
    @app_commands.rename(article=localized("sources.article"))
    @app_commands.describe(article=localized("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(state))
    async def command(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        event = await change(moderator.moderation, article, moderator.scope, moderator.by)
        await interaction.edit_original_response(view=done_view(event, moderator.phrases))

    return command
