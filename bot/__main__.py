"""The composition root: builds settings, store and library, and runs a command with them.

Each function imports only what its command needs, so that `heat2 ask` starts quickly.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.exit_codes import DONE, run_to_exit_code
from bot.cli.parser import build_parser
from bot.errors import Heat2Error, SettingsError, UsageError
from bot.text.language import load_detector

if TYPE_CHECKING:
    from bot.cli.check import Inspection
    from bot.cli.import_articles import Progress
    from bot.cli.printers import JsonPrinter, ResultPrinter
    from bot.cli.terminal_text import TerminalText
    from bot.config.settings import Settings, SettingsRead
    from bot.domain import Scope
    from bot.library.engine_cache import SearchLimits
    from bot.library.library import Library
    from bot.library.moderation import Moderation
    from bot.search.language.concepts import ConceptList
    from bot.store.base import Store


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 wrong input or state, 2 wrong usage."""
    return run_to_exit_code(lambda: _run(words), _error_log)


def _run(words: Sequence[str] | None) -> int:
    # Articles hold characters that a terminal with another encoding could not print.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = build_parser().parse_args(words)
    if args.version:
        return _print_version()
    if args.command is None:
        raise UsageError(f"name a command: {', '.join(COMMANDS)} (see heat2 --help)")
    return asyncio.run(COMMANDS[args.command](args))


def _print_version() -> int:
    from importlib.metadata import version

    sys.stdout.write(f"heat2 {version('heat2-bot')}\n")
    return DONE


def _error_log() -> Path:
    from bot.config.settings import load_settings

    try:
        return load_settings().data_dir / "errors.log"
    except Heat2Error:
        return Path(tempfile.gettempdir()) / "heat2-errors.log"


async def _ask(args: Namespace) -> int:
    from bot.cli.ask import ask, ask_batch
    from bot.cli.files import open_lines

    if bool(args.question) == (args.batch is not None):
        raise UsageError("give one QUESTION, or --batch FILE.jsonl (see heat2 ask --help)")
    async with _reading_library() as (library, concepts):
        text = _terminal_text(concepts, args.as_of)
        if args.batch is None:
            return await ask(library, " ".join(args.question), _printer(args, text), args.scope, args.as_of)
        with open_lines(args.batch) as lines:
            return await ask_batch(library, lines, _json_printer(args, text), args.scope, args.as_of)


@asynccontextmanager
async def _reading_library() -> AsyncIterator[tuple[Library, ConceptList]]:
    """Open the library for a command that only reads. A missing database is not created."""
    from bot.config.settings import load_settings
    from bot.store.memory import MemoryStore

    settings = load_settings()
    store = await _open_store(settings) if settings.database.exists else MemoryStore()
    async with _library(settings, store) as built:
        yield built


@asynccontextmanager
async def _library(
    settings: Settings, store: Store, *, serves_many: bool = False
) -> AsyncIterator[tuple[Library, ConceptList]]:
    from bot.library.library import Library, today
    from bot.reading.corpus import load_corpus
    from bot.search.language.concepts import ConceptList

    try:
        concepts = ConceptList.load(settings.concepts_file)
        snapshot_folder = settings.search_dir if settings.database.exists else None
        limits = _search_limits(settings, serves_many=serves_many)
        library = Library(load_corpus(settings.corpus_dir), store, concepts, today, limits, snapshot_folder)
        try:
            yield library, concepts
            await library.save_snapshots()
        finally:
            library.close()
    finally:
        await store.close()


def _search_limits(settings: Settings, *, serves_many: bool) -> SearchLimits:
    """Return the limits of the search. A command that serves one person analyses more in its own process."""
    from bot.library.analysis.service import AnalysisLimits
    from bot.library.engine_cache import SearchLimits

    analysis = AnalysisLimits(settings.analysis_seconds_per_article, settings.analysis_seconds_per_hour)
    if not serves_many:
        analysis = analysis.for_single_user()
    return SearchLimits(settings.servers_memory_mb * 2**20, analysis)


async def _open_store(settings: Settings) -> Store:
    from bot.store.sql import open_store

    file = settings.database.sqlite_file
    if file is not None:
        _make_folder(file.parent)
    return await open_store(settings.database.url)


def _make_folder(folder: Path) -> None:
    from bot.private_files import make_folder

    try:
        make_folder(folder)
    except OSError as error:
        raise SettingsError(f"the folder {folder} cannot be created ({error.strerror}): set HEAT2_DATA_DIR") from error


def _terminal_text(concepts: ConceptList, today: date | None = None) -> TerminalText:
    from bot.cli.terminal_text import TerminalText
    from bot.library.library import today as current_day
    from bot.phrases import load

    phrases = load("en")
    return TerminalText(phrases, lambda concept: _label(concepts, concept, phrases.language), today or current_day())


def _label(concepts: ConceptList, concept: str, language: str) -> str:
    return concepts[concept].name(language) if concept in concepts else concept


