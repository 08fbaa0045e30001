"""The index of a scope follows the changes in the store."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import EVERYONE, Act, Article, Event, Scope, Write
from bot.library.analysis.service import AnalysisService
from bot.library.engines import scope_index
from bot.library.engines.scope_index import ScopeIndex
from bot.search.index import collection
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.store.memory import MemoryStore

GUILD = Scope(7)
SHIPPED = [Article("a0", "Filming of Heat 2 starts in August.", "Shipped", language="en")]
ACTS = [Act.ADDED, Act.EDITED, Act.REMOVED, Act.RESTORED, Act.HIDDEN, Act.UNHIDDEN]
changes = st.lists(
    st.tuples(st.sampled_from([*ACTS, "update", "erase"]), st.integers(0, 3), st.integers(0, 2)), max_size=20
)


@cache
def _data() -> LanguageData:
    return LanguageData.load(ConceptList())


def analysis() -> AnalysisService:
    """Return a service without concepts; nothing here depends on them."""
    return AnalysisService(_data())


def article(number: int, version: int = 0) -> Article:
    """Return the article of this number in this version."""
    return Article(f"a{number}", f"Paragraph {version} of report {number}.", f"Report {number}", language="en")


class CountingStore(MemoryStore):
    """Counts the reads of all articles."""

    reads = 0

    async def articles(self, scope: Scope) -> list[Article]:
        """Count and return the articles."""
        self.reads += 1
        return await super().articles(scope)


def found(index: ScopeIndex) -> set[Article]:
    """Return the articles that the index can find."""
    held = index.view
    return {held[number].article for number in range(held.limit) if held.is_live(number)}


@pytest.mark.parametrize("scope", [EVERYONE, GUILD])
@given(history=changes)
@settings(max_examples=60)
async def test_an_index_follows_every_change(scope: Scope, history: list[tuple[Act | str, int, int]]) -> None:
    """After any changes, an index that was updated step by step equals one that reads everything."""
    store, shipped = MemoryStore(), SHIPPED if scope.is_everyone else []
    updated = ScopeIndex(scope, store, analysis(), shipped)
    for act, number, version in [*history, ("update", 0, 0)]:
        if isinstance(act, Act):
            await store.write([Write(article(number, version), act)], scope, "1")
        elif act == "erase" and not scope.is_everyone:
            await store.erase(scope)
        else:
            await updated.update(await store.revision(scope))
    rebuilt = ScopeIndex(scope, store, analysis(), shipped)
    await rebuilt.update(await store.revision(scope))
    assert found(updated) == found(rebuilt)
    assert updated.ids == rebuilt.ids == {each.id for each in found(rebuilt)}
    assert updated.hidden == rebuilt.hidden
    assert updated.characters == sum(len(each.text) for each in found(rebuilt))


async def test_an_update_reads_only_changes() -> None:
    """After the first update only changes are read, unless there are too many."""
    store = CountingStore()
    await store.add_all([article(0), article(1)], GUILD)
    index = ScopeIndex(GUILD, store, analysis())
    for version in (1, 2):
        await index.update(await store.revision(GUILD))
        await store.add(article(1, version), GUILD)
    await index.update(await store.revision(GUILD))
    assert store.reads == 1
    for version in range(scope_index.MAX_FOLLOWED_EVENTS + 1):
        await store.add(article(1, version % 3), GUILD)
    await index.update(await store.revision(GUILD))
    assert store.reads == 2
    assert found(index) == {article(0), article(1, scope_index.MAX_FOLLOWED_EVENTS % 3)}


async def test_changes_during_an_update_are_found_later() -> None:
    """Changes that are written during an update are found after a later one."""

    class BusyStore(MemoryStore):
        async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
            for number in range(9):
                await self.add(article(number + 10), scope)
            return await super().events(scope, article_id, before, limit)

    store = BusyStore()
    await store.add(article(0), GUILD)
    index = ScopeIndex(GUILD, store, analysis())
    await index.update(1)
    await store.add(article(1), GUILD)
    await index.update(2)
    assert {article(0), article(1)} <= found(index)
    await index.update(await store.revision(GUILD))
    assert len(found(index)) == 11


async def test_an_index_of_removed_passages_is_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that consists mostly of removed passages is rebuilt with the next change."""
    monkeypatch.setattr(collection, "MIN_REMOVED", 3)
    store = MemoryStore()
    index = ScopeIndex(GUILD, store, analysis())
    numbers: Sequence[int] = range(12)
    for version in numbers:
        await store.add(article(0, version), GUILD)
        await index.update(await store.revision(GUILD))
    assert found(index) == {article(0, 11)}
    assert index.view.limit < len(numbers)


async def test_segments_are_merged() -> None:
    """Segments are merged until no merge is due, and all articles are still found."""
    store = MemoryStore()
    index = ScopeIndex(GUILD, store, analysis())
    for start in (0, 1200):
        await store.add_all([article(number) for number in range(start, start + 1200)], GUILD)
        await index.update(await store.revision(GUILD))
    assert index.view.next_merge()
    while await index.merge_segments():
        assert len(found(index)) == 2400
    assert len(index.view.state.segments) == 1
    assert not await index.merge_segments()
