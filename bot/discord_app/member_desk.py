"""The desk: questions go to the library, and its answers become replies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from bot.discord_app.custom_ids import AnswerPage, key_holding, question_held
from bot.discord_app.desk import Layout
from bot.discord_app.reader import Reader
from bot.discord_app.replies.answer import AnswerReply
from bot.discord_app.replies.latest import LatestReply
from bot.discord_app.replies.why import why_view
from bot.domain import EVERYONE, Answer, AskedQuestion, Scope, Verdict
from bot.errors import ExpiredError, StoreError
from bot.history import DEFAULT_SETTINGS, GuildSettings
from bot.library.library import Library, today
from bot.library.moderation import Moderation
from bot.library.rate_limit import RateLimit
from bot.phrases import load
from bot.search.language.concepts import ConceptList

_PATIENCE: Final = 1.0
"""Seconds to wait for settings before a question is acknowledged: Discord waits three."""

_log = logging.getLogger(__name__)


class MemberDesk:
    """Implements `MemberDeskProtocol` over a library; the concepts give the words for what an answer lacks."""

    def __init__(
        self,
        library: Library,
        concepts: ConceptList,
        moderation: Moderation,
        cooldown: RateLimit,
        clock: Callable[[], date] = today,
    ) -> None:
        self._library = library
        self._concepts = concepts
        self._curation = moderation
        self._cooldown = cooldown
        self._clock = clock

    async def warm_up(self) -> None:
        """Build the search for everyone, so that the first member does not wait for it. Raises StoreError."""
        await self._library.engine(EVERYONE)

    def stop_loading(self) -> None:
        """End what is being analysed, since the program ends. What is loaded goes on answering."""
        self._library.close()

    def admit(self, reader: Reader) -> None:
        """Count that the reader asks. Raises RateLimitError when they, or their server, have asked enough for now."""
        self._cooldown.admit(reader.id, reader.scope)

    async def is_private(self, reader: Reader) -> bool:
        """Whether the reader's server wants answers to be seen by their asker alone; not, where it cannot be told."""
        return (await self._chosen(reader)).private_answers

    async def in_public(self, reader: Reader) -> Reader:
        """The reader, in the language that the server wants in public."""
        return _in_language(reader, (await self._chosen(reader)).language)

    async def _chosen(self, reader: Reader) -> GuildSettings:
        """What the server's moderators have chosen; what is usual where the database is slow or away."""
        if reader.scope.is_everyone:
            return DEFAULT_SETTINGS
        try:
            return await asyncio.wait_for(self._curation.cached_settings(reader.scope), _PATIENCE)
        except (StoreError, TimeoutError) as error:
            _log.warning("a server's settings could not be read: %s", error)
            return DEFAULT_SETTINGS

    async def answer(self, question: str, reader: Reader, *, private: bool, origin: int = 0, note: str = "") -> Layout:
        """The first page of the answer to a question that was just asked."""
        asked = AskedQuestion(question, reader.scope)
        reader = reader if private else await self.in_public(reader)
        answer = await self._library.ask(asked)
        if answer.verdict is Verdict.NONE:
            await self._note_unanswered(question, reader.scope)
        key = key_holding(question) or await self._library.store.save_question(asked)
        return self._page(answer, AnswerPage(key, asker=0 if private else reader.id, origin=origin), reader, note)

    async def show(self, turn: AnswerPage, reader: Reader) -> Layout:
        """A page of an answer. Raises ExpiredError."""
        return self._page(await self._answer(turn.key, reader), turn, reader)

    def _page(self, answer: Answer, turn: AnswerPage, reader: Reader, note: str = "") -> Layout:
        label = self._label(answer.reason.concept, reader.phrases.language)
        return AnswerReply(answer, turn, reader.phrases, self._clock(), label, note).view()

    async def _note_unanswered(self, question: str, scope: Scope) -> None:
        try:
            await self._curation.record_unanswered(question, scope)
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
        held = question_held(key)
        question = AskedQuestion(held, reader.scope) if held else await self._library.store.load_question(key)
        if question.scope != reader.scope:
            _log.warning("a button of another server's answer was pressed in scope %s", reader.scope.guild_id)
            raise ExpiredError("This answer belongs to another server: ask again here.")
        return await self._library.ask(question)

    def _label(self, concept: str, language: str) -> str:
        return self._concepts[concept].name(language) if concept in self._concepts else concept


def _in_language(reader: Reader, language: str) -> Reader:
    return replace(reader, phrases=load(language)) if language else reader