def _printer(args: Namespace, text: TerminalText) -> ResultPrinter:
    """Return the printer for JSON if it is requested, for frames on a terminal, or else for plain text."""
    if args.json:
        return _json_printer(args, text)
    why = getattr(args, "why", False)
    if not sys.stdout.isatty():
        from bot.cli.printers import PlainPrinter

        return PlainPrinter(sys.stdout, text, why=why)
    from rich.console import Console

    from bot.cli.rich_printer import RichPrinter

    return RichPrinter(Console(), text, why=why)


def _json_printer(args: Namespace, text: TerminalText) -> JsonPrinter:
    from bot.cli.printers import JsonPrinter

    return JsonPrinter(sys.stdout, text, why=getattr(args, "why", False))


async def _latest(args: Namespace) -> int:
    from bot.cli.latest import latest

    async with _reading_library() as (library, concepts):
        await _note_unknown_server(library, args.scope)
        return await latest(library, _printer(args, _terminal_text(concepts, args.as_of)), args)


async def _export(args: Namespace) -> int:
    from bot.cli.export_articles import export
    from bot.cli.files import open_output
    from bot.reading.text.json_lines import to_json_line

    async with _reading_library() as (library, _):
        await _note_unknown_server(library, args.scope)
        with open_output(args.file) as out:
            return await export(library, out, args.scope, to_json_line)


async def _import(args: Namespace) -> int:
    from bot.cli.article_options import read_article_options
    from bot.cli.import_articles import ImportOptions, import_articles
    from bot.cli.sources import Readers, find_sources
    from bot.config.settings import load_settings
    from bot.library.importing import Importer
    from bot.library.library import today
    from bot.reading.files import read_articles, read_standard_input
    from bot.reading.web.address import read_address

    options = ImportOptions(read_article_options(args, today()), today(), args.future_ok)
    if len(args.sources) > 1 and not options.article.is_empty:
        raise UsageError("--title, --date and the like describe one article: give one PATH-OR-ADDRESS with them")
    readers = Readers(read_articles, read_address, lambda: read_standard_input(sys.stdin.buffer))
    settings = load_settings()
    async with _library(settings, await _open_store(settings)) as (library, _):
        importer, sources = Importer(library, args.scope), find_sources(args.sources)
        with _progress() as progress:
            return await import_articles(sources, readers.read, importer, sys.stdout, progress, options)


async def _list(args: Namespace) -> int:
    from bot.cli.list_articles import list_articles

    async with _reading_library() as (library, _):
        await _note_unknown_server(library, args.scope)
        return await list_articles(_moderation(library), args, args.scope, sys.stdout)


async def _show(args: Namespace) -> int:
    from bot.cli.show_article import show_article

    async with _reading_library() as (library, _):
        await _note_unknown_server(library, args.scope)
        return await show_article(_moderation(library), args.id, args.scope, sys.stdout, as_json=args.json)


async def _edit(args: Namespace) -> int:
    from bot.cli.edit_article import edit_article
    from bot.library.library import today

    async with _changing_library([args.id], args.scope) as library:
        await _note_unknown_server(library, args.scope)
        return await edit_article(_moderation(library), args, args.scope, today(), sys.stdout)


async def _remove(args: Namespace) -> int:
    from bot.cli.remove_articles import remove_articles

    async with _changing_library(args.ids, args.scope) as library:
        await _note_unknown_server(library, args.scope)
        return await remove_articles(_moderation(library), args.ids, args.scope, sys.stdout, undo=args.undo)


def _moderation(library: Library) -> Moderation:
    from bot.library.moderation import Moderation

    return Moderation(library, library.store)


@asynccontextmanager
async def _changing_library(ids: Sequence[str], scope: Scope) -> AsyncIterator[Library]:
    """Open the library for a command that changes articles. A mistyped id does not create a database."""
    from bot.cli.remove_articles import check_ids
    from bot.config.settings import load_settings

    settings = load_settings()
    if not settings.database.exists:
        async with _reading_library() as (library, _):
            check_ids(ids, await _moderation(library).list_all(scope))
    async with _library(settings, await _open_store(settings)) as (library, _):
        yield library


async def _note_unknown_server(library: Library, scope: Scope) -> None:
    """Print a note if nothing was ever stored for a server: its id may be mistyped."""
    if not scope.is_everyone and not await library.store.revision(scope):
        sys.stderr.write(f"note: the server {scope.guild_id} has no articles of its own: is its id right?\n")


def _progress() -> AbstractContextManager[Progress]:
    """Return a progress line if stderr is a terminal."""
    if sys.stderr.isatty():
        from bot.cli.rich_printer import progress_line

        return progress_line()
    from bot.cli.import_articles import NoProgress

    return nullcontext(NoProgress())


