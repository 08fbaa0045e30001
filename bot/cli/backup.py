"""`heat2 backup` and `heat2 restore`: everything that a SQLite database holds, in one checked file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from bot.cli.arguments import add_command
from bot.cli.exit_codes import DONE, WRONG_STATE, print_error
from bot.config.database_url import DatabaseUrl
from bot.errors import StoreError
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands

BACKUP_EXAMPLES = """\
  heat2 backup heat2-backup.db"""
RESTORE_EXAMPLES = """\
  heat2 restore heat2-backup.db"""


BACKUP_RULES = """\
A former backup in FILE is kept beside it as FILE.before-DATE; the newest seven of those are kept. FILE is not replaced
when it is no backup of heat2, or holds more than twice as many articles as the database; --force replaces it anyway.
Articles that were altered or cannot be read are named, and the exit code is 1; everything is backed up all the same.
"""


def add_backup(commands: Commands) -> None:
    """The words of `heat2 backup`."""
    meaning = "Copy everything that the database holds into one file, even while the bot runs."
    parser = add_command(commands, "backup", meaning, BACKUP_EXAMPLES)
    parser.description = f"{meaning}\n\n{BACKUP_RULES}"
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--force", action="store_true", help="replace FILE whatever it is; it is kept beside it")


def add_restore(commands: Commands) -> None:
    """The words of `heat2 restore`."""
    meaning = "Put a backup back in the database's place; the former database is kept beside it."
    parser = add_command(commands, "restore", meaning, RESTORE_EXAMPLES)
    parser.add_argument("file", type=Path, metavar="FILE", help="what heat2 backup wrote")
    parser.add_argument("--force", action="store_true", help="restore even if articles were altered; they are left out")


class Copied(Protocol):
    """What a backup or a restore has done, see `bot.store.backup`."""

    @property
    def articles(self) -> int:
        """How many articles were copied and checked."""
        ...

    @property
    def kept(self) -> Path | None:
        """Where the former file is."""
        ...

    @property
    def set_aside(self) -> tuple[str, ...]:
        """What of it cannot be used."""
        ...


Copy = Callable[[Path, Path], Awaitable[Copied]]


async def backup(database: DatabaseUrl, target: Path, out: TextIO, back_up: Copy) -> int:
    """Write the backup and say what it holds. Raises StoreError."""
    done = await back_up(_file_of(database, f"pg_dump --format=custom --file={target}"), target)
    former = f"; the former backup is {one_line(str(done.kept))}" if done.kept else ""
    out.write(f"{one_line(str(target))}: {_counted(done)} backed up and checked{former}\n")
    return _code(done)


async def restore(database: DatabaseUrl, source: Path, out: TextIO, put_back: Copy) -> int:
    """Restore the backup and say where the former database is. Raises StoreError."""
    done = await put_back(source, _file_of(database, f"pg_restore --clean {source}"))
    former = f"; the former database is {one_line(str(done.kept))}" if done.kept else ""
    out.write(f"{one_line(str(source))} restored, {_counted(done)} checked{former}\n")
    return _code(done)


def _counted(done: Copied) -> str:
    return f"{done.articles} {'article' if done.articles == 1 else 'articles'}"


def _code(done: Copied) -> int:
    for each in done.set_aside:
        print_error(f"{each}: it is not used")
    return WRONG_STATE if done.set_aside else DONE


def _file_of(database: DatabaseUrl, instead: str) -> Path:
    if database.sqlite_file is None:
        raise StoreError(f"This is for SQLite. For PostgreSQL use its own tool: {one_line(instead)} --dbname=DATABASE")
    return database.sqlite_file
