"""The contract of `Store` for moderators: changes with their history, drafts, settings, erasing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import (
    DEFAULT_SETTINGS,
    EVERYONE,
    Act,
    Article,
    AskedQuestion,
    Draft,
    GuildSettings,
    PublishedDate,
    Scope,
    Write,
)
from bot.errors import ConflictError, ExpiredError, StoreError
from bot.store.base import Store
from bot.store.database.database import Database
from bot.store.sql import open_store
from bot.store.sql.revisions import Stamp, add_revisions
from tests.clocks import Clock
from tests.store.conftest import Opener

GUILD, OTHER = Scope(7), Scope(8)
ARTICLE = Article("a", "Some text.", "A title", published=PublishedDate(2025, 3, evidence="its header"))
EDITED = replace(ARTICLE, title="Another title")


async def _add(store: Store, article: Article = ARTICLE, scope: Scope = GUILD, by: str = "1") -> None:
    await store.write([Write(article, Act.ADDED, 0)], scope, by)


async def test_a_change_becomes_an_event_with_what_was_before(store: Store) -> None:
    """An edit's event has the user, the moment, and the article before and after; earlier events stay."""
    await _add(store)
    (edit,) = await store.write([Write(EDITED, Act.EDITED, 1)], GUILD, "2")
    assert (edit.number, edit.act, edit.article, edit.before) == (2, Act.EDITED, EDITED, ARTICLE)
    assert (edit.by, edit.revision, edit.scope) == ("2", 2, GUILD)
    first = (await store.events(GUILD))[1]
    assert (first.number, first.act, first.article, first.before, first.by) == (1, Act.ADDED, ARTICLE, None, "1")


async def test_an_import_leaves_events_too(store: Store) -> None:
    """Each article of an import becomes one numbered event, which differs from an edit."""
    await store.add_all([ARTICLE, replace(ARTICLE, id="b"), EDITED], GUILD, "9")
    assert [(e.number, e.act, e.article.id) for e in await store.events(GUILD)] == [
        (3, Act.EDITED, "a"),
        (2, Act.ADDED, "b"),
        (1, Act.ADDED, "a"),
    ]


async def test_a_removed_article_is_gone_and_comes_back(store: Store) -> None:
    """A removed article is an entry but no current article; adding it again brings it back."""
    await _add(store)
    await store.write([Write(ARTICLE, Act.REMOVED, 1)], GUILD, "1")
    assert await store.articles(GUILD) == []
    (entry,) = await store.entries(GUILD)
    assert (entry.article, entry.act, entry.revision, entry.is_present) == (ARTICLE, Act.REMOVED, 2, False)
    await store.write([Write(ARTICLE, Act.RESTORED, 2)], GUILD, "1")
    assert await store.articles(GUILD) == [ARTICLE]


async def test_hidden_articles_are_listed_by_id(store: Store) -> None:
    """Hiding affects one server only, until the article is unhidden."""
    await store.write([Write(ARTICLE, Act.HIDDEN, 0)], GUILD, "1")
    assert (await store.hidden(GUILD), await store.hidden(OTHER)) == (frozenset({"a"}), frozenset())
    assert await store.articles(GUILD) == []
    await store.write([Write(ARTICLE, Act.UNHIDDEN, 1)], GUILD, "1")
    assert await store.hidden(GUILD) == frozenset()
    assert await store.articles(GUILD) == []


async def test_a_change_to_another_revision_is_refused(store: Store) -> None:
    """A change to an older revision raises ConflictError with the other user, and no change of the call is stored."""
    await _add(store)
    await store.write([Write(EDITED, Act.EDITED, 1)], GUILD, "2")
    before = await store.revision(GUILD)
    with pytest.raises(ConflictError, match="has edited this article meanwhile") as caught:
        await store.write([Write(replace(ARTICLE, id="b"), Act.ADDED, 0), Write(ARTICLE, Act.EDITED, 1)], GUILD, "1")
    assert caught.value.by == "2"
    assert await store.articles(GUILD) == [EDITED]
    assert await store.revision(GUILD) == before
    with pytest.raises(ConflictError, match="no longer exists"):
        await store.write([Write(replace(ARTICLE, id="c"), Act.EDITED, 1)], GUILD, "1")


async def test_one_of_two_simultaneous_changes_is_refused(store: Store) -> None:
    """One of two simultaneous edits of the same revision is refused."""
    await _add(store)
    writes = [store.write([Write(replace(ARTICLE, title=name), Act.EDITED, 1)], GUILD, name) for name in "xy"]
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert sorted(isinstance(result, ConflictError) for result in results) == [False, True]
    assert (await store.entries(GUILD))[0].revision == 2


async def test_events_come_in_pages_and_by_article(store: Store) -> None:
    """Events are listed below a given number, so that a page does not shift while others work."""
    for key in "abc":
        await _add(store, replace(ARTICLE, id=key))
    await store.write([Write(replace(EDITED, id="b"), Act.EDITED)], GUILD, "1")
    assert [e.number for e in await store.events(GUILD, limit=2)] == [4, 3]
    assert [e.number for e in await store.events(GUILD, before=3)] == [2, 1]
    assert [e.number for e in await store.events(GUILD, "b")] == [4, 2]
    assert await store.events(OTHER) == []


async def test_an_undo_names_its_event(store: Store) -> None:
    """The event of an undo names the event that it undoes."""
    await _add(store)
    (event,) = await store.write([Write(ARTICLE, Act.REMOVED, 1, undoes=1)], GUILD, "1")
    assert event.undoes == 1


