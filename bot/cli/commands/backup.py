"""`heat2 backup` and `heat2 restore`: copy a SQLite database to one verified file, and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.config.database_url import DatabaseUrl
from bot.errors import StoreError
from bot.text.counts import counted
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.store.maintenance.backup import CopyResult

BACKUP_EXAMPLES = """\
  heat2 backup heat2-backup.db"""
RESTORE_EXAMPLES = """\
  heat2 restore heat2-backup.db"""

BACKUP_DETAILS = """\
If FILE exists, it is renamed to FILE.before-DATE; the newest seven of those are kept. If FILE is not a backup of heat2,
or holds more than twice as many articles as the database, nothing is written, unless you give --force. Articles that
were altered or cannot be read are backed up too, but they are named and the exit code is 1.
"""


def add_backup(commands: Commands) -> None:
    """Add `heat2 backup` to the parser."""
    meaning = "Copy the whole database into one file. The bot may be running."
    parser = add_command(commands, "backup", meaning, BACKUP_EXAMPLES)
    parser.description = f"{meaning}\n\n{BACKUP_DETAILS}"
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--force", action="store_true", help="replace FILE in these cases too; the former FILE is kept")


def add_restore(commands: Commands) -> None:
    """Add `heat2 restore` to the parser."""
    meaning = "Replace the database by a backup. The former database is kept next to it."
    parser = add_command(commands, "restore", meaning, RESTORE_EXAMPLES)
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that heat2 backup wrote")
    parser.add_argument(
        "--force", action="store_true", help="restore even if articles were altered; no answer quotes those"
    )


Copy = Callable[[Path, Path], Awaitable["CopyResult"]]
"""Copies a database file to another path."""


async def backup(database: DatabaseUrl, target: Path, out: TextIO, back_up: Copy) -> int:
    """Write the backup and print the number of its articles. Raises StoreError."""
    done = await back_up(_sqlite_file(database, f"pg_dump --format=custom --file={target}"), target)
    former = f"; the former backup is {one_line(str(done.former))}" if done.former else ""
    out.write(f"{one_line(str(target))}: {counted(done.articles, 'article')} backed up and checked{former}\n")
    return _exit_code(done)


async def restore(database: DatabaseUrl, source: Path, out: TextIO, copy_back: Copy) -> int:
    """Restore the backup and print where the former database is. Raises StoreError."""
    done = await copy_back(source, _sqlite_file(database, f"pg_restore --clean {source}"))
    former = f"; the former database is {one_line(str(done.former))}" if done.former else ""
    out.write(f"{one_line(str(source))} restored, {counted(done.articles, 'article')} checked{former}\n")
    return _exit_code(done)


def _exit_code(done: CopyResult) -> int:
    for each in done.unusable:
        print_error(f"{each}: answers do not use it")
    return WRONG_STATE if done.unusable else DONE


def _sqlite_file(database: DatabaseUrl, alternative: str) -> Path:
    if database.sqlite_file is None:
        raise StoreError(
            f"This command is for SQLite only. For PostgreSQL use: {one_line(alternative)} --dbname=DATABASE"
        )
    return database.sqlite_file
