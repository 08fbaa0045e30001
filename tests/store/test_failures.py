"""What a person reads when the database cannot be used; every cause is a real one."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import make_url

from bot.domain import EVERYONE, Article, AskedQuestion
from bot.errors import StoreError
from bot.store.database import schema
from bot.store.database.database import translate_errors
from bot.store.sql import open_store
from tests.store.conftest import write_questions
from tests.store.postgres import empty_postgres

ARTICLE = Article("a", "Some text.")
SECRET = "hunter2-is-secret"


def url_of(file: Path, options: str = "") -> str:
    """Return the address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}{options}"


async def failure_of(url: str) -> str:
    """Return the error of opening the database, which must fail."""
    with pytest.raises(StoreError) as failed:
        await open_store(url, lock_timeout=0.05)
    assert "\n" not in str(failed.value)
    assert failed.value.__cause__ is not None
    return str(failed.value)


async def made(file: Path) -> Path:
    """Create a database with current tables and one article."""
    store = await open_store(url_of(file))
    await store.add(ARTICLE, EVERYONE)
    await store.close()
    return file


@pytest.mark.parametrize("size", [100, 5_000])
async def test_a_file_that_is_no_database(tmp_path: Path, size: int) -> None:
    """A file that is no database is an error and is left unchanged."""
    file = tmp_path / "heat2.db"
    file.write_bytes(b"garbage!" * size)
    assert "is not a database: move that file away" in await failure_of(url_of(file))
    assert file.read_bytes() == b"garbage!" * size


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A folder in place of the file is an error that says what is needed."""
    assert "cannot be opened: its folder must exist and be writable" in await failure_of(url_of(tmp_path))


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is not made in silence."""
    file = tmp_path / "nowhere" / "heat2.db"
    message = await failure_of(url_of(file))
    assert str(file) in message
    assert "its folder must exist" in message


