"""The use cases of members and of imports: ask, list, suggest, add. This module knows no Discord and no SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from bot.domain import (
    EVERYONE,
    About,
    Act,
    Answer,
    Article,
    AskedQuestion,
    Excerpt,
    GuildSettings,
    Scope,
    SmallTalk,
    Timeline,
)
from bot.errors import AnalysisError, StoreError
from bot.library.answer_cache import AnswerCache, AnswerKey
from bot.library.engines.embedding_service import EmbeddingProgress, EmbeddingService
from bot.library.engines.engine_cache import EngineCache, SearchLimits
from bot.library.engines.refreshed_cache import RefreshedCache
from bot.library.engines.revisions import RevisionCache
from bot.library.reader.answers import ReaderAnswers
from bot.library.reader.service import ReaderService
from bot.search.engine import SearchEngine
from bot.search.language.analysis import SUBJECT_FILM, AnalysedPassage, concept_term
from bot.search.language.concepts import ConceptList
from bot.search.language.encoded_passages import EncodedPassage
from bot.search.language.language_data import LanguageData
from bot.store.base import Change, Store

EXAMPLES_IN_HELP: Final = 2
"""Number of example questions that are shown to somebody who asks for help."""
SETTINGS_TTL_SECONDS: Final = 5.0
"""Seconds until a change of a server's settings by another process is noticed."""
MAX_LATEST: Final = 24
"""Default of the maximum number of newest statements."""


def today() -> date:
    """Return the current day in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class LibraryStatistics:
    """Numbers for the operator: everyone's articles, servers in memory, and questions since the start."""

    articles: int
    passages: int
    servers: int
    questions: int
    cached: int
    """Number of questions whose answer was in the cache."""
    readings: Mapping[str, int] = field(default_factory=dict)
    """Number of requests to the reader by outcome: "chosen", "none", or a fault."""
    reading_seconds: float = 0.0
    """Time of the requests that it has answered."""
    embeddings: EmbeddingProgress | None = None
    """How many passages of the loaded scopes have a sentence embedding; None without an encoder."""


