"""`heat2 backup` and `heat2 restore`: everything that a SQLite database holds, in one checked file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.cli.outcome import DONE
from bot.cli.words import add_command
from bot.database_url import DatabaseUrl
from bot.errors import StoreError
from bot.shown import one_line

if TYPE_CHECKING:
    from bot.cli.words import Commands

BACKUP_EXAMPLES = """\
  heat2 backup heat2-backup.db"""
RESTORE_EXAMPLES = """\
  heat2 restore heat2-backup.db"""


def add_backup(commands: Commands) -> None:
    """The words of `heat2 backup`."""
    meaning = "Copy everything that the database holds into one file, even while the bot runs."
    parser = add_command(commands, "backup", meaning, BACKUP_EXAMPLES)
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write; a former backup there is replaced")


def add_restore(commands: Commands) -> None:
    """The words of `heat2 restore`."""
    meaning = "Put a backup back in the database's place; the former database is kept beside it."
    parser = add_command(commands, "restore", meaning, RESTORE_EXAMPLES)
    parser.add_argument("file", type=Path, metavar="FILE", help="what heat2 backup wrote")


def backup(database: DatabaseUrl, target: Path, out: TextIO, back_up: Callable[[Path, Path], int]) -> int:
    """Write the backup and say what it holds. Raises StoreError."""
    count = back_up(_file_of(database, f"pg_dump --format=custom --file={target}"), target)
    out.write(f"{one_line(str(target))}: {count} {'article' if count == 1 else 'articles'} backed up and checked\n")
    return DONE


async def restore(
    database: DatabaseUrl, source: Path, out: TextIO, put_back: Callable[[Path, Path], Awaitable[Path | None]]
) -> int:
    """Restore the backup and say where the former database is. Raises StoreError."""
    kept = await put_back(source, _file_of(database, f"pg_restore --clean {source}"))
    former = f"; the former database is {one_line(str(kept))}" if kept else ""
    out.write(f"{one_line(str(source))} restored{former}\n")
    return DONE


def _file_of(database: DatabaseUrl, instead: str) -> Path:
    if database.sqlite_file is None:
        raise StoreError(f"This is for SQLite. For PostgreSQL use its own tool: {one_line(instead)} --dbname=DATABASE")
    return database.sqlite_file
