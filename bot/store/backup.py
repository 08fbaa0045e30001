"""Copies of a SQLite database: made while it is in use, checked, and put back without losing what stood there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.private_files import make_file, make_folder
from bot.store.copies import BESIDE, BROKEN, PATIENCE, copy_database, into_one_file, keep_aside
from bot.store.database import Database
from bot.store.first_start import check_not_emptied
from bot.store.schema import HEAD, KNOWN
from bot.store.shape import differences, foreign_objects
from bot.store.sql import open_store
from bot.store.tables import metadata
from bot.store.translation import translated
from bot.store.verification import Verification, verify

KEPT: Final = 7
"""Number of former backups that are kept beside a backup."""

OURS: Final = frozenset({"alembic_version", "articles"})
"""Tables that every version of this program's database has."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore has done."""

    articles: int
    kept: Path | None
    """Where the former file is, None if there was none."""
    set_aside: tuple[str, ...]
    """What was copied and cannot be used: rows that were altered or cannot be read, and foreign parts."""


async def back_up(database: Path, target: Path, *, force: bool = False) -> Copied:
    """Copy the database into one file and load every article of the copy.

    A former backup in that place is kept beside it under a dated name, KEPT of them at most. Unless `force` is given,
    a file that is no backup is not replaced, nor one with more than twice as many articles. Raises StoreError then, or
    when there is no database, or it is damaged, or the target cannot be written; the target is unchanged.
    """
    with _files_of(target), _unfinished(target) as unfinished:
        _check_places(database, target)
        with _named(database, target):
            copy_database(database, unfinished)
            into_one_file(unfinished)
        count = check_database(unfinished, called=database)
        wrong = await _what_is_wrong(unfinished, target)
        if not force:
            _check_replaceable(target, count)
        kept = _keep_former(target)
        unfinished.replace(target)
    return Copied(count, kept, wrong)


async def restore(source: Path, database: Path, *, force: bool = False) -> Copied:
    """Make the database hold what a backup holds; the former database is kept beside it.

    Processes that have the database open see the restored articles with their next question. Raises StoreError when
    the backup is damaged, or is no database of this program, or of a newer one, or has triggers or columns that this
    program did not make; unless `force` is given, also when a row of it was altered or cannot be read. Nothing is lost
    then.
    """
    _check_backup(source)
    with _files_of(database), _unfinished(database) as staged:
        with translated(str(source)):
            copy_database(source, staged)
        _check_version(staged, source)
        await (await open_store(f"sqlite+aiosqlite:///{staged}", keeps_former=False)).close()
        _check_shape(staged, source)
        found = await _verified(staged)
        if found.set_aside and not force:
            first, more = found.set_aside[0], len(found.set_aside) - 1
            others = f" (and {more} more)" if more else ""
            rest = "name another backup, or give --force to restore everything else"
            raise StoreError(f"{source} was not restored, since {first}{others}: {rest}.")
        into_one_file(staged)
        with translated(str(database)):
            kept = _put_in_place(staged, database)
    return Copied(found.articles, kept, tuple(map(str, found.set_aside)))


def _check_places(database: Path, target: Path) -> None:
    if not database.exists():
        raise StoreError(f"There is no database {database} yet, so there is nothing to back up.")
    if target.exists() and (not target.is_file() or target.samefile(database)):
        raise StoreError(f"{target} cannot take the backup: name another file.")
    check_not_emptied(database)


async def _what_is_wrong(copy: Path, target: Path) -> tuple[str, ...]:
    """What of a copy cannot be used; a copy with older tables is looked at in another one, with today's."""
    with _unfinished(target, "verified") as verified:
        copy_database(copy, verified)
        with closing(sqlite3.connect(verified)) as reader:
            foreign = [
                f"{each} is not of this program, and would keep a restore away" for each in foreign_objects(reader)
            ]
        await (await open_store(f"sqlite+aiosqlite:///{verified}", keeps_former=False)).close()
        return (*foreign, *map(str, (await _verified(verified)).set_aside))


async def _verified(file: Path) -> Verification:
    database = Database(f"sqlite+aiosqlite:///{file}", PATIENCE)
    try:
        return await verify(database)
    finally:
        await database.close()