async def test_additions_are_counted_by_who_and_when(new_store: Opener) -> None:
    """Only additions count, by that user, after that moment, in that scope."""
    clock = Clock()
    store = await new_store(clock)
    await _add(store)
    clock.now += timedelta(minutes=30)
    await _add(store, replace(ARTICLE, id="b"))
    await _add(store, replace(ARTICLE, id="c"), by="2")
    await _add(store, replace(ARTICLE, id="d"), OTHER)
    await store.write([Write(EDITED, Act.EDITED)], GUILD, "1")
    assert await store.added_since(GUILD, "1", clock.now - timedelta(minutes=10)) == 1
    assert await store.added_since(GUILD, "1", clock.now - timedelta(hours=1)) == 2


async def test_settings_are_kept_for_each_server(store: Store) -> None:
    """Settings are returned as they were saved, and other servers keep theirs."""
    chosen = GuildSettings(frozenset({3, 2**62}), 5, private_answers=True, language="de", keeps_unanswered=True)
    chosen = replace(chosen, uses_reader=False)
    assert await store.settings(GUILD) == DEFAULT_SETTINGS
    await store.set_settings(GUILD, chosen)
    assert (await store.settings(GUILD), await store.settings(OTHER)) == (chosen, DEFAULT_SETTINGS)
    await store.set_settings(GUILD, DEFAULT_SETTINGS)
    assert await store.settings(GUILD) == DEFAULT_SETTINGS


async def test_a_draft_is_kept_for_a_day(new_store: Opener) -> None:
    """A draft is returned whole, can be replaced under its key, and is gone once deleted or after a day."""
    clock = Clock()
    store = await new_store(clock)
    key = await store.save_draft(Draft(ARTICLE, GUILD, "1"))
    assert await store.load_draft(key) == Draft(ARTICLE, GUILD, "1")
    assert await store.save_draft(Draft(EDITED, GUILD, "1"), key) == key
    assert (await store.load_draft(key)).article == EDITED
    clock.now += timedelta(hours=24)
    with pytest.raises(ExpiredError, match="preview"):
        await store.load_draft(key)
    other = await store.save_draft(Draft(ARTICLE, GUILD, "1"))
    await store.delete_draft(other)
    with pytest.raises(ExpiredError):
        await store.load_draft(other)


async def test_a_draft_that_cannot_be_stored_is_refused(store: Store) -> None:
    """A draft with a character that no database stores is refused."""
    with pytest.raises(StoreError, match="text"):
        await store.save_draft(Draft(replace(ARTICLE, text="a\0b"), GUILD, "1"))


async def test_unanswered_questions_are_counted(new_store: Opener) -> None:
    """Unanswered questions are sorted by frequency, then by time, for each server."""
    clock = Clock()
    store = await new_store(clock)
    for question in ("who composes", "trailer?", "trailer?"):
        clock.now += timedelta(minutes=1)
        await store.count_unanswered(question, GUILD)
    await store.count_unanswered("elsewhere", OTHER)
    found = await store.unanswered(GUILD)
    assert [(each.question, each.times) for each in found] == [("trailer?", 2), ("who composes", 1)]
    assert found[0].last_asked == clock.now


async def test_a_server_that_was_left_is_found_until_the_bot_returns(new_store: Opener) -> None:
    """A server counts as left until the bot returns, with or without settings."""
    store = await new_store()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    await store.set_settings(GUILD, GuildSettings(language="it"))
    for scope in (GUILD, OTHER):
        await store.set_left(scope, moment)
    assert sorted(await store.left_before(moment + timedelta(seconds=1))) == [GUILD, OTHER]
    assert await store.left_before(moment) == []
    await store.set_left(GUILD, None)
    assert await store.left_before(moment + timedelta(days=1)) == [OTHER]
    assert (await store.settings(GUILD)).language == "it"


async def test_erasing_a_server_leaves_nothing_but_others(store: Store) -> None:
    """Articles, history, drafts, settings, questions: all of it goes, and only of that server."""
    for scope in (GUILD, OTHER, EVERYONE):
        await _add(store, scope=scope)
        await store.set_settings(scope, GuildSettings(language="fr"))
        await store.count_unanswered("trailer?", scope)
    drafts = [await store.save_draft(Draft(ARTICLE, scope, "1")) for scope in (GUILD, OTHER)]
    asked = [await store.save_question(AskedQuestion("q", scope)) for scope in (GUILD, OTHER)]
    revision = await store.revision(GUILD)
    await store.erase(GUILD)
    assert await store.revision(GUILD) > revision
    assert (await store.entries(GUILD), await store.events(GUILD), await store.unanswered(GUILD)) == ([], [], [])
    assert await store.settings(GUILD) == DEFAULT_SETTINGS
    with pytest.raises(ExpiredError):
        await store.load_draft(drafts[0])
    with pytest.raises(ExpiredError):
        await store.load_question(asked[0])
    assert await store.articles(OTHER) == await store.articles(EVERYONE) == [ARTICLE]
    assert (await store.load_draft(drafts[1])).article == ARTICLE
    assert (await store.load_question(asked[1])).text == "q"
    await _add(store)
    assert (await store.events(GUILD))[0].number > revision


async def test_what_is_written_while_a_server_is_erased_goes_too(database_url: str) -> None:
    """Who writes at that moment finishes first, and nothing of it is left."""
    store, database = await open_store(database_url), Database(database_url, 5.0)
    async with database.writing() as connection:
        await add_revisions(connection, [ARTICLE], Stamp(GUILD, "1", datetime.now(UTC)))
        erasing = asyncio.create_task(store.erase(GUILD))
        await asyncio.sleep(0.3)
    await erasing
    assert await store.entries(GUILD) == []
    await database.close()
    await store.close()
