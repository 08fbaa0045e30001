"""`/heat2 ask`: a question, answered in the articles' own words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import SUGGEST_SECONDS, choices_of, localized, reply
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import services_of
from bot.domain import AskedQuestion
from bot.reading.dates.typed import MAX_TYPED

_log = logging.getLogger(__name__)


def build_ask() -> app_commands.Command[Any, ..., Any]:
    """Return the command with its suggestions."""

    @app_commands.command(name=localized("command.ask"), description=localized("command.ask_description"))
    @app_commands.rename(
        question=localized("command.question"), private=localized("command.private"), as_of=localized("command.as_of")
    )
    @app_commands.describe(
        question=localized("command.question_description"),
        private=localized("command.private_description"),
        as_of=localized("command.as_of_description"),
    )
    @app_commands.autocomplete(question=suggest)
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, 300],
        private: bool | None = None,
        as_of: app_commands.Range[str, 1, MAX_TYPED] | None = None,
    ) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        day = service.typed_day(as_of, interaction.locale.value).last_day if as_of else None
        asked = AskedQuestion(question, member.scope, day)
        is_private = await service.is_private(member) if private is None else private
        answer = service.answer(asked, member, private=is_private, private_refusal=private is None)
        await reply(interaction, answer, private=is_private)

    return ask


async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return questions that fit what is typed; none when they take too long or fail."""
    return await suggestions(services_of(interaction).members.suggest(typed, member_of(interaction)))


async def suggestions(work: Coroutine[Any, Any, list[str]]) -> list[app_commands.Choice[str]]:
    """Return the texts that the work returns as choices; none when it takes too long or fails."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(_log_failure)
    # A late task is not cancelled: it may be building the search that the next keystroke needs.
    done, _ = await asyncio.wait({task}, timeout=SUGGEST_SECONDS)
    texts = [] if not done or task.cancelled() or task.exception() else task.result()
    return choices_of([(each, each) for each in dict.fromkeys(texts)])


def _log_failure(task: asyncio.Future[list[str]]) -> None:
    failure = None if task.cancelled() else task.exception()
    if failure:
        _log.error("suggestions failed", exc_info=failure)
