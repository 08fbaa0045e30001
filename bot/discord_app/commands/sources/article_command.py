"""Parts that the commands on one article share: suggestions, and a builder for commands that change its state."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import SUGGEST_SECONDS, choices_of, localized
from bot.discord_app.members import Interaction, Moderator
from bot.discord_app.replies.framed import plain_name_of
from bot.discord_app.replies.sources import done_view
from bot.discord_app.services import moderator_of
from bot.domain import Scope
from bot.errors import Heat2Error
from bot.history import Event
from bot.library.listing import ArticleState, newest_first_key
from bot.library.moderation import Moderation

Choices = list[app_commands.Choice[str]]
Change = Callable[[Moderation, str, Scope, str], Awaitable[Event]]
"""A method of the moderation that changes an article, given its id, the server and the moderator."""

_log = logging.getLogger(__name__)


def build_change(name: str, change: Change, *states: ArticleState) -> app_commands.Command[Any, ..., Any]:
    """Return a command that changes an article, with suggestions of articles in these states."""

    @app_commands.command(name=localized(f"sources.{name}"), description=localized(f"sources.{name}_description"))
    @app_commands.rename(article=localized("sources.article"))
    @app_commands.describe(article=localized("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(*states))
    async def command(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        event = await change(moderator.moderation, article, moderator.scope, moderator.by)
        await interaction.edit_original_response(view=done_view(event, moderator.phrases))

    return command


def articles_in(*states: ArticleState) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    """Return an autocompletion of the server's articles in these states; only moderators get any."""

    async def suggest(interaction: Interaction, typed: str) -> Choices:
        # Discord shows suggestions before the command runs, so the check for moderators stands here too.
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                return await _choices(await moderator_of(interaction), typed, states)
        except (Heat2Error, TimeoutError) as error:
            _log.info("no articles were suggested: %s", error)
            return []

    return suggest


async def _choices(moderator: Moderator, typed: str, states: tuple[ArticleState, ...]) -> Choices:
    every = (each for each in await moderator.moderation.articles.list_all(moderator.scope) if each.state in states)
    wanted = typed.casefold()
    labels = [
        (f"{plain_name_of(each.article, 75)} · {each.article.published.edtf or '?'}", each.article.id)
        for each in sorted(every, key=newest_first_key, reverse=True)
    ]
    return choices_of([(label, key) for label, key in labels if wanted in label.casefold() or wanted == key.casefold()])
