"""Copies of a SQLite database: made while it is in use, checked, and put back without losing what stood there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.store.copies import BESIDE, BROKEN, copy_database, into_one_file, keep_aside
from bot.store.schema import HEAD, KNOWN
from bot.store.sql import open_store
from bot.store.tables import metadata
from bot.store.translation import translated

OURS: Final = frozenset({"alembic_version", "articles"})
"""Tables that every version of this program's database has."""


def back_up(database: Path, target: Path) -> int:
    """Copy the database into one file, replace `target` with it, and return how many articles it holds.

    Raises StoreError when there is no database, when it is damaged, or when the target cannot be written; then a
    target that was there before is unchanged.
    """
    with _files_of(target), _unfinished(target) as unfinished:
        if not database.exists():
            raise StoreError(f"There is no database {database} yet, so there is nothing to back up.")
        if target.exists() and (not target.is_file() or target.samefile(database)):
            raise StoreError(f"{target} cannot take the backup: name another file.")
        with translated(str(database)):
            copy_database(database, unfinished)
            into_one_file(unfinished)
        count = check_database(unfinished, called=database)
        unfinished.replace(target)
    return count


async def restore(source: Path, database: Path) -> Path | None:
    """Make the database hold what a backup holds; return where the former database is kept, None if there was none.

    Processes that have the database open see the restored articles with their next question. Raises StoreError when
    the backup is damaged, or is no database of this program, or of a newer one; nothing is lost then.
    """
    _check_backup(source)
    with _files_of(database), _unfinished(database) as staged:
        with translated(str(source)):
            copy_database(source, staged)
        _check_version(staged, source)
        await (await open_store(f"sqlite+aiosqlite:///{staged}", keeps_former=False)).close()
        with translated(str(database)):
            return _put_in_place(staged, database)


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
    if found not in KNOWN:
        raise StoreError(f"{source} is newer than this program (its tables are '{found}'): update heat2.")
    gone = sorted(metadata.tables.keys() - tables)
    if found == HEAD and gone:
        raise StoreError(f"{source} has lost the table {gone[0]} and was not restored: name another backup.")


def _put_in_place(staged: Path, database: Path) -> Path | None:
    kept = keep_aside(database) if database.exists() else None
    copy_database(staged, database)
    return kept


@contextmanager
def _files_of(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A file beside the target that is gone at the end, with what SQLite keeps beside it, unless renamed before."""
    file = target.with_name(f"{target.name}.unfinished")
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(file)
    try:
        yield file
    finally:
        _remove(file)


def _remove(file: Path) -> None:
    for ending in ("", *BESIDE):
        file.with_name(file.name + ending).unlink(missing_ok=True)