def _check_replaceable(target: Path, count: int) -> None:
    """Raise StoreError when putting a backup of so many articles in place of the file would lose something."""
    if not target.exists() or not target.stat().st_size:
        return
    try:
        former = check_database(target)
    except StoreError as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
            return  # a damaged backup, which is kept beside
        raise StoreError(f"{target} is no backup of heat2 and was not replaced: name another file.") from error
    if count * 2 < former:
        less = f"the database holds {count} articles and this backup {former}, more than twice as many"
        raise StoreError(f"{target} was not replaced: {less}. Name another file, or give --force if that is right.")


def _keep_former(target: Path) -> Path | None:
    """Keep what is at the target under a dated name, and only so many of those."""
    if not target.exists() or not target.stat().st_size:
        return None
    kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    target.rename(kept)
    dated = re.compile(re.escape(target.name) + r"\.before-\d{8}T\d{12}Z")
    formers = sorted(file for file in target.parent.iterdir() if dated.fullmatch(file.name))
    for old in formers[:-KEPT]:
        old.unlink()
    return kept


@contextmanager
def _named(database: Path, target: Path) -> Iterator[None]:
    """Errors of copying one into the other; when a disk is full it is the target's."""
    try:
        with translated(str(database)):
            yield
    except StoreError as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreError(f"{target} cannot be written: its disk is full. Make room, then try again.") from error
        raise


def check_database(file: Path, called: Path | None = None) -> int:
    """Read every page of a database of this program and return how many articles it holds.

    Raises StoreError, which says `called` for the file if that is given.
    """
    name = called or file
    if not file.is_file():
        raise StoreError(f"There is no file {name}.")
    with translated(str(name)), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as reader:
        tables = {table for (table,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= OURS:
            raise StoreError(f"{name} is a database of another program: name one of heat2.")
        found = reader.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            damaged = sqlite3.DatabaseError(found)
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged
        known = "SELECT DISTINCT scope, article_id FROM articles"
        return int(reader.execute(f"SELECT count(*) FROM ({known})").fetchone()[0])  # noqa: S608 - both are written here


def _check_backup(source: Path) -> None:
    try:
        check_database(source)
    except StoreError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code not in BROKEN:
            raise
        what = "is no database" if code == sqlite3.SQLITE_NOTADB else "is damaged"
        raise StoreError(f"{source} {what} and was not restored: name another file that heat2 backup wrote.") from error


def _check_version(staged: Path, source: Path) -> None:
    """Raise StoreError when the program cannot know the tables of the copy, or one of them is gone."""
    with translated(str(source)), closing(sqlite3.connect(staged)) as reader:
        found = reader.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
        tables = {table for (table,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        foreign = foreign_objects(reader)
    if foreign:
        raise StoreError(f"{source} holds {foreign[0]}, which heat2 did not make, and was not restored.")
    if found not in KNOWN:
        raise StoreError(f"{source} is newer than this program (its tables are '{found}'): update heat2.")
    gone = sorted(metadata.tables.keys() - tables)
    if found == HEAD and gone:
        raise StoreError(f"{source} has lost the table {gone[0]} and was not restored: name another backup.")


def _check_shape(staged: Path, source: Path) -> None:
    """Raise StoreError when a column is missing, of another type or too much."""
    with translated(str(source)), closing(sqlite3.connect(staged)) as reader:
        wrong = next(differences(reader), "")
    if wrong:
        raise StoreError(f"{source} was not restored, since {wrong}: name another backup.")


def _put_in_place(staged: Path, database: Path) -> Path | None:
    kept = keep_aside(database) if database.exists() else None
    make_file(database)
    copy_database(staged, database)
    return kept


@contextmanager
def _files_of(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _unfinished(target: Path, what: str = "unfinished") -> Iterator[Path]:
    """A file beside the target that is gone at the end, with what SQLite keeps beside it, unless renamed before."""
    file = target.with_name(f"{target.name}.{what}")
    make_folder(file.parent)
    _remove(file)
    make_file(file)
    try:
        yield file
    finally:
        _remove(file)


def _remove(file: Path) -> None:
    for ending in ("", *BESIDE):
        file.with_name(file.name + ending).unlink(missing_ok=True)
