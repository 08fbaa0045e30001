"""Backups of a SQLite database: made while it is in use, checked, and restored without losing the former one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.private_files import make_file, make_folder
from bot.store.database.database import Database, translate_errors
from bot.store.database.schema import HEAD, KNOWN, check_not_emptied
from bot.store.database.sqlite import (
    DAMAGED,
    LOCK_TIMEOUT,
    SIDE_FILES,
    convert_to_single_file,
    copy_database,
    former_name,
    keep_former,
    open_to_read,
)
from bot.store.database.tables import metadata
from bot.store.maintenance.verification import Verification, foreign_objects, schema_differences, verify
from bot.store.sql import open_store
from bot.text.counts import counted

MAX_FORMER: Final = 7
"""Maximum number of former backups that are kept beside a backup."""

REQUIRED_TABLES: Final = frozenset({"alembic_version", "articles"})
"""Tables that every version of this program's database has."""


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The result of a backup or a restore."""

    articles: int
    former: Path | None
    """The file that keeps the former state, None if there was none."""
    unusable: tuple[str, ...]
    """Descriptions of what was copied and cannot be used: altered or unreadable rows, and foreign objects."""


async def back_up(database: Path, target: Path, *, force: bool = False) -> CopyResult:
    """Copy the database into one file and read every article of the copy.

    A former backup at the target is kept next to it under a dated name, at most MAX_FORMER of them. Unless `force` is
    given, a file that is no backup is not replaced, and neither is a backup with more than twice as many articles.
    Raises StoreError then, or if there is no database, it is damaged, or the target cannot be written. The target is
    unchanged then.
    """
    with _translate_file_errors(target):
        # Before anything is written: a refused backup leaves no new folder behind.
        _check_places(database, target)
    with _translate_file_errors(target), _unfinished(target) as unfinished:
        with _translate_copy_errors(database, target):
            copy_database(database, unfinished)
            convert_to_single_file(unfinished)
        # The copy is checked under the name of the database, since a damaged page comes from there.
        count = check_database(unfinished, shown=database)
        unusable = await _find_unusable(unfinished, target)
        if not force:
            _check_replaceable(target, count)
        former = _keep_former(target)
        unfinished.replace(target)
    return CopyResult(count, former, unusable)


async def restore(source: Path, database: Path, *, force: bool = False) -> CopyResult:
    """Replace the content of the database by that of a backup; the former database is kept next to it.

    Processes that have the database open see the restored articles with their next question. Raises StoreError if the
    backup is damaged, is no database of this program, is of a newer version, or has triggers or columns that this
    program did not create; unless `force` is given, also if a row of it was altered or cannot be read. The database is
    unchanged then.
    """
    _check_backup(source)
    # Everything is checked in a copy, so that the database is changed only by a backup that can be used.
    with _translate_file_errors(database), _unfinished(database) as staged:
        with translate_errors(str(source)):
            copy_database(source, staged)
        _check_version(staged, source)
        await (await open_store(f"sqlite+aiosqlite:///{staged}", keeps_former=False)).close()
        _check_columns(staged, source)
        found = await _verify(staged)
        if found.unusable and not force:
            first, more = found.unusable[0], len(found.unusable) - 1
            others = f" (and {more} more)" if more else ""
            rest = "name another backup, or give --force to restore everything else"
            raise StoreError(f"{source} was not restored, since {first}{others}: {rest}.")
        convert_to_single_file(staged)
        with translate_errors(str(database)):
            former = _replace_content(staged, database)
    return CopyResult(found.articles, former, tuple(map(str, found.unusable)))


def _check_places(database: Path, target: Path) -> None:
    if not database.exists():
        raise StoreError(f"There is no database {database} yet, so there is nothing to back up.")
    if target.exists() and (not target.is_file() or target.samefile(database)):
        raise StoreError(f"{target} cannot take the backup: name another file.")
    check_not_emptied(database)


async def _find_unusable(copy: Path, target: Path) -> tuple[str, ...]:
    """Describe what of the copy cannot be used. It is read from a second copy whose tables are brought up to date."""
    with _unfinished(target, "verified") as verified:
        copy_database(copy, verified)
        await (await open_store(f"sqlite+aiosqlite:///{verified}", keeps_former=False)).close()
        with closing(sqlite3.connect(verified)) as reader:
            foreign = [
                f"{each} is not of this program, so a restore would refuse this backup"
                for each in foreign_objects(reader)
            ]
        return (*foreign, *map(str, (await _verify(verified)).unusable))


async def _verify(file: Path) -> Verification:
    database = Database(f"sqlite+aiosqlite:///{file}", LOCK_TIMEOUT)
    try:
        return await verify(database)
    finally:
        await database.close()


def _check_replaceable(target: Path, count: int) -> None:
    """Raise StoreError if a backup of `count` articles must not replace the file."""
    if not target.exists() or not target.stat().st_size:
        return
    try:
        former = check_database(target)
    except StoreError as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT:
            return  # a damaged backup, which is kept beside the new one
        raise StoreError(f"{target} is not a backup of heat2 and was not replaced: name another file.") from error
    if count * 2 < former:
        less = f"the database holds {counted(count, 'article')} and this backup {former}, more than twice as many"
        raise StoreError(f"{target} was not replaced: {less}. Name another file, or give --force if that is right.")


def _keep_former(target: Path) -> Path | None:
    """Rename the file at the target to a dated name, and delete the oldest of more than MAX_FORMER."""
    if not target.exists() or not target.stat().st_size:
        return None
    former = former_name(target)
    target.rename(former)
    dated = re.compile(re.escape(target.name) + r"\.before-\d{8}T\d{12}Z")
    formers = sorted(file for file in target.parent.iterdir() if dated.fullmatch(file.name))
    for old in formers[:-MAX_FORMER]:
        old.unlink()
    return former


@contextmanager
def _translate_copy_errors(database: Path, target: Path) -> Iterator[None]:
    """Raise StoreError for errors of copying; a full disk is reported for the target, not for the database."""
    try:
        with translate_errors(str(database)):
            yield
    except StoreError as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreError(f"{target} cannot be written: its disk is full. Make room, then try again.") from error
        raise


def check_database(file: Path, shown: Path | None = None) -> int:
    """Read every page of a database of this program and return the number of its articles.

    Raises StoreError, which names the file `shown` instead if that is given.
    """
    name = shown or file
    if not file.is_file():
        raise StoreError(f"There is no file {name}.")
    with translate_errors(str(name)), closing(open_to_read(file)) as reader:
        tables = {table for (table,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= REQUIRED_TABLES:
            raise StoreError(f"{name} is a database of another program: name one of heat2.")
        found = reader.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            damaged = sqlite3.DatabaseError(found)
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged
        known = "SELECT DISTINCT scope, article_id FROM articles"
        return int(reader.execute(f"SELECT count(*) FROM ({known})").fetchone()[0])  # noqa: S608 - both are constants


def _check_backup(source: Path) -> None:
    if source.exists() and not source.is_file():
        raise StoreError(f"{source} is not a file: name a file that heat2 backup wrote.")
    try:
        if source.is_file() and not source.stat().st_size:
            raise StoreError(f"{source} is empty: name another file that heat2 backup wrote.")
        check_database(source)
    except StoreError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code not in DAMAGED:
            raise
        what = "is not a database" if code == sqlite3.SQLITE_NOTADB else "is damaged"
        raise StoreError(f"{source} {what} and was not restored: name another file that heat2 backup wrote.") from error


def _check_version(staged: Path, source: Path) -> None:
    """Raise StoreError if the copy has foreign objects, a version that is not known, or lacks a table."""
    with translate_errors(str(source)), closing(sqlite3.connect(staged)) as reader:
        found = reader.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
        tables = {table for (table,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        foreign = foreign_objects(reader, found)
    # First: a newer program may well have made what this one does not know.
    if found not in KNOWN:
        raise StoreError(f"{source} is newer than this program (its tables are '{found}'): update heat2.")
    if foreign:
        raise StoreError(f"{source} holds {foreign[0]}, which heat2 did not make, and was not restored.")
    gone = sorted(metadata.tables.keys() - tables)
    if found == HEAD and gone:
        raise StoreError(f"{source} has lost the table {gone[0]} and was not restored: name another backup.")


def _check_columns(staged: Path, source: Path) -> None:
    """Raise StoreError if a column is missing, unknown or of another type."""
    with translate_errors(str(source)), closing(sqlite3.connect(staged)) as reader:
        wrong = next(schema_differences(reader), "")
    if wrong:
        raise StoreError(f"{source} was not restored, since {wrong}: name another backup.")


def _replace_content(staged: Path, database: Path) -> Path | None:
    former = keep_former(database) if database.exists() else None
    make_file(database)
    copy_database(staged, database)
    return former


@contextmanager
def _translate_file_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _unfinished(target: Path, suffix: str = "unfinished") -> Iterator[Path]:
    """Create a file beside the target; it and its side files are deleted at the end unless renamed before."""
    file = target.with_name(f"{target.name}.{suffix}")
    make_folder(file.parent)
    _delete(file)
    make_file(file)
    try:
        yield file
    finally:
        _delete(file)


def _delete(file: Path) -> None:
    for suffix in ("", *SIDE_FILES):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
