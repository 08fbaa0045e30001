"""Build the library for a command: open the database, load corpus and concepts, and close everything at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.cli.printing.output import warn_if_unknown
from bot.cli.printing.terminal_text import TerminalText
from bot.config.shipped import shipped_corpus
from bot.domain import EVERYONE, Scope
from bot.errors import SettingsError, UnreachableStoreError
from bot.library.analysis.service import AnalysisLimits
from bot.library.engines.engine_cache import SearchLimits
from bot.library.library import Library, today
from bot.phrases import load, set_subject
from bot.reading.corpus import load_corpus
from bot.search.language.concepts import ConceptList
from bot.store.base import Store

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.library.articles.moderation import Moderation
    from bot.library.engines.embedding_service import EmbeddingService
    from bot.library.reader.service import ReaderService
    from bot.search.meaning.sentence_encoder import SentenceEncoder
    from bot.search.reader import Reader
    from bot.subject import Subject


FIRST_PAUSE_SECONDS: Final = 1.0
MAX_PAUSE_SECONDS: Final = 60.0
"""Time between two tries to reach the database. It doubles from the first to the maximum."""

_log = logging.getLogger(__name__)


class OpenLibrary(NamedTuple):
    """A library that is ready for use, and the concepts whose names appear in answers."""

    library: Library
    concepts: ConceptList

    @property
    def moderation(self) -> Moderation:
        """The use cases of an operator, who has no limits."""
        from bot.library.articles.moderation import Moderation  # noqa: PLC0415 - a question does not need it

        return Moderation(self.library, self.library.store)

    def text(self, day: date | None = None) -> TerminalText:
        """Return the English text for the terminal, as of that day or today."""
        phrases, concepts = load("en"), self.concepts

        def label(concept: str) -> str:
            return concepts[concept].name(phrases.language) if concept in concepts else concept

        return TerminalText(phrases, label, day or today())


async def open_store(settings: Settings, *, creates: bool = True) -> Store:
    """Open the database. Raises SettingsError and StoreError.

    Without `creates`, a database that does not exist is not created: an empty store in memory takes its place.
    """
    if not creates and not settings.database.exists:
        from bot.store.memory import MemoryStore  # noqa: PLC0415 - one of the two stores is needed

        return MemoryStore()
    from bot.store import sql  # noqa: PLC0415

    settings.database.create_folder()
    return await sql.open_store(settings.database.url)


async def wait_for_store(settings: Settings) -> Store:
    """Open the database, and try again while it cannot be reached. Raises SettingsError and StoreError."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await open_store(settings)
        except UnreachableStoreError as error:
            _log.warning("%s Next try in %.0f s", error, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, MAX_PAUSE_SECONDS)


def build_reader(settings: Settings) -> Reader | None:
    """Return the reader of the settings, None if they name none. The HTTP client is imported only if one is named."""
    key = settings.reader_key.get_secret_value() if settings.reader_key else ""
    if settings.reader_url and settings.reader_model:
        from bot.library.reader.chat import ChatReader  # noqa: PLC0415

        return ChatReader(settings.reader_url, settings.reader_model, key)
    if settings.reranker_url:
        from bot.library.reader.rerank import RerankReader  # noqa: PLC0415

        model = settings.reranker_model or ""
        return RerankReader(settings.reranker_url, model, key, settings.reranker_min_score)
    return None


def _limited_reader(settings: Settings, store: Store, *, serves_many: bool) -> ReaderService | None:
    reader = build_reader(settings)
    if reader is None:
        return None
    from bot.library.reader.service import ReaderLimits, ReaderService  # noqa: PLC0415

    limits = ReaderLimits(
        settings.reader_seconds,
        settings.reader_requests_at_once,
        settings.reader_passages,
        settings.reader_requests_per_day,
        settings.reader_direct_requests_per_day,
        settings.reader_in_direct_messages,
    )
    # The operator's own questions are no direct messages, and are not counted.
    own = replace(limits, per_day=0, direct_per_day=0, reads_direct=True)
    return ReaderService(reader, limits if serves_many else own, store.reader_requests)


def build_encoder(settings: Settings, *, is_required: bool = False) -> SentenceEncoder | None:
    """Return the sentence encoder, None if it is off, not installed, or of another version than the search needs.

    Another version is logged as a warning. Raises SettingsError if the encoder is on or required and cannot be used.
    Nothing of its package is imported before a text is embedded.
    """
    if settings.encoder == "off":
        if is_required:
            raise SettingsError("HEAT2_ENCODER is off: set it to auto or on")
        return None
    from bot.search.meaning.sentence_encoder import installed_encoder  # noqa: PLC0415

    encoder = installed_encoder()
    reason = _why_unusable(encoder)
    if not reason:
        return encoder
    if settings.encoder == "on":
        raise SettingsError(f"HEAT2_ENCODER is on, but {reason}, or set it to auto")
    if is_required:
        raise SettingsError(reason)
    if encoder is not None:
        _log.warning("questions are answered without sentence embeddings: %s", reason)
    return None