class Library:
    """The articles that each scope can see, and what can be done with them.

    Everyone sees the articles of the shipped corpus, which is passed in as a whole. All other articles come from the
    store.
    """

    def __init__(  # noqa: PLR0913 - one argument for each part that it is built from
        self,
        corpus: Sequence[Article],
        store: Store,
        concepts: ConceptList,
        clock: Callable[[], date] = today,
        limits: SearchLimits = SearchLimits(),  # noqa: B008 - a frozen value
        snapshot_folder: Path | None = None,
        *,
        reader: ReaderService | None = None,
        embeddings: EmbeddingService | None = None,
    ) -> None:
        """Analysed articles are saved in `snapshot_folder` for the next start; with None they are not saved.

        The `reader` chooses among the passages that the search finds; with None the search decides alone. With
        `embeddings`, a sentence encoder helps to rank passages.
        """
        self.subject = concepts.subject
        self._shipped = {article.id: article for article in corpus}
        self._store = store
        self._clock = clock
        self._embeddings = embeddings
        self._engines = EngineCache(
            store, lambda: LanguageData.load(concepts), tuple(corpus), limits, snapshot_folder, embeddings
        )
        self._revisions = RevisionCache(store)
        self._settings = RefreshedCache("settings", store.settings, SETTINGS_TTL_SECONDS)
        self._answers = AnswerCache()
        # A search takes one or two milliseconds, and the event loop runs other tasks between two searches. A search in
        # a thread would block the loop for longer: a thread releases the interpreter only after its switch interval.
        self._searching = asyncio.Lock()
        self._reader = ReaderAnswers(reader, self._settings, self._answers, self._searching) if reader else None
        self._embedding = asyncio.Lock()
        self._questions = self._cached_questions = 0
        self.on_search: Callable[[], None] = lambda: None
        """Called in the event loop before each search and each update."""

    @property
    def shipped(self) -> Mapping[str, Article]:
        """The articles of the corpus folder by id, including those that the operator has removed."""
        return self._shipped

    @property
    def store(self) -> Store:
        """The store of articles, drafts and settings."""
        return self._store

    @property
    def settings(self) -> RefreshedCache[Scope, GuildSettings]:
        """Settings of servers, at most SETTINGS_TTL_SECONDS old."""
        return self._settings

    @property
    def reader_name(self) -> str:
        """The name of the model that chooses among passages, '' if there is none."""
        return self._reader.service.name if self._reader else ""

    async def ask(self, question: AskedQuestion) -> Answer:
        """Answer from the articles that the question's scope sees, as of the question's day. Raises StoreError.

        The answer's question is the one that was understood: see `complete`.
        """
        before, question = question, await self.complete(question)
        day = question.as_of or self._clock()
        revision = await self._revisions.get(question.scope)
        reader = self._reader if self._reader and await self._reader.may_read(question.scope) else None
        name = reader.service.name if reader else ""
        embedded = self._embeddings.embedded(question.scope) if self._embeddings else 0
        answer = self._answers.get(AnswerKey.of(question.text, revision, day, name, embedded), question.text)
        self._questions += 1
        self._cached_questions += answer is not None
        if answer is not None:
            return answer
        self.on_search()
        built = await self._engines.get(revision)
        embedded = await self._embed(question, built.engine)
        key = AnswerKey.of(question.text, built.revision, day, name, embedded)
        async with self._searching:
            await asyncio.sleep(0)
            # Another task may have asked the same question while this one waited.
            answer = self._answers.get(key, question.text)
            if answer is not None:
                return answer
            prepared = built.engine.prepare(question.text, day)
            if reader:
                prepared = built.engine.with_reader_candidates(prepared, reader.service.passages)
        # A question that stands alone is read alone, whatever came before it.
        request = prepared.request(before.after if before.text != question.text else "") if reader else None
        if reader is None or request is None:
            self._answers.put(key, prepared.answer)
            return prepared.answer
        answer = await reader.answer(request, question.scope, prepared, built.engine, key)
        return replace(answer, question=question.text)

    async def _embed(self, question: AskedQuestion, engine: SearchEngine) -> int:
        """Embed a question if a sentence encoder is used, and return the number of passages that are embedded.

        It takes 10 to 20 ms of CPU time in a thread that leaves the interpreter to the event loop.
        """
        if self._embeddings is None:
            return 0
        embedded = self._embeddings.embedded(question.scope)
        # One after the other, so that many questions do not occupy all processors.
        async with self._embedding:
            await asyncio.to_thread(engine.embed, question.text)
        return embedded

    async def complete(self, question: AskedQuestion) -> AskedQuestion:
        """Return a question that stands alone: what it lacks is taken from the question before. Raises StoreError."""
        if not question.after:
            return question
        engine = await self.engine(question.scope)
        text = engine.follow_up(question.text, question.after, question.as_of or self._clock())
        return replace(question, text=text, after="")

    async def language_of(self, question: AskedQuestion) -> str:
        """Return the language of a question, or else that of the question before it; '' if neither reveals it.

        Raises StoreError.
        """
        engine, day = await self.engine(question.scope), question.as_of or self._clock()
        languages = (engine.analyse(text, day).language for text in (question.text, question.after) if text)
        return next(filter(None, languages), "")

    async def ask_text(self, text: str, scope: Scope = EVERYONE, as_of: date | None = None) -> Answer:
        """Answer a question given as text. Raises StoreError."""
        return await self.ask(AskedQuestion(text, scope, as_of))

    async def latest(
        self,
        scope: Scope = EVERYONE,
        as_of: date | None = None,
        topic: str = "",
        since: date | None = None,
        limit: int = MAX_LATEST,
    ) -> tuple[Excerpt, ...]:
        """Return the newest statements about the film that the scope sees, one per article. Raises StoreError.

        The newest come first, and undated ones last. With a topic, only statements about it; with `since`, only from
        articles that may have been published on that day or later.
        """
        engine, day = await self.engine(scope), as_of or self._clock()
        async with self._searching:
            await asyncio.sleep(0)
            return engine.latest(day, topic, since, limit)

    async def is_topic(self, text: str, scope: Scope = EVERYONE) -> bool:
        """Return whether a text names something that articles may write about. Raises StoreError."""
        return (await self.engine(scope)).is_topic(text, self._clock())

    async def statements_on(self, topic: str, scope: Scope, article_ids: Collection[str]) -> tuple[Excerpt, ...]:
        """Return what these articles state about a topic of any words, the newest first. Raises StoreError."""
        engine = await self.engine(scope)
        # Many articles may be compared, so it does not run in the event loop.
        return await asyncio.to_thread(engine.statements_on, topic, self._clock(), article_ids)

    async def timeline(self, topic: str, scope: Scope = EVERYONE, as_of: date | None = None) -> Timeline:
        """Return what the scope's articles state about a topic, from the oldest to the newest. Raises StoreError."""
        engine = await self.engine(scope)
        # It takes several searches, so it does not run in the event loop.
        return await asyncio.to_thread(engine.timeline, topic, as_of or self._clock())

    async def suggest_topics(
        self,
        typed: str,
        scope: Scope = EVERYONE,
        language: str = "en",
        limit: int = 25,
        as_of: date | None = None,
    ) -> list[str]:
        """Return topics about which the scope's articles state something. Raises StoreError."""
        engine = await self.engine(scope)
        return await asyncio.to_thread(engine.suggest_topics, typed, language, as_of or self._clock(), limit)

    async def suggest(
        self,
        typed: str,
        scope: Scope = EVERYONE,
        language: str = "en",
        limit: int = 25,
        as_of: date | None = None,
    ) -> list[str]:
        """Return questions that the scope's articles answer, the best completion first. Raises StoreError."""
        engine = await self.engine(scope)
        return await asyncio.to_thread(engine.suggest, typed, language, as_of or self._clock(), limit)

    async def with_examples(self, answer: Answer, question: AskedQuestion, language: str = "en") -> Answer:
        """Return the answer; if it asks for help, with example questions that are answered. Raises StoreError."""
        if answer.reason.small_talk is not SmallTalk.HELP:
            return answer
        examples = await self.suggest("", question.scope, language, EXAMPLES_IN_HELP, question.as_of)
        return replace(answer, reason=replace(answer.reason, words=tuple(examples)))

    async def add_all(self, articles: Sequence[Article], scope: Scope = EVERYONE, added_by: str = "") -> list[Change]:
        """Store all of the articles or none, and return what changed for each. Raises StoreError.

        The next question finds them. A shipped article is not stored again unless the store has another version of it
        or it was removed.
        """
        unchanged = await self._unchanged_shipped(articles) if scope.is_everyone else frozenset()
        others = [article for article in articles if article not in unchanged]
        changes = iter(await self._store.add_all(others, scope, added_by) if others else ())
        await self.update(scope)
        return [Change.UNCHANGED if article in unchanged else next(changes) for article in articles]

    async def check(self, article: Article, scope: Scope) -> None:
        """Analyse an article before it is stored. Raises AnalysisError if it cannot be searched."""
        await self._engines.check(article, scope)

    async def is_current(self, scope: Scope) -> bool:
        """Bring the scope's engine up to date, and return whether it knows the newest articles. Raises StoreError."""
        await self.update(scope)
        revision = await self._revisions.get(scope)
        built = (await self._engines.get(revision)).revision
        return built.shared >= revision.shared and built.own >= revision.own

    async def is_about_film(self, article: Article, scope: Scope) -> bool:
        """Return whether an article names the film and is about it, as the search reads it. Raises AnalysisError."""
        analysed = await self._analysed_passages(article, scope)
        is_about = any(passage.article_about is About.SUBJECT for passage in analysed)
        # An article that names no film at all may count as one about it, since moderators add no others.
        return is_about and any(passage.holds(concept_term(SUBJECT_FILM)) for passage in analysed)

    async def has_passage_about_film(self, article: Article, scope: Scope) -> bool:
        """Return whether any passage seems to be about the film, even if none names it. Raises AnalysisError."""
        return any(passage.is_about_subject for passage in await self._analysed_passages(article, scope))

    async def _analysed_passages(self, article: Article, scope: Scope) -> list[AnalysedPassage]:
        passages = (await self._engines.check(article, scope)).passages
        return [each.decode() if isinstance(each, EncodedPassage) else each for each in passages]

    def failed_ids(self, scope: Scope) -> frozenset[str]:
        """Return the ids of articles that the scope sees and no question finds, because their analysis has failed.

        Nothing is known of them before the first question.
        """
        return self._engines.failed_ids(scope)

    async def _unchanged_shipped(self, articles: Sequence[Article]) -> frozenset[Article]:
        """Return those of the articles that everyone sees exactly as they ship."""
        shipped = frozenset(article for article in articles if self._shipped.get(article.id) == article)
        if not shipped:
            return shipped
        stored = {entry.article.id for entry in await self._store.entries(EVERYONE) if entry.act is not Act.UNHIDDEN}
        return frozenset(article for article in shipped if article.id not in stored)

    async def update(self, scope: Scope) -> None:
        """Update the scope's engine after its articles have changed, so that the next question finds the change."""
        self.on_search()
        self.invalidate_revisions()
        # If the update fails, the change is stored anyway, and a later question updates the engine.
        with suppress(StoreError, AnalysisError):
            await self._engines.update(await self._revisions.get(scope))

    def invalidate_revisions(self) -> None:
        """Make the next question read revisions from the store, because something has changed."""
        self._revisions.invalidate()

    async def forget(self, scope: Scope) -> None:
        """Drop what is known of a server after its data was erased from the store."""
        await self._engines.forget(scope)
        self.invalidate_revisions()

    async def save_snapshots(self) -> None:
        """Save analysed articles for the next start."""
        await self._engines.save_snapshots()

    def statistics(self) -> LibraryStatistics | None:
        """Return numbers for the operator; None until everyone's articles are loaded."""
        found = self._engines.statistics()
        if found is None:
            return None
        counts = self._questions, self._cached_questions
        service = self._reader.service if self._reader else None
        readings, seconds = (service.outcomes, service.seconds) if service else ({}, 0.0)
        embeddings = self._embeddings.progress() if self._embeddings else None
        return LibraryStatistics(found.articles, found.passages, found.servers, *counts, readings, seconds, embeddings)

    async def embed_passages(self, scope: Scope) -> EmbeddingProgress | None:
        """Wait until all passages that the scope sees have sentence embeddings, and return how many have.

        Return None without an encoder. If the encoder fails, some are missing. Raises StoreError.
        """
        if self._embeddings is None:
            return None
        await self.engine(scope)
        await asyncio.to_thread(self._embeddings.wait_until_idle)
        return self._embeddings.progress()

    def close(self) -> None:
        """End running analyses. Existing engines go on answering."""
        self._engines.close()

    async def articles(self, scope: Scope = EVERYONE) -> list[Article]:
        """Return the articles that the scope sees. Raises StoreError.

        Everyone sees the shipped corpus and what the operator has added, without what the operator has removed. A
        server sees these, without those that it hides, and its own; its own article replaces one of the same id.
        """
        by_id = await self._apply_changes(self._shipped, EVERYONE)
        return list((by_id if scope.is_everyone else await self._apply_changes(by_id, scope)).values())

    async def _apply_changes(self, articles: Mapping[str, Article], scope: Scope) -> dict[str, Article]:
        """Return articles by id, without those that the scope hides, and with its own."""
        hidden, own = await self._store.hidden(scope), await self._store.current(scope)
        left_out = hidden | own.unusable
        visible = {key: article for key, article in articles.items() if key not in left_out}
        return visible | {article.id: article for article in own.articles}

    async def own_articles(self, scope: Scope) -> list[Article]:
        """Return the articles that belong to this very scope; everyone's include the corpus. Raises StoreError."""
        return await (self.articles() if scope.is_everyone else self._store.articles(scope))

    async def engine(self, scope: Scope) -> SearchEngine:
        """Return the engine over what the scope sees now. Raises StoreError.

        While the store cannot be reached, this is the engine over what the scope saw last, if it is still cached.
        """
        self.on_search()
        return (await self._engines.get(await self._revisions.get(scope))).engine
