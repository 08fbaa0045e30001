"""The desk: questions go to the library, and its answers become replies."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from bot.curation.curation import Curation
from bot.discord_app.desk import Layout
from bot.discord_app.reader import Reader
from bot.discord_app.replies.answer import AnswerReply
from bot.discord_app.replies.latest import LatestReply
from bot.discord_app.replies.why import why_view
from bot.discord_app.turn import Turn
from bot.domain import EVERYONE, Answer, AskedQuestion, Scope, Verdict
from bot.errors import ExpiredError, StoreError
from bot.library import Library, today
from bot.phrases import load
from bot.record import DEFAULT_SETTINGS, GuildSettings
from bot.search.concepts import ConceptList

RECENT: Final = 500
"""So many questions are kept at hand until their first page is shown, which follows at once."""

_PATIENCE: Final = 1.0
"""Seconds to wait for settings before a question is acknowledged: Discord waits three."""

_log = logging.getLogger(__name__)


class FrontDesk:
    """Implements `Desk` over a library; the concepts give the words for what an answer lacks."""

    def __init__(
        self, library: Library, concepts: ConceptList, curation: Curation, clock: Callable[[], date] = today
    ) -> None:
        self._library = library
        self._concepts = concepts
        self._curation = curation
        self._clock = clock
        self._recent: OrderedDict[str, AskedQuestion] = OrderedDict()

    async def warm_up(self) -> None:
        """Build the search for everyone, so that the first member does not wait for it. Raises StoreError."""
        await self._library.engine(EVERYONE)

    async def is_private(self, reader: Reader) -> bool:
        """Whether the reader's server wants answers to be seen by their asker alone; not, where it cannot be told."""
        return (await self._chosen(reader)).private_answers

    async def in_public(self, reader: Reader) -> Reader:
        """The reader, in the language that the server wants in public."""
        language = (await self._chosen(reader)).language
        return replace(reader, phrases=load(language)) if language else reader

    async def _chosen(self, reader: Reader) -> GuildSettings:
        """What the server's moderators have chosen; what is usual where the database is slow or away."""
        if reader.scope.is_everyone:
            return DEFAULT_SETTINGS
        try:
            return await asyncio.wait_for(self._curation.recent_settings(reader.scope), _PATIENCE)
        except (StoreError, TimeoutError) as error:
            _log.warning("a server's settings could not be read: %s", error)
            return DEFAULT_SETTINGS

    async def open(self, question: str, reader: Reader, *, private: bool, origin: int = 0) -> Turn:
        """Remember a question and give the first page of its answer."""
        asked = AskedQuestion(question, reader.scope)
        key = await self._library.store.remember(asked)
        self._recent[key] = asked
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return Turn(key, asker=0 if private else reader.id, origin=origin)

    async def show(self, turn: Turn, reader: Reader, note: str = "") -> Layout:
        """A page of an answer. Raises ExpiredError."""
        is_new = turn.key in self._recent
        answer = await self._answer(turn.key, reader)
        if is_new and answer.verdict is Verdict.NONE:
            await self._note_unanswered(answer.question, reader.scope)
        label = self._label(answer.reason.concept, reader.phrases.language)
        return AnswerReply(answer, turn, reader.phrases, self._clock(), label, note).view()

    async def _note_unanswered(self, question: str, scope: Scope) -> None:
        try:
            await self._curation.note_unanswered(question, scope)
        except StoreError as error:
            _log.warning("a question without an answer could not be kept: %s", error)

    async def explain(self, key: str, reader: Reader) -> Layout:
        """Why the answer is what it is. Raises ExpiredError."""
        language = reader.phrases.language
        answer = await self._answer(key, reader)
        return why_view(answer, reader.phrases, lambda concept: self._label(concept, language))

    async def latest(self, page: int, reader: Reader, *, private: bool) -> Layout:
        """A page of the newest articles."""
        articles = await self._library.latest(reader.scope)
        return LatestReply(articles, page, 0 if private else reader.id, reader.phrases, self._clock()).view()

    async def suggest(self, typed: str, reader: Reader) -> list[str]:
        """Questions that begin or hold what is typed."""
        return await self._library.suggest(typed, reader.scope, reader.phrases.language)

    async def _answer(self, key: str, reader: Reader) -> Answer:
        question = self._recent.pop(key, None) or await self._library.store.recall(key)
        if question.scope != reader.scope:
            _log.warning("a button of another server's answer was pressed in scope %s", reader.scope.guild_id)
            raise ExpiredError("This answer belongs to another server: ask again here.")
        return await self._library.ask(question)

    def _label(self, concept: str, language: str) -> str:
        return self._concepts[concept].name(language) if concept in self._concepts else concept