def _why_unusable(encoder: SentenceEncoder | None) -> str:
    from bot.search.meaning.question_projection import shipped_encoder_version  # noqa: PLC0415
    from bot.search.meaning.sentence_encoder import INSTALL  # noqa: PLC0415

    if encoder is None:
        return f"no sentence encoder is installed: {INSTALL}"
    fitted = shipped_encoder_version()
    if encoder.version != fitted:
        return f"the search was fitted with {fitted}, not with {encoder.version}: {INSTALL}"
    return ""


def _embedding_service(
    settings: Settings, folder: Path | None, *, serves_many: bool, embeds: bool
) -> EmbeddingService | None:
    """Return the service that keeps embeddings in the folder; None without an encoder, or without work for it."""
    encoder = build_encoder(settings)
    computes = embeds or serves_many
    # A command that computes no embeddings uses those in files, so without a folder it has none.
    if encoder is None or not (computes or folder):
        return None
    from bot.library.engines.embedding_service import EmbeddingService  # noqa: PLC0415

    return EmbeddingService(encoder, folder, computes=computes, has_low_priority=serves_many)


def _read_subject(settings: Settings) -> Subject:
    from bot.reading.subject import load_subject  # noqa: PLC0415 - a running bot does without pydantic

    return load_subject(settings.corpus_dir, shipped_corpus())


@asynccontextmanager
async def build_library(
    settings: Settings,
    store: Store,
    subject: Subject | None = None,
    *,
    serves_many: bool = False,
    embeds: bool = False,
) -> AsyncIterator[OpenLibrary]:
    """Build the library; at the end save its snapshots, and close it and the store. Raises Heat2Error.

    The subject is read from the folder of articles unless it is given. With `serves_many`, the limits on analysing
    articles and on the reader are those of a bot, not of a single user. With `embeds`, or if it serves many, passages
    get sentence embeddings if an encoder is installed; other commands use those that they find.
    """
    reader = _limited_reader(settings, store, serves_many=serves_many)
    try:
        subject = subject or _read_subject(settings)
        set_subject(subject)
        concepts = ConceptList.load(subject, settings.concepts_file)
        snapshots = settings.search_dir if settings.database.exists else None
        analysis = AnalysisLimits(settings.analysis_seconds_per_article, settings.analysis_seconds_per_hour)
        limits = SearchLimits(
            settings.servers_memory_mb * 2**20, analysis if serves_many else analysis.for_single_user()
        )
        corpus = load_corpus(settings.corpus_dir)
        embeddings = _embedding_service(settings, snapshots, serves_many=serves_many, embeds=embeds)
        library = Library(corpus, store, concepts, today, limits, snapshots, reader=reader, embeddings=embeddings)
        try:
            yield OpenLibrary(library, concepts)
            await library.save_snapshots()
        finally:
            library.close()
    finally:
        if reader:
            await reader.close()
        await store.close()


@asynccontextmanager
async def open_library(scope: Scope = EVERYONE) -> AsyncIterator[OpenLibrary]:
    """Build the library for a command that only reads: a database that does not exist is not created."""
    from bot.config.settings import load_settings  # noqa: PLC0415 - a running bot does without pydantic

    settings = load_settings()
    async with build_library(settings, await open_store(settings, creates=False)) as built:
        await warn_if_unknown(scope, built.library.store)
        yield built


@asynccontextmanager
async def open_library_to_change(ids: Sequence[str], scope: Scope) -> AsyncIterator[OpenLibrary]:
    """Build the library for a command that changes articles. Raises UnknownArticleError for an unknown id.

    A database that does not exist is created only if the ids are those of shipped articles.
    """
    from bot.cli.articles import check_ids  # noqa: PLC0415 - commands that only read do not need it
    from bot.config.settings import load_settings  # noqa: PLC0415 - a running bot does without pydantic

    settings = load_settings()
    if not settings.database.exists:
        async with open_library() as built:
            check_ids(ids, await built.moderation.articles.list_all(scope))
    async with build_library(settings, await open_store(settings)) as built:
        await warn_if_unknown(scope, built.library.store)
        yield built
