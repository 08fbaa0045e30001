"""What `heat2 check` looks at; what it tries out is handed to it by `bot.__main__`."""

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
    """Every mistake in the settings."""
    wrong = [Finding(Grade.PROBLEM, "settings", problem) for problem in read.problems]
    return wrong or [Finding(Grade.GOOD, "settings", "all can be read")]


async def inspect_reading(check_installation: Callable[[], None]) -> Sequence[Finding]:
    """Whether pages and PDFs can be read. Raises InstallationError."""
    check_installation()
    return [Finding(Grade.GOOD, "reading", "web pages and PDFs can be read")]


async def inspect_corpus(folder: Path, load: Callable[[Path], Sized]) -> Sequence[Finding]:
    """How many articles ship. Raises CorpusError."""
    count = len(load(folder))
    return [Finding(Grade.GOOD if count else Grade.NOTE, "corpus", f"{count} articles in {folder}")]


async def inspect_concepts(own: Path | None, load: Callable[[Path | None], Sized]) -> Sequence[Finding]:
    """How many concepts there are, the operator's own included. Raises ConceptError."""
    return [Finding(Grade.GOOD, "concepts", f"{len(load(own))}, {f'with {own}' if own else 'as shipped'}")]


async def inspect_database(
    database: DatabaseUrl,
    read_every_page: Callable[[Path], int],
    state_of: Callable[[str], Awaitable[str]],
    rows_set_aside: Callable[[str], Awaitable[Sequence[str]]],
) -> Sequence[Finding]:
    """Whether the database is sound and can be written. One that does not exist is not made. Raises StoreError."""
    file = database.sqlite_file
    if file and not file.exists():
        return [_inspect_place(file)]
    sound = [Finding(Grade.GOOD, "database", await state_of(database.url))]
    if file:
        count = read_every_page(file)
        sound.append(Finding(Grade.GOOD, "database", f"every page is sound; {count} added articles"))
    wrong = "{}: it is left out; add it again, or restore a backup"
    sound += [Finding(Grade.PROBLEM, "database", wrong.format(each)) for each in await rows_set_aside(database.url)]
    return [*sound, *_open_to_others(file)] if file else sound


def _open_to_others(database: Path) -> Sequence[Finding]:
    """A note on files that hold data and that other users of the machine may read."""
    folder = database.parent
    beside = [*folder.glob(f"{database.name}*"), *folder.glob("search/*"), folder / "errors.log", Path(".env")]
    loose = open_to_others(sorted(beside))
    names = ", ".join(str(each) for each in loose[:5]) + (f" and {len(loose) - 5} more" if len(loose) > 5 else "")
    message = f"other users of this machine may read {names}: chmod 600 keeps them out"
    return [Finding(Grade.NOTE, "database", message)] if loose else []


def _inspect_place(database: Path) -> Finding:
    there = next(folder for folder in database.parents if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        message = f"{database} does not exist yet: the first heat2 import or heat2 run makes it"
        return Finding(Grade.NOTE, "database", message)
    place = f"{there} is no folder that this user may write in"
    message = f"{database} cannot be made, as {place}: set HEAT2_DATA_DIR or HEAT2_DATABASE_URL"
    return Finding(Grade.PROBLEM, "database", message)


async def inspect_search(
    folder: Path, state_of: Callable[[Path], str], failed_in: Callable[[Path], Iterable[object]]
) -> Sequence[Finding]:
    """Whether a start finds articles analysed, and which articles are in no answer, as their analysis fails.

    Without analysed articles a start takes longer, and that is all.
    """
    try:
        failed = [Finding(Grade.NOTE, "search", str(each)) for each in failed_in(folder)]
        return [Finding(Grade.GOOD, "search", state_of(folder)), *failed]
    except SnapshotError as error:
        return [Finding(Grade.NOTE, "search", f"{error}: the next start analyses all articles"), *failed]
    except ConceptError:
        return []  # they are looked at by themselves


async def inspect_token(settings: Settings, invite_url: Callable[[int], str]) -> Sequence[Finding]:
    """Whose token it is, whether Discord takes it, and how to invite the bot. Raises SettingsError."""
    if settings.discord_token is None:
        return [Finding(Grade.NOTE, "token", "HEAT2_DISCORD_TOKEN is not set; only heat2 run needs it")]
    token = settings.discord_token.get_secret_value()
    invite = Finding(Grade.GOOD, "invite", invite_url(application_id(token)))
    try:
        name = await login_name(token, settings.discord_api_url or API)
    except UnreachableError as error:
        return [Finding(Grade.NOTE, "token", f"Discord could not be asked about it ({error})"), invite]
    return [Finding(Grade.GOOD, "token", f"Discord knows it as {name}"), invite]
