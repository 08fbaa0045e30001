"""Backups: a copy while the database is in use, checked before it replaces anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.errors import StoreError
from bot.store.database import sqlite
from bot.store.database.database import Database
from bot.store.database.schema import KNOWN
from bot.store.maintenance.backup import back_up, check_database, restore
from bot.store.sql import SqlStore, open_store
from tests.store.first_version import OLD_GUILD, first_version, upgrade_to

FIRST = Article("first", "The first text.")
SECOND = Article("second", "The second text.")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The path of the database."""
    return tmp_path / "data" / "heat2.db"


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqlStore]:
    """The same database, open and with one article."""
    database.parent.mkdir()
    opened = await open_store(f"sqlite+aiosqlite:///{database}")
    await opened.add(FIRST, EVERYONE)
    yield opened
    await opened.close()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The path of the backup."""
    return tmp_path / "backup"


NOBODY = 65534
"""A user who owns no file."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach and write, unlike `tmp_path` when root runs the tests."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o777)
        yield Path(made)


@contextmanager
def only_read(database: Path) -> Iterator[None]:
    """Let nobody write the database and its folder. Root could nevertheless, and is another user meanwhile."""
    files, is_root = list(database.parent.iterdir()), os.geteuid() == 0
    for file in files:
        file.chmod(0o444)
    database.parent.chmod(0o555)
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        database.parent.chmod(0o755)


def files_in(folder: Path) -> list[str]:
    """Return the names of the files in the folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file())


async def articles_in(database: Path) -> list[Article]:
    """Return the articles that a process finds that opens the database now."""
    opened = await open_store(f"sqlite+aiosqlite:///{database}")
    try:
        return await opened.articles(EVERYONE)
    finally:
        await opened.close()


async def test_a_backup_is_one_whole_file(store: SqlStore, database: Path, copy: Path) -> None:
    """A backup is made while the database is open, is complete, and needs no other file."""
    await store.add(SECOND, Scope(7))
    assert (await back_up(database, copy)).articles == 2
    assert files_in(copy.parent) == ["backup"]
    assert check_database(copy) == 2


async def test_an_open_store_sees_a_restore(store: SqlStore, database: Path, copy: Path) -> None:
    """A store that stays open returns the restored articles, and the former database is kept."""
    await back_up(database, copy)
    await store.add(SECOND, EVERYONE)
    kept = (await restore(copy, database)).former
    assert await store.articles(EVERYONE) == [FIRST]
    assert kept is not None
    assert await articles_in(kept) == [FIRST, SECOND]


async def test_a_restore_makes_a_database_where_there_is_none(store: SqlStore, database: Path, copy: Path) -> None:
    """A restore on a new machine creates the database."""
    await back_up(database, copy)
    new = copy.parent / "new" / "folder" / "heat2.db"
    assert (await restore(copy, new)).former is None
    assert await articles_in(new) == [FIRST]


async def test_a_restore_replaces_what_is_no_database(store: SqlStore, database: Path, copy: Path) -> None:
    """A restore keeps a file that SQLite cannot read beside the database, unchanged."""
    await back_up(database, copy)
    broken = copy.parent / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    kept = (await restore(copy, broken)).former
    assert kept is not None
    assert kept.read_bytes() == b"not a database" * 100
    assert await articles_in(broken) == [FIRST]


async def test_a_former_backup_is_replaced_only_by_a_sound_one(store: SqlStore, database: Path, copy: Path) -> None:
    """The last good backup stays if the database turns out to be damaged."""
    await back_up(database, copy)
    await store.close()
    damaged = copy.parent / "damaged.db"
    damaged.write_bytes(_damaged(copy.read_bytes()))
    with pytest.raises(StoreError, match="damaged"):
        await back_up(damaged, copy)
    assert check_database(copy) == 1
    assert files_in(copy.parent) == ["backup", "damaged.db"]


async def test_damaged_foreign_and_missing_backups_are_refused(store: SqlStore, database: Path, copy: Path) -> None:
    """The message says what is wrong with the backup, and the database is unchanged."""
    await back_up(database, copy)
    sound = copy.read_bytes()
    copy.write_bytes(_damaged(sound))
    with pytest.raises(StoreError, match="is damaged and was not restored"):
        await restore(copy, database)
    copy.write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match="is not a database and was not restored"):
        await restore(copy, database)
    copy.unlink()
    with closing(sqlite3.connect(copy)) as foreign:
        foreign.execute("CREATE TABLE songs (name)")
    with pytest.raises(StoreError, match="of another program"):
        await restore(copy, database)
    copy.write_bytes(b"")
    with pytest.raises(StoreError, match="is empty: name another file"):
        await restore(copy, database)
    with pytest.raises(StoreError, match="There is no file"):
        await restore(copy.with_name("nowhere"), database)
    for folder in (copy.parent, Path(), Path(".."), Path("/"), Path("/dev/null")):
        with pytest.raises(StoreError, match="is not a file: name a file"):
            await restore(folder, database)
    assert await store.articles(EVERYONE) == [FIRST]
    assert not [name for name in files_in(database.parent) if "unfinished" in name or "before" in name]


async def test_a_backup_of_a_newer_program_is_refused(store: SqlStore, database: Path, copy: Path) -> None:
    """A restore refuses tables that this version does not know."""
    await back_up(database, copy)
    with closing(sqlite3.connect(copy)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.execute("CREATE TABLE of_the_newer_program (scope)")
        newer.commit()
    with pytest.raises(StoreError, match=f"^{copy} is newer than this program"):
        await restore(copy, database)
    assert await store.articles(EVERYONE) == [FIRST]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no read-only folders")
async def test_a_database_that_can_only_be_read_is_backed_up_and_restored(
    store: SqlStore, database: Path, folder: Path
) -> None:
    """A database whose file and folder are read-only is backed up, and restored from, with everything in it."""
    await store.close()
    source = folder / "read-only" / "heat2.db"
    source.parent.mkdir()
    shutil.copy(database, source)
    with only_read(source):
        assert (await back_up(source, folder / "backup.db")).articles == 1
        assert (await restore(source, folder / "restored.db")).articles == 1
    assert await articles_in(folder / "backup.db") == await articles_in(folder / "restored.db") == [FIRST]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no read-only folders")
async def test_a_log_that_can_only_be_read_is_named(store: SqlStore, database: Path, folder: Path) -> None:
    """A read-only database is not copied without the changes in its log: the error says what to do."""
    source = folder / "read-only" / "heat2.db"
    source.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(database.with_name(database.name + suffix), source.with_name(source.name + suffix))
    with only_read(source), pytest.raises(StoreError, match=r"with heat2\.db-wal, in .*: copy both files"):
        await back_up(source, folder / "backup.db")
    assert files_in(folder) == []


async def test_waiting_for_a_locked_database_ends(
    store: SqlStore, database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the timeout the message says that another program has locked the database."""
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT", 0.1)
    await back_up(database, copy)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            await restore(copy, database)
    assert await store.articles(EVERYONE) == [FIRST]


