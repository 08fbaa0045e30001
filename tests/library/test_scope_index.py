"""What the search holds of a scope follows the store."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import EVERYONE, Article, Scope
from bot.history import Act, Event, Write
from bot.library import scope_index as shelves
from bot.library.analysis.service import AnalysisService
from bot.library.scope_index import ScopeIndex
from bot.search.index import collection
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.store.memory import MemoryStore

GUILD = Scope(7)
GIVEN = [Article("a0", "Filming of Heat 2 starts in August.", "Given", language="en")]
ACTS = [Act.ADDED, Act.EDITED, Act.REMOVED, Act.RESTORED, Act.HIDDEN, Act.UNHIDDEN]
changes = st.lists(
    st.tuples(st.sampled_from([*ACTS, "follow", "erase"]), st.integers(0, 3), st.integers(0, 2)), max_size=20
)


@cache
def _data() -> LanguageData:
    return LanguageData.load(ConceptList())


def analyser() -> AnalysisService:
    """Without concepts: nothing here depends on them."""
    return AnalysisService(_data())


def article(number: int, version: int = 0) -> Article:
    """One of a few articles, in one of a few versions."""
    return Article(f"a{number}", f"Paragraph {version} of report {number}.", f"Report {number}", language="en")


class CountingStore(MemoryStore):
    """Says how often articles are read whole."""

    reads = 0

    async def articles(self, scope: Scope) -> list[Article]:
        """Counted."""
        self.reads += 1
        return await super().articles(scope)


def found(shelf: ScopeIndex) -> set[Article]:
    """The articles that a search over the shelf can find."""
    held = shelf.view
    return {held[number].article for number in range(held.limit) if held.is_live(number)}


@pytest.mark.parametrize("scope", [EVERYONE, GUILD])
@given(history=changes)
@settings(max_examples=60)
async def test_a_shelf_follows_every_change(scope: Scope, history: list[tuple[Act | str, int, int]]) -> None:
    """Whatever is done to a scope, a shelf that followed has what one that reads everything has."""
    store, given_here = MemoryStore(), GIVEN if scope.is_everyone else []
    following = ScopeIndex(scope, store, analyser(), given_here)
    for act, number, version in [*history, ("follow", 0, 0)]:
        if isinstance(act, Act):
            await store.write([Write(article(number, version), act)], scope, "1")
        elif act == "erase" and not scope.is_everyone:
            await store.erase(scope)
        else:
            await following.update(await store.revision(scope))
    reading = ScopeIndex(scope, store, analyser(), given_here)
    await reading.update(await store.revision(scope))
    assert found(following) == found(reading)
    assert following.ids == reading.ids == {each.id for each in found(reading)}
    assert following.hidden == reading.hidden
    assert following.characters == sum(len(each.text) for each in found(reading))


async def test_what_has_changed_is_read_and_no_more() -> None:
    """After the first time only changes are read, unless they are many."""
    store = CountingStore()
    await store.add_all([article(0), article(1)], GUILD)
    shelf = ScopeIndex(GUILD, store, analyser())
    for version in (1, 2):
        await shelf.update(await store.revision(GUILD))
        await store.add(article(1, version), GUILD)
    await shelf.update(await store.revision(GUILD))
    assert store.reads == 1
    for version in range(shelves.MAX_FOLLOWED_EVENTS + 1):
        await store.add(article(1, version % 3), GUILD)
    await shelf.update(await store.revision(GUILD))
    assert store.reads == 2
    assert found(shelf) == {article(0), article(1, shelves.MAX_FOLLOWED_EVENTS % 3)}


async def test_changes_that_come_while_following_are_seen_later() -> None:
    """What is written between the look at the revision and the reading is found in the end."""

    class BusyStore(MemoryStore):
        async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
            for number in range(9):
                await self.add(article(number + 10), scope)
            return await super().events(scope, article_id, before, limit)

    store = BusyStore()
    await store.add(article(0), GUILD)
    shelf = ScopeIndex(GUILD, store, analyser())
    await shelf.update(1)
    await store.add(article(1), GUILD)
    await shelf.update(2)
    assert {article(0), article(1)} <= found(shelf)
    await shelf.update(await store.revision(GUILD))
    assert len(found(shelf)) == 11


async def test_a_worn_shelf_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where most of what was ever added is gone, the next change starts afresh."""
    monkeypatch.setattr(collection, "MIN_REMOVED", 3)
    store = MemoryStore()
    shelf = ScopeIndex(GUILD, store, analyser())
    numbers: Sequence[int] = range(12)
    for version in numbers:
        await store.add(article(0, version), GUILD)
        await shelf.update(await store.revision(GUILD))
    assert found(shelf) == {article(0, 11)}
    assert shelf.view.limit < len(numbers)


async def test_segments_are_merged() -> None:
    """What is due is merged until nothing is, and everything is still there."""
    store = MemoryStore()
    shelf = ScopeIndex(GUILD, store, analyser())
    for start in (0, 1200):
        await store.add_all([article(number) for number in range(start, start + 1200)], GUILD)
        await shelf.update(await store.revision(GUILD))
    assert shelf.view.next_merge()
    while await shelf.merge_segments():
        assert len(found(shelf)) == 2400
    assert len(shelf.view.state.segments) == 1
    assert not await shelf.merge_segments()