async def test_a_locked_database(tmp_path: Path) -> None:
    """Opening a locked database is an error after the timeout."""
    file = await made(tmp_path / "heat2.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program: try again" in await failure_of(url_of(file))


async def test_a_lock_that_comes_later(tmp_path: Path) -> None:
    """Writing to a locked database is an error, reading works, and after the lock writing works again."""
    file = await made(tmp_path / "heat2.db")
    store = await open_store(url_of(file), lock_timeout=0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            await store.add(Article("b", "More text."), EVERYONE)
        assert await store.articles(EVERYONE) == [ARTICLE]
    await store.add(Article("b", "More text."), EVERYONE)
    assert len(await store.articles(EVERYONE)) == 2
    await store.close()


async def test_questions_survive_a_locked_database(tmp_path: Path) -> None:
    """Questions are accepted while another program locks the database, and are written afterwards."""
    url = url_of(await made(tmp_path / "heat2.db"))
    store = await open_store(url, lock_timeout=0.05)
    with closing(sqlite3.connect(tmp_path / "heat2.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keys = [await store.save_question(AskedQuestion(f"question {n}")) for n in range(2_500)]
        with pytest.raises(StoreError, match="locked"):
            await write_questions(store)
        assert (await store.load_question(keys[7])).text == "question 7"
    await store.close()
    reopened = await open_store(url)
    assert [(await reopened.load_question(keys[n])).text for n in (0, 2_499)] == ["question 0", "question 2499"]
    await reopened.close()


async def test_counting_an_unanswered_question_never_waits_for_a_lock(tmp_path: Path) -> None:
    """While another program locks the database, an unanswered question is counted at once; it is listed afterwards."""
    url = url_of(await made(tmp_path / "heat2.db"))
    store = await open_store(url, lock_timeout=0.05)
    with closing(sqlite3.connect(tmp_path / "heat2.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(2):
            await store.count_unanswered("who feeds the parrot", EVERYONE)
        assert await store.unanswered(EVERYONE) == []
    await store.close()
    reopened = await open_store(url)
    (found,) = await reopened.unanswered(EVERYONE)
    assert (found.question, found.times) == ("who feeds the parrot", 2)
    await reopened.close()


async def test_a_database_that_can_only_be_read(tmp_path: Path) -> None:
    """Reading works, and the error of writing says which permission is missing."""
    file = await made(tmp_path / "heat2.db")
    store = await open_store(f"sqlite+aiosqlite:///file:{quote(str(file))}?mode=ro&uri=true")
    assert await store.articles(EVERYONE) == [ARTICLE]
    with pytest.raises(StoreError, match="can only be read: allow writing"):
        await store.set_note("name", "value")
    await store.close()


async def test_a_full_database(tmp_path: Path) -> None:
    """An import into a full database is an error, and nothing of it is stored."""
    store = await open_store(url_of(await made(tmp_path / "heat2.db")))
    async with store._database.reading() as connection:
        # The limit belongs to the connection, which the pool hands out again.
        await connection.exec_driver_sql("PRAGMA max_page_count = 40")
    with pytest.raises(StoreError, match="is full, or its disk is: make room"):
        await store.add_all([Article(f"b{number}", "x" * 50_000) for number in range(20)], EVERYONE)
    assert await store.articles(EVERYONE) == [ARTICLE]
    await store.close()


async def test_a_disk_that_is_full_at_the_end_of_creating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a new database finds no room in its last step, the error says what to do, and no part of it stays."""

    def full(_: Path) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(schema, "convert_to_single_file", full)
    with pytest.raises(StoreError, match=r"heat2\.db is full, or its disk is: make room"):
        await open_store(url_of(tmp_path / "heat2.db"))
    assert list(tmp_path.iterdir()) == []


async def test_a_disk_error_in_the_middle_of_creating(tmp_path: Path) -> None:
    """The error of a disk that cannot be written names the database, not the unfinished file beside it."""
    resource = pytest.importorskip("resource", reason="the system has no limits for a process")
    file = tmp_path / "heat2.db"
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, former[1]))
    try:
        message = await failure_of(url_of(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    assert message == f"The database {file} could not be read or written by the disk: check the disk, then try again."
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_database(tmp_path: Path) -> None:
    """Overwritten pages are reported as damage, with the advice to restore a backup."""
    file = await made(tmp_path / "heat2.db")
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert "is damaged: restore a backup with heat2 restore" in await failure_of(url_of(file))


async def test_tables_of_another_program(tmp_path: Path) -> None:
    """A database with other tables of the same names is refused in one sentence."""
    file = tmp_path / "heat2.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE articles (x)")
    assert "could not do what was asked" in await failure_of(url_of(file))


async def test_a_newer_database(tmp_path: Path) -> None:
    """Tables of a later version are left unchanged, and the message says to update."""
    file = await made(tmp_path / "heat2.db")
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"is newer than this program \(its tables are '9999'.*update heat2"):
        await open_store(url_of(file))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        f"nonsense:{SECRET}",
        f"mysql://me:{SECRET}@localhost/heat2",
        f"sqlite:///{SECRET}.db",
        f"postgresql+asyncpg://me:{SECRET}@localhost:port/heat2",
        f"postgresql://me:{SECRET}@localhost/heat2",
    ],
)
async def test_an_address_that_cannot_be_used(url: str) -> None:
    """The error shows an example of an address, and no password."""
    with pytest.raises(
        StoreError, match=r"HEAT2_DATABASE_URL .*write one like sqlite\+aiosqlite:///heat2.db"
    ) as failed:
        await open_store(url)
    assert SECRET not in str(failed.value)


async def test_a_server_that_is_away() -> None:
    """The error names an unreachable PostgreSQL by host and database, without its password."""
    message = await failure_of(f"postgresql+asyncpg://me:{SECRET}@127.0.0.1:1/heat2?password={SECRET}")
    assert "127.0.0.1:1/heat2 cannot be reached" in message
    assert SECRET not in message


async def test_a_database_that_the_server_does_not_have() -> None:
    """The error for a missing database in PostgreSQL says to create it."""
    url = make_url(await empty_postgres()).set(database="nowhere")
    message = await failure_of(url.render_as_string(hide_password=False))
    assert "does not exist on that server: create it" in message


async def test_a_scope_that_another_process_writes_to() -> None:
    """On PostgreSQL, too, a lock that outlasts the timeout is an error, and nothing changes."""
    url = await empty_postgres()
    holder, waiter = await open_store(url), await open_store(url, lock_timeout=0.05)
    await holder.add(ARTICLE, EVERYONE)
    async with holder._database.writing() as connection:
        await connection.exec_driver_sql("SELECT * FROM scopes FOR UPDATE")
        with pytest.raises(StoreError, match="is locked by another program"):
            await waiter.add(Article("b", "More text."), EVERYONE)
    assert await waiter.articles(EVERYONE) == [ARTICLE]
    await holder.close()
    await waiter.close()


async def test_no_free_connection(tmp_path: Path) -> None:
    """The error after no connection became free within the timeout says to try again."""
    store = await open_store(url_of(await made(tmp_path / "heat2.db")), lock_timeout=0.05)
    async with AsyncExitStack() as held:
        for _ in range(15):
            await held.enter_async_context(store._database.reading())
        with pytest.raises(StoreError, match="has too much to do: try again in a moment"):
            await store.articles(EVERYONE)
    assert await store.articles(EVERYONE) == [ARTICLE]
    await store.close()


def test_other_errors_are_not_swallowed() -> None:
    """An error of the program itself is not translated."""
    with pytest.raises(KeyError), translate_errors("heat2.db"):
        raise KeyError("column")
