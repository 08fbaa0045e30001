"""The only place where things are built: settings, store, library, and what each command works with.

What a command does not need is not imported, since a person waits for `heat2 ask` to start.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.outcome import outcome_of
from bot.cli.parser import build_parser
from bot.errors import Heat2Error, SettingsError, UsageError

if TYPE_CHECKING:
    from bot.cli.json_page import JsonPage
    from bot.cli.page import Page
    from bot.cli.wording import Wording
    from bot.library import Library
    from bot.search.concepts import ConceptList
    from bot.settings import Settings
    from bot.store.base import Store


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 the input or the state is wrong, 2 wrong usage."""
    return outcome_of(lambda: _run(words), _error_log)


def _run(words: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = build_parser().parse_args(words)
    return asyncio.run(COMMANDS[args.command](args))


def _error_log() -> Path:
    from bot.settings import load_settings

    try:
        return load_settings().data_dir / "errors.log"
    except Heat2Error:
        return Path(tempfile.gettempdir()) / "heat2-errors.log"


async def _ask(args: Namespace) -> int:
    from bot.cli.ask import ask, ask_batch
    from bot.cli.streams import lines_of

    if (args.question is None) == (args.batch is None):
        raise UsageError("give one QUESTION in quotation marks, or --batch FILE.jsonl (see heat2 ask --help)")
    async with _reading_library() as (library, concepts):
        wording = _wording(concepts, args.as_of)
        if args.batch is None:
            return await ask(library, args.question, _page(args, wording), args.scope, args.as_of)
        with lines_of(args.batch) as lines:
            return await ask_batch(library, lines, _json_page(args, wording), args.scope, args.as_of)


@asynccontextmanager
async def _reading_library() -> AsyncIterator[tuple[Library, ConceptList]]:
    """The library for a command that only reads: a database that does not exist yet is not created."""
    from bot.settings import load_settings
    from bot.store.memory import MemoryStore

    settings = load_settings()
    store = await _open_store(settings) if settings.database.exists else MemoryStore()
    async with _library(settings, store) as built:
        yield built


@asynccontextmanager
async def _library(settings: Settings, store: Store) -> AsyncIterator[tuple[Library, ConceptList]]:
    from bot.library import Library
    from bot.reading.corpus import load_corpus
    from bot.search.concepts import ConceptList

    try:
        concepts = ConceptList.load(settings.concepts_file)
        yield Library(load_corpus(settings.corpus_dir), store, concepts), concepts
    finally:
        await store.close()


async def _open_store(settings: Settings) -> Store:
    from bot.store.sql import open_store

    file = settings.database.sqlite_file
    if file is not None:
        _make_folder(file.parent)
    return await open_store(settings.database.url)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"the folder {folder} cannot be made ({error.strerror}): set HEAT2_DATA_DIR") from error


def _wording(concepts: ConceptList, today: date | None = None) -> Wording:
    from bot.cli.wording import Wording
    from bot.library import today as current_day
    from bot.phrases import load

    phrases = load("en")
    return Wording(phrases, lambda concept: _label(concepts, concept, phrases.language), today or current_day())


def _label(concepts: ConceptList, concept: str, language: str) -> str:
    return concepts[concept].name(language) if concept in concepts else concept


def _page(args: Namespace, wording: Wording) -> Page:
    """JSON when asked for, frames on a terminal, plain text in a pipe."""
    if args.json:
        return _json_page(args, wording)
    why = getattr(args, "why", False)
    if not sys.stdout.isatty():
        from bot.cli.plain_page import PlainPage

        return PlainPage(sys.stdout, wording, why=why)
    from rich.console import Console

    from bot.cli.rich_page import RichPage

    return RichPage(Console(), wording, why=why)


def _json_page(args: Namespace, wording: Wording) -> JsonPage:
    from bot.cli.json_page import JsonPage

    return JsonPage(sys.stdout, wording, why=getattr(args, "why", False))


COMMANDS: Final[Mapping[str, Callable[[Namespace], Coroutine[None, None, int]]]] = {"ask": _ask}


if __name__ == "__main__":
    sys.exit(main())
