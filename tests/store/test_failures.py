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
from bot.store.database import translate_errors
from bot.store.sql import open_store
from tests.store.postgres import empty_postgres

ARTICLE = Article("a", "Some text.")
SECRET = "hunter2-is-secret"


def url_of(file: Path, options: str = "") -> str:
    """The address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}{options}"


async def failure_of(url: str) -> str:
    """What opening the database says; it has to fail."""
    with pytest.raises(StoreError) as failed:
        await open_store(url, lock_timeout=0.05)
    assert "\n" not in str(failed.value)
    assert failed.value.__cause__ is not None
    return str(failed.value)


async def made(file: Path) -> Path:
    """A database that is up to date and holds one article."""
    store = await open_store(url_of(file))
    await store.add(ARTICLE, EVERYONE)
    await store.close()
    return file


@pytest.mark.parametrize("size", [100, 5_000])
async def test_a_file_that_is_no_database(tmp_path: Path, size: int) -> None:
    """Garbage is named as such and left as it is."""
    file = tmp_path / "heat2.db"
    file.write_bytes(b"garbage!" * size)
    assert "is not a database: move that file away" in await failure_of(url_of(file))
    assert file.read_bytes() == b"garbage!" * size


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A folder cannot be opened, and the message says what it must be."""
    assert "cannot be opened: its folder must exist and be writable" in await failure_of(url_of(tmp_path))


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is not made in silence."""
    file = tmp_path / "nowhere" / "heat2.db"
    message = await failure_of(url_of(file))
    assert str(file) in message
    assert "its folder must exist" in message


async def test_a_locked_database(tmp_path: Path) -> None:
    """While another program holds it, opening says so once the patience is over."""
    file = await made(tmp_path / "heat2.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program: try again" in await failure_of(url_of(file))


async def test_a_lock_that_comes_later(tmp_path: Path) -> None:
    """Writing says that the database is locked, reading goes on, and after the lock the article is added."""
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


async def test_questions_outlive_a_database_that_is_away(tmp_path: Path) -> None:
    """While another program locks the database questions are taken, and after it they are in the database."""
    url = url_of(await made(tmp_path / "heat2.db"))
    store = await open_store(url, lock_timeout=0.05)
    with closing(sqlite3.connect(tmp_path / "heat2.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        keys = [await store.save_question(AskedQuestion(f"question {n}")) for n in range(2_500)]
        with pytest.raises(StoreError, match="locked"):
            await store.flush()
        assert (await store.load_question(keys[7])).text == "question 7"
    await store.close()
    reopened = await open_store(url)
    assert [(await reopened.load_question(keys[n])).text for n in (0, 2_499)] == ["question 0", "question 2499"]
    await reopened.close()


async def test_a_database_that_can_only_be_read(tmp_path: Path) -> None:
    """Reading works, and writing says what to allow."""
    file = await made(tmp_path / "heat2.db")
    store = await open_store(f"sqlite+aiosqlite:///file:{quote(str(file))}?mode=ro&uri=true")
    assert await store.articles(EVERYONE) == [ARTICLE]
    with pytest.raises(StoreError, match="can only be read: allow writing"):
        await store.set_note("name", "value")
    await store.close()


async def test_a_full_database(tmp_path: Path) -> None:
    """When there is no room, the message says so and nothing of the import is kept."""
    store = await open_store(url_of(await made(tmp_path / "heat2.db")))
    async with store._database.reading() as connection:
        # The limit belongs to the connection, which the pool hands out again.
        await connection.exec_driver_sql("PRAGMA max_page_count = 40")
    with pytest.raises(StoreError, match="is full, or its disk is: make room"):
        await store.add_all([Article(f"b{number}", "x" * 50_000) for number in range(20)], EVERYONE)
    assert await store.articles(EVERYONE) == [ARTICLE]
    await store.close()


async def test_a_damaged_database(tmp_path: Path) -> None:
    """Pages that were overwritten are reported as damage, with the way back."""
    file = await made(tmp_path / "heat2.db")
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert "is damaged: restore a backup with heat2 restore" in await failure_of(url_of(file))


async def test_tables_of_another_program(tmp_path: Path) -> None:
    """A database that has other tables of the same names is refused in one sentence."""
    file = tmp_path / "heat2.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE articles (x)")
    assert "could not do what was asked" in await failure_of(url_of(file))


async def test_a_newer_database(tmp_path: Path) -> None:
    """Tables from a later version of the program are left alone, and the message says to update."""
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
    """The message shows the form of an address, and nothing of a password in the one that was given."""
    with pytest.raises(
        StoreError, match=r"HEAT2_DATABASE_URL .*write one like sqlite\+aiosqlite:///heat2.db"
    ) as failed:
        await open_store(url)
    assert SECRET not in str(failed.value)


async def test_a_server_that_is_away() -> None:
    """A PostgreSQL that does not answer is named by host and database, never by its password."""
    message = await failure_of(f"postgresql+asyncpg://me:{SECRET}@127.0.0.1:1/heat2?password={SECRET}")
    assert "127.0.0.1:1/heat2 cannot be reached" in message
    assert SECRET not in message


async def test_a_database_that_the_server_does_not_have() -> None:
    """A PostgreSQL without that database says to create it."""
    url = make_url(await empty_postgres()).set(database="nowhere")
    message = await failure_of(url.render_as_string(hide_password=False))
    assert "does not exist on that server: create it" in message


async def test_a_scope_that_another_process_writes_to() -> None:
    """On PostgreSQL too, a lock that outlasts the patience is reported, and nothing is changed."""
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


async def test_more_at_once_than_there_are_connections(tmp_path: Path) -> None:
    """Who gets no connection within the patience is told to try again."""
    store = await open_store(url_of(await made(tmp_path / "heat2.db")), lock_timeout=0.05)
    async with AsyncExitStack() as held:
        for _ in range(15):
            await held.enter_async_context(store._database.reading())
        with pytest.raises(StoreError, match="has too much to do: try again in a moment"):
            await store.articles(EVERYONE)
    assert await store.articles(EVERYONE) == [ARTICLE]
    await store.close()


def test_other_errors_are_not_swallowed() -> None:
    """A mistake of the program itself is not dressed up as one of the database."""
    with pytest.raises(KeyError), translate_errors("heat2.db"):
        raise KeyError("column")
