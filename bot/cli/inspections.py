"""The inspections of `heat2 check`. `bot.__main__` passes in the functions that they try."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence, Sized
from pathlib import Path

from bot.cli.check import Finding, Grade
from bot.config.database_url import DatabaseUrl
from bot.config.discord_account import API, UnreachableError, application_id, login_name
from bot.config.settings import Settings, SettingsRead
from bot.errors import ConceptError, SnapshotError
from bot.private_files import open_to_others


async def inspect_settings(read: SettingsRead) -> Sequence[Finding]:
    """Report every mistake in the settings."""
    problems = [Finding(Grade.PROBLEM, "settings", problem) for problem in read.problems]
    return problems or [Finding(Grade.GOOD, "settings", "all are valid")]


async def inspect_reading(check_installation: Callable[[], None]) -> Sequence[Finding]:
    """Check that pages and PDFs can be read. Raises InstallationError."""
    check_installation()
    return [Finding(Grade.GOOD, "reading", "web pages and PDFs can be read")]


async def inspect_corpus(folder: Path, load: Callable[[Path], Sized]) -> Sequence[Finding]:
    """Report the number of shipped articles. Raises CorpusError."""
    count = len(load(folder))
    return [Finding(Grade.GOOD if count else Grade.NOTE, "corpus", f"{count} articles in {folder}")]


async def inspect_concepts(own: Path | None, load: Callable[[Path | None], Sized]) -> Sequence[Finding]:
    """Report the number of concepts, including the operator's own. Raises ConceptError."""
    return [Finding(Grade.GOOD, "concepts", f"{len(load(own))}, {f'with {own}' if own else 'as shipped'}")]


async def inspect_database(
    database: DatabaseUrl,
    read_every_page: Callable[[Path], int],
    describe_state: Callable[[str], Awaitable[str]],
    list_unusable_rows: Callable[[str], Awaitable[Sequence[str]]],
) -> Sequence[Finding]:
    """Check that the database is intact and writable. A missing database is not created. Raises StoreError."""
    file = database.sqlite_file
    if file and not file.exists():
        return [_inspect_missing(file)]
    findings = [Finding(Grade.GOOD, "database", await describe_state(database.url))]
    if file:
        count = read_every_page(file)
        findings.append(Finding(Grade.GOOD, "database", f"every page is intact; {count} added articles"))
    # A row that was altered outside the bot is not quoted, since a quote must be what was stored.
    advice = "{}: answers do not quote it; add it again, or restore a backup"
    findings += [
        Finding(Grade.PROBLEM, "database", advice.format(each)) for each in await list_unusable_rows(database.url)
    ]
    return [*findings, *_note_readable_files(file)] if file else findings


def _note_readable_files(database: Path) -> Sequence[Finding]:
    """Note files with data that other users of the machine can read."""
    folder = database.parent
    beside = [*folder.glob(f"{database.name}*"), *folder.glob("search/*"), folder / "errors.log", Path(".env")]
    loose = open_to_others(sorted(beside))
    names = ", ".join(str(each) for each in loose[:5]) + (f" and {len(loose) - 5} more" if len(loose) > 5 else "")
    message = f"other users of this machine can read {names}: chmod 600 prevents that"
    return [Finding(Grade.NOTE, "database", message)] if loose else []


def _inspect_missing(database: Path) -> Finding:
    # The nearest existing folder decides whether the missing ones can be created.
    there = next(folder for folder in database.parents if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        message = f"{database} does not exist yet: the first heat2 import or heat2 run creates it"
        return Finding(Grade.NOTE, "database", message)
    place = f"this user cannot write in {there}"
    message = f"{database} cannot be created, as {place}: set HEAT2_DATA_DIR or HEAT2_DATABASE_URL"
    return Finding(Grade.PROBLEM, "database", message)


async def inspect_search(
    folder: Path, state_of: Callable[[Path], str], read_failed_articles: Callable[[Path], Iterable[object]]
) -> Sequence[Finding]:
    """Report whether the search snapshot can be used, and which articles could not be analysed.

    Without a snapshot the bot starts more slowly; nothing else is different.
    """
    failed: list[Finding] = []
    try:
        failed = [Finding(Grade.NOTE, "search", str(each)) for each in read_failed_articles(folder)]
        return [Finding(Grade.GOOD, "search", state_of(folder)), *failed]
    except SnapshotError as error:
        return [Finding(Grade.NOTE, "search", f"{error}: the next start analyses all articles"), *failed]
    except ConceptError:
        return []  # another inspection reports these


async def inspect_token(settings: Settings, invite_url: Callable[[int], str]) -> Sequence[Finding]:
    """Check that Discord accepts the token, and report the invite link. Raises SettingsError."""
    if settings.discord_token is None:
        return [Finding(Grade.NOTE, "token", "HEAT2_DISCORD_TOKEN is not set; only heat2 run needs it")]
    token = settings.discord_token.get_secret_value()
    invite = Finding(Grade.GOOD, "invite", invite_url(application_id(token)))
    try:
        name = await login_name(token, settings.discord_api_url or API)
    except UnreachableError as error:
        return [Finding(Grade.NOTE, "token", f"not checked, as Discord cannot be reached ({error})"), invite]
    return [Finding(Grade.GOOD, "token", f"Discord accepts it for the bot {name}"), invite]
