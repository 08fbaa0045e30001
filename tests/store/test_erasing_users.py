"""What every kind of store promises to a user who wants their data erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import ERASED_USER, Act, Article, Draft, PublishedDate, Scope, UserRecord, Write
from bot.errors import ExpiredError
from bot.store.base import Store
from tests.store.conftest import Opener

GUILD, OTHER = Scope(7), Scope(8)
WHO, SOMEBODY = "120000000000000001", "1200000000000000012"
"""The first is the beginning of the second."""
ARTICLE = Article("a", "Some text.", "A title", published=PublishedDate(2025, 3))


def stated_by(user: str) -> Article:
    """The article with a date as earlier versions wrote that a moderator has stated it."""
    return replace(ARTICLE, published=PublishedDate(2025, 4, evidence=f"stated by a moderator ({user})"))


async def _fill(store: Store) -> list[str]:
    """Changes, dates and drafts of two users in two servers; gives the keys of the drafts."""
    await store.write([Write(ARTICLE, Act.ADDED, 0)], GUILD, WHO)
    await store.write([Write(stated_by(WHO), Act.EDITED, 1)], GUILD, WHO)
    await store.write([Write(replace(stated_by(WHO), title="New"), Act.EDITED, 2)], GUILD, SOMEBODY)
    await store.write([Write(stated_by(SOMEBODY), Act.ADDED, 0)], OTHER, SOMEBODY)
    await store.write([Write(stated_by(SOMEBODY), Act.REMOVED, 1)], OTHER, WHO)
    drafts = (Draft(ARTICLE, GUILD, WHO), Draft(stated_by(WHO), GUILD, SOMEBODY), Draft(ARTICLE, OTHER, SOMEBODY))
    return [await store.save_draft(draft) for draft in drafts]


async def test_nothing_names_the_user_any_more(store: Store) -> None:
    """History, dates and drafts lose the id in every server; other users, articles and their order stay."""
    own, others, apart = await _fill(store)
    assert await store.user_record(WHO) == UserRecord(changes=3, servers=2, drafts=1)
    assert await store.erase_user(WHO) == UserRecord(changes=3, servers=2, drafts=1)
    assert await store.user_record(WHO) == UserRecord()
    history = [*await store.events(GUILD), *await store.events(OTHER)]
    assert [event.by for event in history] == [SOMEBODY, ERASED_USER, ERASED_USER, ERASED_USER, SOMEBODY]
    seen = repr([*history, await store.entries(GUILD), await store.entries(OTHER), await store.load_draft(others)])
    assert WHO not in seen.replace(SOMEBODY, "")
    assert SOMEBODY in seen
    assert [event.article.title for event in await store.events(GUILD)] == ["New", "A title", "A title"]
    assert (await store.articles(GUILD))[0].published.evidence == "stated by a moderator"
    assert (await store.events(OTHER))[1].article == stated_by(SOMEBODY)
    with pytest.raises(ExpiredError):
        await store.load_draft(own)
    assert (await store.load_draft(apart)).by == SOMEBODY


async def test_the_revision_grows_where_an_article_changed(store: Store) -> None:
    """Processes that hold the articles read them again; where only the history changed nothing is read."""
    await _fill(store)
    before = await store.revision(GUILD), await store.revision(OTHER), await store.stamp()
    await store.erase_user(WHO)
    assert await store.revision(GUILD) > before[0]
    assert await store.revision(OTHER) == before[1]
    assert await store.stamp() != before[2]


async def test_changes_and_undoing_go_on(store: Store) -> None:
    """After an erasure the next change follows, numbered behind all others."""
    await _fill(store)
    await store.erase_user(WHO)
    last = (await store.events(GUILD))[0]
    (event,) = await store.write([Write(ARTICLE, Act.EDITED, last.revision, last.number)], GUILD, SOMEBODY)
    assert event.number > last.number
    assert event.undoes == last.number
    assert event.before == last.article


async def test_erasing_lifts_no_limit(new_store: Opener) -> None:
    """What an erased user has added within the hour still counts, for whoever adds next."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    store = await new_store(lambda: now)
    await _fill(store)
    hour_ago = now - timedelta(hours=1)
    await store.erase_user(WHO)
    assert await store.added_since(GUILD, WHO, hour_ago) == 1
    assert await store.added_since(GUILD, "5", hour_ago) == 1
    assert await store.added_since(OTHER, "5", hour_ago) == 0


async def test_who_is_not_there_changes_nothing(store: Store) -> None:
    """Erasing twice, or somebody unknown, does nothing; the operator's '' is no user."""
    await _fill(store)
    await store.erase_user(WHO)
    before = await store.events(GUILD), await store.events(OTHER), await store.stamp()
    assert await store.erase_user(WHO) == UserRecord()
    assert await store.erase_user("99") == UserRecord()
    for nobody in ("", ERASED_USER, "%", "1' OR '1'='1", "١٢"):
        with pytest.raises(ValueError, match="number"):
            await store.erase_user(nobody)
    assert (await store.events(GUILD), await store.events(OTHER), await store.stamp()) == before
