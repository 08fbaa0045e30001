"""Backups and first starts: nothing is lost, nothing is half made, and files are private."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article
from bot.errors import StoreError
from bot.store.database.schema import HEAD
from bot.store.maintenance.backup import MAX_FORMER, back_up, restore
from bot.store.maintenance.verification import list_unusable_rows
from bot.store.sql import open_store


def url_of(file: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


async def filled(file: Path, articles: int = 4) -> Path:
    """Create a database with that number of articles."""
    store = await open_store(url_of(file))
    await store.add_all([Article(f"a{number}", f"Text {number}.") for number in range(articles)], EVERYONE)
    await store.close()
    return file


def change(file: Path, *statements: str) -> None:
    """Change a database as another program could."""
    with closing(sqlite3.connect(file)) as other, other:
        for statement in statements:
            other.execute(statement)


async def test_a_smaller_database_does_not_replace_a_backup(tmp_path: Path) -> None:
    """A much smaller database replaces a backup only with `force`, and the former backup is kept."""
    copy = tmp_path / "copy"
    await back_up(await filled(tmp_path / "full.db"), copy)
    before = copy.read_bytes()
    for articles in (0, 1):
        small = await filled(tmp_path / f"small{articles}.db", articles)
        with pytest.raises(StoreError, match=rf"holds {articles} articles? and this backup 4.*--force"):
            await back_up(small, copy)
        assert copy.read_bytes() == before
    assert (await back_up(await filled(tmp_path / "half.db", 2), copy)).articles == 2
    await back_up(tmp_path / "full.db", copy)
    done = await back_up(tmp_path / "small0.db", copy, force=True)
    assert done.former is not None
    assert done.former.read_bytes() == before


async def test_what_is_no_backup_is_not_replaced(tmp_path: Path) -> None:
    """A file that is no backup is not replaced; an empty file is."""
    database, target = await filled(tmp_path / "heat2.db"), tmp_path / "thesis"
    target.write_text("Years of work.")
    with pytest.raises(StoreError, match="is not a backup of heat2 and was not replaced"):
        await back_up(database, target)
    assert target.read_text() == "Years of work."
    target.write_text("")
    assert (await back_up(database, target)).former is None


async def test_the_number_of_former_backups_is_limited(tmp_path: Path) -> None:
    """MAX_FORMER former backups are kept, and other files stay."""
    database, other = await filled(tmp_path / "heat2.db"), tmp_path / "copy.before-the-flood"
    other.write_text("")
    for _ in range(MAX_FORMER + 2):
        await back_up(database, tmp_path / "copy")
    assert len(list(tmp_path.glob("copy.before-2*"))) == MAX_FORMER
    assert other.exists()


@pytest.mark.parametrize("wrong", ["text = 'Altered.'", "text = x'ff'", "published = '2026-99-99'"])
async def test_altered_articles_are_named_and_not_restored(tmp_path: Path, wrong: str) -> None:
    """The check and the backup name altered articles; a restore leaves them out only with `force`."""
    database, copy, new = await filled(tmp_path / "heat2.db"), tmp_path / "copy", tmp_path / "new" / "heat2.db"
    change(database, f"UPDATE articles SET {wrong} WHERE article_id = 'a1'")  # noqa: S608 - written here
    assert ["'a1' (everyone's, revision 1)" in each for each in await list_unusable_rows(url_of(database))] == [True]
    done = await back_up(database, copy)
    assert ["'a1' (everyone's, revision 1)" in each for each in done.unusable] == [True]
    with pytest.raises(StoreError, match=r"was not restored, since the article 'a1'.*--force"):
        await restore(copy, new)
    assert not new.exists()
    assert len((await restore(copy, new, force=True)).unusable) == 1


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON articles BEGIN DELETE FROM articles; END", "holds the trigger t"),
        ("CREATE VIEW v AS SELECT * FROM articles", "holds the view v"),
        ("CREATE TABLE songs (name)", "holds the table songs"),
        ("CREATE UNIQUE INDEX i ON articles (text)", "holds the index i"),
        ("ALTER TABLE articles DROP COLUMN evidence", "articles.evidence is missing"),
        ("ALTER TABLE guilds DROP COLUMN left_at", "guilds.left_at is missing"),
        ("ALTER TABLE guilds ADD COLUMN more TEXT", "guilds.more is not of this program"),
    ],
)
async def test_foreign_parts_are_not_restored(tmp_path: Path, statement: str, complaint: str) -> None:
    """A restore refuses triggers, views, tables, indexes and columns that the program did not create."""
    database, copy = await filled(tmp_path / "heat2.db"), tmp_path / "copy"
    await back_up(database, copy)
    change(copy, statement)
    with pytest.raises(StoreError, match=complaint):
        await restore(copy, database, force=True)
    assert not list(tmp_path.glob("heat2.db.before*"))


async def test_a_column_of_another_type_is_not_restored(tmp_path: Path) -> None:
    """A restore refuses a column of another type."""
    database, copy = await filled(tmp_path / "heat2.db"), tmp_path / "copy"
    await back_up(database, copy)
    change(copy, "DROP TABLE notes", "CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL)")
    with pytest.raises(StoreError, match=r"notes.value is of type INTEGER, not TEXT"):
        await restore(copy, database)


@pytest.mark.parametrize("beside", ["search/everyone", "search/server-7", "backup", "heat2.db.before-20260101"])
async def test_an_emptied_database_is_not_taken_for_new(tmp_path: Path, beside: str) -> None:
    """An empty file beside traces of a database is an error that says what to do."""
    file = tmp_path / "heat2.db"
    (tmp_path / beside).parent.mkdir(exist_ok=True)
    (tmp_path / beside).write_bytes(b"SQLite format 3\0")
    file.touch()
    for attempt in (open_store(url_of(file)), back_up(file, tmp_path / "copy")):
        with pytest.raises(StoreError, match=r"is empty, but .*heat2 restore, or delete heat2.db to start afresh"):
            await attempt
    assert file.stat().st_size == 0
    file.unlink()
    await (await open_store(url_of(file))).close()


async def test_an_empty_file_alone_is_a_new_database(tmp_path: Path) -> None:
    """An empty file without such traces is a new database."""
    (tmp_path / "heat2.db").touch()
    await (await open_store(url_of(tmp_path / "heat2.db"))).close()


@pytest.mark.skipif(os.name == "nt", reason="permissions are another matter there")
async def test_files_belong_to_their_owner_alone(tmp_path: Path) -> None:
    """The database, SQLite's side files and every copy are readable by their owner only."""
    store = await open_store(url_of(tmp_path / "heat2.db"))
    await store.add(Article("a", "Text."), EVERYONE)
    await back_up(tmp_path / "heat2.db", tmp_path / "copies" / "copy")
    await restore(tmp_path / "copies" / "copy", tmp_path / "heat2.db")
    await store.articles(EVERYONE)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 4
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert (tmp_path / "copies").stat().st_mode & 0o077 == 0
    await store.close()


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal there")
async def test_a_first_start_that_is_ended_leaves_nothing_half_made(tmp_path: Path) -> None:
    """A first start that is ended at any moment leaves no database or a whole one, and the next start works."""
    file = tmp_path / "heat2.db"
    words = "import asyncio; from bot.store.sql import open_store; print(1, flush=True)\n"
    words += f"asyncio.run(open_store('{url_of(file)}'))"
    for delay in (0.0, 0.03, 0.06, 0.1):
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", words, stdout=asyncio.subprocess.PIPE)
        assert process.stdout
        await process.stdout.readline()
        await asyncio.sleep(delay)
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        if file.exists():
            with closing(sqlite3.connect(file)) as made:
                assert made.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
            file.unlink()
    await (await open_store(url_of(file))).close()