async def _run_bot(_: Namespace) -> int:
    from bot.config.settings import load_settings

    settings = load_settings()
    if settings.discord_token is None:
        raise SettingsError("HEAT2_DISCORD_TOKEN is not set: put the bot's token there (see README.md), then run again")
    from bot.config.logging import start_logging

    start_logging(settings.log_level)
    from bot.discord_app.connection import Connection
    from bot.discord_app.loop_watchdog import watched_loop
    from bot.discord_app.member_service import MemberService
    from bot.discord_app.moderator_service import ModeratorService
    from bot.discord_app.run import run_bot
    from bot.discord_app.services import Services
    from bot.library.moderation import Moderation, ModerationLimits
    from bot.library.rate_limit import RateLimit
    from bot.reading.web.address import read_address
    from bot.store.coordination import change_notifications

    connection = Connection(
        settings.discord_token.get_secret_value(),
        settings.discord_api_url or "",
        settings.discord_gateway_url or "",
        settings.shard_count,
        settings.shard_ids or None,
        settings.dev_guild_id or 0,
    )
    async with _library(settings, await _open_store(settings), serves_many=True) as (library, concepts):
        limits = ModerationLimits(settings.additions_per_hour, settings.articles_per_server)
        moderation = Moderation(library, library.store, limits)
        rate_limit = RateLimit(settings.questions_per_member, settings.questions_per_server)
        members = MemberService(library, concepts, moderation, rate_limit)
        await members.warm_up()
        moderators = ModeratorService(moderation, read_address)
        await asyncio.to_thread(load_detector)
        _favor_event_loop()
        async with change_notifications(settings.database.url, library.invalidate_revisions):
            with watched_loop():
                await run_bot(Services(members, moderators), library.store, connection)
    return DONE


def _favor_event_loop() -> None:
    """Keep threads and the garbage collector from delaying the event loop."""
    # Seconds after which a thread that analyses an article must release the interpreter to the event loop.
    sys.setswitchinterval(0.001)
    # All objects that exist now stay. Collecting them again and again would stop the loop for 0.1 seconds each time.
    gc.collect()
    gc.freeze()


async def _check(_: Namespace) -> int:
    from bot.cli.check import check
    from bot.config.settings import read_settings

    return await check(_inspections(read_settings()), sys.stdout)


def _inspections(read: SettingsRead) -> Sequence[tuple[str, Inspection]]:
    """Return an inspection for each subject whose setting is valid."""
    from bot.cli import inspections
    from bot.discord_app.connection import invite_url
    from bot.library.analysis.failures import read_failed_articles
    from bot.library.snapshots import describe_snapshots
    from bot.reading.corpus import load_corpus
    from bot.reading.process import check_installation
    from bot.search.language.concepts import ConceptList
    from bot.search.snapshot.fingerprint import search_fingerprint
    from bot.store.backup import check_database
    from bot.store.verification import describe_state, list_unusable_rows

    settings = read.settings
    every: dict[str, tuple[str, Inspection]] = {
        "": ("settings", lambda: inspections.inspect_settings(read)),
        "reading": ("reading", lambda: inspections.inspect_reading(check_installation)),
        "corpus_dir": ("corpus", lambda: inspections.inspect_corpus(settings.corpus_dir, load_corpus)),
        "concepts_file": (
            "concepts",
            lambda: inspections.inspect_concepts(settings.concepts_file, ConceptList.load),
        ),
        "database_url": (
            "database",
            lambda: inspections.inspect_database(settings.database, check_database, describe_state, list_unusable_rows),
        ),
        "data_dir": (
            "search",
            lambda: inspections.inspect_search(
                settings.search_dir,
                lambda folder: describe_snapshots(folder, search_fingerprint(ConceptList.load(settings.concepts_file))),
                lambda folder: read_failed_articles(
                    folder, search_fingerprint(ConceptList.load(settings.concepts_file))
                ),
            ),
        ),
        "discord_token": ("token", lambda: inspections.inspect_token(settings, invite_url)),
    }
    return [inspection for setting, inspection in every.items() if setting not in read.wrong]


async def _backup(args: Namespace) -> int:
    from bot.cli.backup import backup
    from bot.config.settings import load_settings
    from bot.store.backup import back_up

    return await backup(load_settings().database, args.file, sys.stdout, partial(back_up, force=args.force))


async def _restore(args: Namespace) -> int:
    from bot.cli import backup
    from bot.config.settings import load_settings
    from bot.store.backup import restore

    return await backup.restore(load_settings().database, args.file, sys.stdout, partial(restore, force=args.force))


async def _erase_user(args: Namespace) -> int:
    from bot.cli.erase_user import erase_user
    from bot.config.settings import load_settings
    from bot.store.memory import MemoryStore

    settings = load_settings()
    store = await _open_store(settings) if settings.database.exists else MemoryStore()
    try:
        return await erase_user(store, args.user, sys.stdout)
    finally:
        await store.close()


COMMANDS: Final[Mapping[str, Callable[[Namespace], Coroutine[None, None, int]]]] = {
    "ask": _ask,
    "latest": _latest,
    "import": _import,
    "list": _list,
    "show": _show,
    "edit": _edit,
    "remove": _remove,
    "export": _export,
    "run": _run_bot,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
    "erase-user": _erase_user,
}


if __name__ == "__main__":
    sys.exit(main())
