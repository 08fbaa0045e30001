"""Answers by the choice of a reader: whose questions it gets, and one request for a question at a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from bot.domain import Answer, GuildSettings, Scope
from bot.errors import ReaderError
from bot.library.answer_cache import AnswerCache, AnswerKey
from bot.library.engines.refreshed_cache import RefreshedCache
from bot.library.reader.service import ReaderService, setting_or_false
from bot.search.answering import PreparedAnswer
from bot.search.engine import SearchEngine
from bot.search.explanation import explain_failure
from bot.search.reader import ReaderRequest

FAILED_READ_SECONDS: Final = 60.0
"""Seconds for which the search's answer is cached if the reader gave no choice, so that the pages of a reply agree."""


class ReaderAnswers:
    """Asks a reader, and makes and caches the answers by its choices. `searching` is held during each search."""

    def __init__(
        self,
        reader: ReaderService,
        settings: RefreshedCache[Scope, GuildSettings],
        answers: AnswerCache,
        searching: asyncio.Lock,
    ) -> None:
        self.service = reader
        self._settings = settings
        self._answers = answers
        self._searching = searching
        self._running: dict[AnswerKey, asyncio.Task[Answer]] = {}

    async def may_read(self, scope: Scope) -> bool:
        """Return whether the reader may get the questions of the scope."""
        if scope.is_everyone:
            return self.service.reads_direct
        return await setting_or_false(self._uses_reader(scope))

    async def _uses_reader(self, scope: Scope) -> bool:
        return (await self._settings.get(scope)).uses_reader

    async def answer(
        self, request: ReaderRequest, scope: Scope, prepared: PreparedAnswer, engine: SearchEngine, key: AnswerKey
    ) -> Answer:
        """Return the answer by the choice of the reader, or that of the search if there is none, and cache it."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(self._read(request, scope, prepared, engine, key))
            running.add_done_callback(lambda _: self._running.pop(key, None))
        # Several members may wait for the same choice, so one who is cancelled must not cancel it.
        return await asyncio.shield(running)

    async def _read(
        self, request: ReaderRequest, scope: Scope, prepared: PreparedAnswer, engine: SearchEngine, key: AnswerKey
    ) -> Answer:
        try:
            choice = await self.service.choose(request, scope)
        except ReaderError:
            explanation = explain_failure(prepared.answer.explanation, key.reader)
            answer = replace(prepared.answer, explanation=explanation)
            self._answers.put(key, answer, FAILED_READ_SECONDS)
            return answer
        async with self._searching:
            await asyncio.sleep(0)
            answer = engine.answer_by_choice(prepared, choice, key.reader)
        self._answers.put(key, answer)
        return answer
