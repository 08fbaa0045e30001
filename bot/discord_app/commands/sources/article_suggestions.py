"""Suggestions of articles, for the commands on one article."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import SUGGEST_SECONDS, choices_of
from bot.discord_app.members import Interaction, Moderator
from bot.discord_app.replies.framed import plain_name_of
from bot.discord_app.services import moderator_of
from bot.errors import Heat2Error
from bot.library.articles.listing import ArticleState, newest_first_key

Choices = list[app_commands.Choice[str]]

_log = logging.getLogger(__name__)


def articles_in(*states: ArticleState) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    """Return an autocompletion of the server's articles in these states; only moderators get any."""

    async def suggest(interaction: Interaction, typed: str) -> Choices:
        # Discord shows suggestions before the command runs, so moderators are checked here too.
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
