"""Suggestions of articles, of the moderator's own server alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from discord import app_commands

from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import Moderator, moderator_of
from bot.discord_app.replies.framed import plain_name
from bot.errors import Heat2Error
from bot.library.listing import ArticleState, newest_first_key

_PATIENCE: Final = 2.0
_MOST: Final = 25
_LONGEST: Final = 100
"""Discord's bounds on the choices of an autocompletion."""

Choices = list[app_commands.Choice[str]]

_log = logging.getLogger(__name__)


def articles_in(*states: ArticleState) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    """An autocompletion of the articles that stand so; nobody but a moderator gets any."""

    async def suggest(interaction: Interaction, typed: str) -> Choices:
        try:
            return await asyncio.wait_for(_choices(await moderator_of(interaction), typed, states), _PATIENCE)
        except (Heat2Error, TimeoutError) as error:
            _log.info("no articles were suggested: %s", error)
            return []

    return suggest


async def _choices(moderator: Moderator, typed: str, states: tuple[ArticleState, ...]) -> Choices:
    every = (each for each in await moderator.moderation.list_all(moderator.scope) if each.state in states)
    listed = sorted(every, key=newest_first_key, reverse=True)
    wanted = typed.casefold()
    names = [(f"{plain_name(each.article, 75)} · {each.article.published.edtf or '?'}", each) for each in listed]
    fitting = [
        (name, each) for name, each in names if wanted in name.casefold() or wanted == each.article.id.casefold()
    ]
    return [
        app_commands.Choice(name=name[:_LONGEST], value=each.article.id)
        for name, each in fitting
        if 0 < len(each.article.id) <= _LONGEST
    ][:_MOST]
