"""Rows that were altered or cannot be read are left out and logged, and everything else works."""

# ruff: noqa: S608 - the statements are written here

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.domain import EVERYONE, Act, Article, AskedQuestion, Draft, GuildSettings, PublishedDate, Scope, Write
from bot.errors import ConflictError, DraftExpiredError, ExpiredError
from bot.library.articles.moderation import Moderation, ModerationLimits
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.store.database.database import Database
from bot.store.sql import SqlStore, open_store
from bot.store.sql.integrity import content_hash
from tests.language_data import shipped_concepts
from tests.store.conftest import write_questions
from tests.store.first_version import OLD_GUILD, first_version

GOOD = Article("good", "Filming of Heat 2 starts in August.", "Good", published=PublishedDate(2026, 3, 1))
OLD = Article("bad", "The film is made in Chicago.", "Old", "Post", "https://example.org/b", PublishedDate(2026, 1, 2))
NEW = replace(OLD, text="The film is made in Boston.")
SERVER = Scope(7)
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)

ALTERED = [
    "text = replace(text, 'Boston', 'Berlin')",
    "title = 'Another'",
    "publisher = 'Times'",
    "url = ''",
    "published = '2026-02-02'",
    "published = '2026-13-40'",
    "published = ' 2026-01-02'",
    "published = 'soon'",
    "evidence = 'told'",
    "language = 'de'",
    "act = 'eaten'",
    "act = 'restored'",
    "removed = 1",
    "content_hash = ''",
    "content_hash = upper(content_hash)",
]
UNREADABLE = [
    "text = x'ff00'",
    "text = CAST(x'ff41' AS TEXT)",
    "title = 5",
    "url = x'00'",
    "published = 20260102",
    "added_at = 'yesterday'",
    "added_at = 17",
    "added_at = x'ff'",
    "added_by = 'not json'",
    "added_by = '5'",
    "added_by = x'80'",
    "removed = 'no'",
    "revision = 'second'",
    "change = 'last'",
    "undoes = x'01'",
    "act = 3",
    "content_hash = x'ff'",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of the database."""
    return tmp_path / "heat2.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqlStore]:
    """A database with a good article, and one of two revisions, for everyone and for a server."""
    opened = await open_store(f"sqlite+aiosqlite:///{file}")
    for scope in (EVERYONE, SERVER):
        for article in (GOOD, OLD, NEW):
            await opened.add(article, scope)
    yield opened
    await opened.close()


def change(file: Path, statement: str) -> None:
    """Change the database as another program could."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(statement)


@pytest.mark.parametrize("change_of", [*ALTERED, *UNREADABLE])
async def test_a_bad_row_is_left_out_and_everything_else_goes_on(
    store: SqlStore, file: Path, change_of: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The article is left out, its earlier revision too; the others are returned, and the log names it once."""
    change(file, f"UPDATE articles SET {change_of} WHERE article_id = 'bad' AND revision = 2 AND scope = 7")
    for _ in range(2):
        assert await store.articles(SERVER) == [GOOD]
        assert (await store.current(SERVER)).unusable == {"bad"}
        assert [entry.article for entry in await store.entries(SERVER)] == [GOOD]
    events = await store.events(SERVER)
    assert [(event.act, event.article) for event in events] == [(Act.ADDED, OLD), (Act.ADDED, GOOD)]
    assert await store.articles(EVERYONE) == [NEW, GOOD]
    named = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(named) == 1
    assert "the article 'bad' (server 7, revision " in named[0]
    assert "Berlin" not in named[0]


async def test_an_id_that_was_altered(store: SqlStore, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A row whose id was altered is not used under the new id."""
    change(file, "UPDATE articles SET article_id = x'ff' WHERE article_id = 'good' AND scope = 7")
    change(file, "UPDATE articles SET article_id = 'other' WHERE article_id = 'good' AND scope = 0")
    assert await store.articles(SERVER) == [NEW]
    assert await store.articles(EVERYONE) == [NEW]
    assert "'other' (everyone's, revision 1) was altered" in caplog.text


async def test_a_row_under_another_scope_or_revision(store: SqlStore, file: Path) -> None:
    """A row whose scope or revision was altered is left out, since both are part of its hash."""
    change(file, "UPDATE articles SET revision = 9 WHERE article_id = 'bad' AND revision = 1 AND scope = 7")
    assert await store.articles(SERVER) == [GOOD]
    change(file, "UPDATE articles SET scope = 8 WHERE article_id = 'good' AND scope = 7")
    assert await store.articles(Scope(8)) == []


@pytest.mark.parametrize("change_of", ["text = x'ff'", "text = 'Altered.'", "added_at = 'never'"])
async def test_adding_the_article_again_heals_it(store: SqlStore, file: Path, change_of: str) -> None:
    """After adding the article again the new revision is current, by an import or by a moderator."""
    change(file, f"UPDATE articles SET {change_of} WHERE article_id = 'bad' AND revision = 2")
    await store.add_all([NEW], EVERYONE)
    assert await store.articles(EVERYONE) == [NEW, GOOD]
    await store.write([Write(NEW, Act.ADDED, 0)], SERVER, "1")
    assert await store.articles(SERVER) == [NEW, GOOD]
    assert [entry.revision for entry in await store.entries(SERVER)] == [3, 1]


async def test_an_undo_never_skips_a_damaged_revision(store: SqlStore, file: Path) -> None:
    """An undo is refused if the revision before cannot be used, instead of restoring an older one."""
    await store.add(replace(NEW, text="The film is made in Rome."), SERVER)
    change(file, "UPDATE articles SET text = 'Altered.' WHERE article_id = 'bad' AND revision = 2")
    moderation = Moderation(Library([], store, ConceptList()), store, ModerationLimits(60, 100))
    with pytest.raises(ConflictError, match="damaged"):
        await moderation.undo(4, SERVER, "1")


async def test_no_other_article_replaces_an_unusable_one(store: SqlStore, file: Path) -> None:
    """A question finds neither the shipped nor everyone's article with the id of an unusable one."""
    shipped = replace(OLD, text="Heat 2 is made in Chicago, a city that ships.")
    library = Library([shipped, replace(GOOD, id="third")], store, shipped_concepts())
    change(file, "UPDATE articles SET text = 'Heat 2 is made in Berlin.' WHERE article_id = 'bad' AND revision = 2")
    assert {article.id for article in await library.articles(EVERYONE)} == {"good", "third"}
    for scope in (EVERYONE, SERVER):
        answer = await library.ask(AskedQuestion("Is Heat 2 made in Chicago or Berlin?", scope))
        assert "bad" not in {excerpt.article.id for excerpt in (*answer.excerpts, *answer.nearest)}
    change(file, "UPDATE articles SET text = 'The film is made in Boston.' WHERE scope = 0 AND revision = 2")
    assert {article.id for article in await library.articles(EVERYONE)} == {"bad", "good", "third"}
    assert {article.id for article in await library.articles(SERVER)} == {"good", "third"}


@pytest.mark.parametrize(
    ("change_of", "expected"),
    [
        ("curator_roles = 'x y'", GuildSettings(frozenset(), 5, False, "de", True)),
        ("curator_roles = x'ff'", GuildSettings(frozenset(), 5, False, "de", True)),
        ("announce_channel = 'x'", GuildSettings(frozenset({3}), 0, False, "de", True)),
        ("private_answers = 'x'", GuildSettings(frozenset({3}), 5, True, "de", True)),
        ("language = 1.5, keeps_unanswered = 7", GuildSettings(frozenset({3}), 5, False, "1.5", False)),
        ("uses_reader = 'x'", GuildSettings(frozenset({3}), 5, False, "de", True, uses_reader=False)),
        ("left_at = 'x'", GuildSettings(frozenset({3}), 5, False, "de", True)),
    ],
)
async def test_settings_that_cannot_be_read(
    store: SqlStore, file: Path, change_of: str, expected: GuildSettings
) -> None:
    """A setting that cannot be read gets the value that shows and stores the least; the others stay."""
    await store.set_settings(SERVER, GuildSettings(frozenset({3}), 5, False, "de", True))
    change(file, f"UPDATE guilds SET {change_of}")
    assert await store.settings(SERVER) == expected
    assert await store.left_before(MOMENT) == []


@pytest.mark.parametrize("left_at", ["''", "'0000'", "0", "x'00'"])
async def test_a_server_is_not_erased_for_an_unreadable_moment(store: SqlStore, file: Path, left_at: str) -> None:
    """A server is not erased if the moment when the bot left it cannot be read."""
    await store.set_left(SERVER, MOMENT)
    assert await store.left_before(datetime(2027, 1, 1, tzinfo=UTC)) == [SERVER]
    change(file, f"UPDATE guilds SET left_at = {left_at}")
    assert await store.left_before(datetime(2027, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "change_of",
    ["fields = '5'", "fields = '\"{}\"'", "fields = '\"[]\"'", "fields = x'ff'", "scope = 'x'", "made_by = x'ff'"],
)
async def test_a_draft_that_cannot_be_read_is_no_longer_kept(store: SqlStore, file: Path, change_of: str) -> None:
    """A draft that cannot be read has expired."""
    key = await store.save_draft(Draft(NEW, SERVER, "1"))
    assert (await store.load_draft(key)).article == NEW
    change(file, f"UPDATE drafts SET {change_of}")
    with pytest.raises(DraftExpiredError):
        await store.load_draft(key)


@pytest.mark.parametrize(
    "change_of", ["text = 'x'", "text = x'ff'", "scope = -1", "scope = 'x'", "as_of = 'x'", "asked_at = 'x'"]
)
async def test_a_question_that_cannot_be_read_is_no_longer_kept(store: SqlStore, file: Path, change_of: str) -> None:
    """A question that cannot be read has expired, and others can be loaded."""
    keys = [await store.save_question(AskedQuestion(f"question {n}", SERVER, MOMENT.date())) for n in range(2)]
    await write_questions(store)
    change(file, f"UPDATE questions SET {change_of} WHERE key = '{keys[0]}'")
    with pytest.raises(ExpiredError):
        await store.load_question(keys[0])
    assert (await store.load_question(keys[1])).text == "question 1"


async def test_unanswered_questions_notes_and_claims_that_cannot_be_read(store: SqlStore, file: Path) -> None:
    """Unreadable unanswered questions, notes and claims count as missing."""
    for question in ("first", "second", "third"):
        await store.count_unanswered(question, SERVER)
    await write_questions(store)
    change(file, "UPDATE unanswered SET last_asked = 'x' WHERE question = '\"first\"'")
    change(file, "UPDATE unanswered SET question = x'ff' WHERE question = '\"second\"'")
    assert [each.question for each in await store.unanswered(SERVER)] == ["third"]
    await store.set_note("name", "value")
    assert await store.claim("turn", "a", 60) == 0
    for value in ("x'ff'", "5", "'x'", "'\"soon me\"'", "'\"nan me\"'"):
        change(file, f"UPDATE notes SET value = {value}")
        assert await store.note("name") in ("", "soon me", "nan me")
        assert await store.claim("turn", "b", 60) == 0


@pytest.mark.parametrize("counter", ["'x'", "x'ff'", "-4", "1.5"])
async def test_a_counter_that_cannot_be_read(store: SqlStore, file: Path, counter: str) -> None:
    """If the counter cannot be read, the next change gets the number after the last change."""
    change(file, f"UPDATE scopes SET revision = {counter}")
    assert await store.revision(SERVER) == 3
    await store.stamp()
    await store.add(Article("next", "More text."), SERVER)
    assert await store.revision(SERVER) == 4
    assert [event.number for event in await store.events(SERVER)] == [4, 3, 2, 1]


async def test_altered_text_is_found_in_every_database(database_url: str) -> None:
    """Altered text is found on PostgreSQL too, although types are enforced there."""
    store = await open_store(database_url)
    await store.add_all([GOOD, NEW], EVERYONE)
    database = Database(database_url, lock_timeout=5)
    for statement in ("SET title = 'x'", "SET published = 'x'", "SET act = 'x'", "SET added_by = 'x'"):
        async with database.writing() as connection:
            await connection.execute(text(f"UPDATE articles {statement} WHERE article_id = 'bad'"))
        assert await store.articles(EVERYONE) == [GOOD]
        assert len(await store.events(EVERYONE)) == 1
        await store.add(NEW, EVERYONE)
        assert await store.articles(EVERYONE) == [NEW, GOOD]
        async with database.writing() as connection:
            await connection.execute(text("DELETE FROM articles WHERE article_id = 'bad' AND revision = 1"))
            await connection.execute(text("UPDATE articles SET revision = 1 WHERE article_id = 'bad'"))
        assert await store.articles(EVERYONE) == [GOOD]
        async with database.writing() as connection:
            await connection.execute(text("DELETE FROM articles WHERE article_id = 'bad'"))
        await store.add(NEW, EVERYONE)
    await database.close()
    await store.close()


async def test_the_user_who_added_an_article_can_be_erased(database_url: str) -> None:
    """The user who added an article can be erased, since the hash does not include the id."""
    store = await open_store(database_url)
    await store.add(NEW, SERVER, "1234")
    database = Database(database_url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE articles SET added_by = '\"\"'"))
    assert await store.articles(SERVER) == [NEW]
    await database.close()
    await store.close()


async def test_the_migration_gives_hashes_to_what_is_there(database_url: str) -> None:
    """Rows of the first version get a hash and are verified from then on."""
    database = Database(database_url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.run_sync(first_version)
    store = await open_store(database_url)
    assert await store.articles(OLD_GUILD) == [Article("b", "Second words.")]
    async with database.writing() as connection:
        await connection.execute(text("UPDATE articles SET text = 'Altered.'"))
    assert await store.articles(OLD_GUILD) == []
    await database.close()
    await store.close()


async def test_the_migration_goes_on_past_rows_that_cannot_be_read(file: Path) -> None:
    """A row that cannot be read gets no hash and is left out, and the migration continues."""
    database = Database(f"sqlite+aiosqlite:///{file}", lock_timeout=5)
    async with database.writing() as connection:
        await connection.run_sync(first_version)
        await connection.exec_driver_sql("UPDATE articles SET text = x'ff' WHERE article_id = 'b' AND revision = 2")
        copied = "SELECT scope, article_id || 'c', 1, title, publisher, url, published, evidence, language, text,"
        copied += " added_at, added_by, removed FROM articles WHERE article_id = 'b' AND revision = 1"
        await connection.exec_driver_sql(f"INSERT INTO articles {copied}")
    await database.close()
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    assert await store.articles(OLD_GUILD) == [Article("bc", "First words.")]
    await store.close()


FIELDS = st.lists(st.text(max_size=4), min_size=7, max_size=7)


def _of(fields: list[str]) -> Article:
    """Return an article made of these values."""
    key, words, title, publisher, url, evidence, language = fields
    return Article(key, words, title, publisher, url, PublishedDate(2026, evidence=evidence), language)


@given(FIELDS, FIELDS)
def test_different_articles_have_different_hashes(one: list[str], other: list[str]) -> None:
    """Different articles have different hashes."""
    hashes = {content_hash(1, 1, "added", _of(fields)) for fields in (one, other)}
    assert (len(hashes) == 1) == (one == other)


@given(FIELDS, st.integers(0, 5))
def test_a_border_between_fields_counts(fields: list[str], border: int) -> None:
    """The hash changes if a border between two fields moves."""
    moved = [*fields[:border], fields[border] + "a", fields[border + 1], *fields[border + 2 :]]
    other = [*fields[:border], fields[border], "a" + fields[border + 1], *fields[border + 2 :]]
    assert content_hash(1, 1, "added", _of(moved)) != content_hash(1, 1, "added", _of(other))