async def test_a_backup_without_a_database(database: Path, copy: Path) -> None:
    """A backup without a database is an error and makes neither a file nor a folder."""
    for target in (copy, copy / "new" / "folder" / "backup"):
        with pytest.raises(StoreError, match="nothing to back up"):
            await back_up(database, target)
    assert list(copy.parent.iterdir()) == []


async def test_a_target_that_cannot_take_it_is_refused(store: SqlStore, database: Path, copy: Path) -> None:
    """A folder, however it is named, the database itself and a path below a file cannot take a backup."""
    for target in (database.parent, database, Path(), Path(".."), Path("/"), Path("/dev/null")):
        with pytest.raises(StoreError, match="cannot take the backup"):
            await back_up(database, target)
    with pytest.raises(StoreError, match="cannot be written"):
        await back_up(database, database / "below")
    assert await store.articles(EVERYONE) == [FIRST]


def _damaged(content: bytes) -> bytes:
    """The same file with its third page of noise, which still looks like a database from outside."""
    return content[:8192] + b"\xff" * 4096 + content[12288:]


async def test_a_backup_of_an_older_program_is_brought_up_to_date(database: Path, copy: Path) -> None:
    """A backup of the first version is restored with current tables, and no other file is left."""
    old = Database(f"sqlite+aiosqlite:///{copy}", lock_timeout=5)
    async with old.writing() as connection:
        await connection.run_sync(first_version)
    await old.close()
    assert (await restore(copy, database)).former is None
    store = await open_store(f"sqlite+aiosqlite:///{database}")
    assert [article.id for article in await store.articles(OLD_GUILD)] == ["b"]
    await store.close()
    assert [file.name for file in database.parent.iterdir() if "before" in file.name or "unfinished" in file.name] == []


async def test_a_database_of_every_version_is_backed_up_and_restored(tmp_path: Path) -> None:
    """Nothing that an earlier version of the tables had is foreign, before an update and in a backup made then."""
    old = tmp_path / "old.db"
    for version in KNOWN:
        former = Database(f"sqlite+aiosqlite:///{old}", lock_timeout=5)
        async with former.writing() as connection:
            if version == KNOWN[0]:
                await connection.run_sync(first_version)
            await connection.run_sync(upgrade_to, version)
        await former.close()
        copy, target = tmp_path / f"copy-{version}", tmp_path / version / "heat2.db"
        assert (await back_up(old, copy)).unusable == (), version
        assert (await restore(copy, target)).articles == 2, version


async def test_what_an_earlier_version_had_is_foreign_in_a_later_one(
    store: SqlStore, database: Path, copy: Path
) -> None:
    """An index that an update dropped is refused in a current backup, as is any other foreign object."""
    await back_up(database, copy)
    with closing(sqlite3.connect(copy)) as altered:
        altered.execute("CREATE INDEX feed_entries_by_age ON feed_entries (scope, seen_at)")
        altered.commit()
    with pytest.raises(StoreError, match="the index feed_entries_by_age, which heat2 did not make"):
        await restore(copy, database)
    assert await store.articles(EVERYONE) == [FIRST]


async def test_a_backup_that_has_lost_a_table_is_refused(store: SqlStore, database: Path, copy: Path) -> None:
    """A restore refuses a backup without one of the tables, even if all its pages are intact."""
    await store.add(FIRST, EVERYONE)
    await back_up(database, copy)
    with closing(sqlite3.connect(copy)) as poorer:
        poorer.execute("DROP TABLE drafts")
        poorer.commit()
    with pytest.raises(StoreError, match="lost the table drafts"):
        await restore(copy, database)
    assert await store.articles(EVERYONE) == [FIRST]
