"""What each scope sees now, told by one look at the store for all of them."""

from __future__ import annotations

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.library import revisions as module
from bot.library.answer_cache import ScopeRevision
from bot.library.revisions import Revisions
from bot.store.memory import MemoryStore

GUILD, OTHER = Scope(7), Scope(8)
ARTICLE = Article("a", "Filming starts in August.")


class CountingStore(MemoryStore):
    """Counts how often it is asked for a scope's revision."""

    asked = 0

    async def revision(self, scope: Scope) -> int:
        """The same, counted."""
        self.asked += 1
        return await super().revision(scope)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> CountingStore:
    """A store whose changes are looked for at every question."""
    monkeypatch.setattr(module, "SEEN_WITHIN", 0.0)
    return CountingStore()


async def test_a_change_of_another_process_is_seen(store: CountingStore) -> None:
    """An addition that nobody tells of is in the next edition, of everyone or of one server."""
    editions = Revisions(store)
    assert await editions.get(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    await store.add(ARTICLE, GUILD)
    assert await editions.get(GUILD) == ScopeRevision(GUILD, 0, 1)
    await store.add(ARTICLE, EVERYONE)
    assert await editions.get(GUILD) == ScopeRevision(GUILD, 1, 1)
    assert await editions.get(OTHER) == ScopeRevision(EVERYONE, 1, 1)


async def test_while_nothing_changes_one_look_serves_all_scopes(store: CountingStore) -> None:
    """However often and wherever members ask, no scope's revision is read twice."""
    editions = Revisions(store)
    for _ in range(5):
        for scope in (EVERYONE, GUILD, OTHER):
            await editions.get(scope)
    assert store.asked == 3


async def test_what_was_told_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks a change is seen when somebody says that there is one."""
    monkeypatch.setattr(module, "SEEN_WITHIN", 3600.0)
    store = CountingStore()
    editions = Revisions(store)
    await editions.get(GUILD)
    await store.add(ARTICLE, GUILD)
    assert editions.at_hand(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    editions.look_again()
    assert editions.at_hand(GUILD) is None
    assert await editions.get(GUILD) == ScopeRevision(GUILD, 0, 1)
