"""`/heat2 ask`: a question, answered in the articles' own words."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from discord import app_commands

from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.prompt import reply
from bot.discord_app.reader import reader_of
from bot.discord_app.translator import said

_PATIENCE: Final = 2.0
"""Seconds in which suggestions are worth sending: Discord waits three and cannot be told to wait longer."""
_MOST: Final = 25
_LONGEST: Final = 100
"""Discord's bounds on the choices of an autocompletion."""

_log = logging.getLogger(__name__)


def build_ask() -> app_commands.Command[Any, ..., Any]:
    """The command with its suggestions."""

    @app_commands.command(name=said("command.ask"), description=said("command.ask_description"))
    @app_commands.rename(question=said("command.question"), private=said("command.private"))
    @app_commands.describe(question=said("command.question_description"), private=said("command.private_description"))
    @app_commands.autocomplete(question=suggest)
    async def ask(
        interaction: Interaction, question: app_commands.Range[str, 1, 300], private: bool | None = None
    ) -> None:
        desk, reader = desk_of(interaction), reader_of(interaction)
        desk.admit(reader)
        private = await desk.is_private(reader) if private is None else private
        await reply(interaction, desk.answer(question, reader, private=private), private=private)

    return ask


async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """At most 25 questions that fit what is typed; none when they take too long or fail."""
    work = asyncio.ensure_future(desk_of(interaction).suggest(typed, reader_of(interaction)))
    work.add_done_callback(_log_failure)
    done, _ = await asyncio.wait({work}, timeout=_PATIENCE)
    questions = [] if not done or work.cancelled() or work.exception() else work.result()
    fitting = dict.fromkeys(question for question in questions if 0 < len(question) <= _LONGEST)
    return [app_commands.Choice(name=question, value=question) for question in list(fitting)[:_MOST]]


def _log_failure(work: asyncio.Future[list[str]]) -> None:
    """Late work is left to end by itself, so that the search that it may be building is there for the next key."""
    failure = None if work.cancelled() else work.exception()
    if failure:
        _log.error("suggestions failed", exc_info=failure)
