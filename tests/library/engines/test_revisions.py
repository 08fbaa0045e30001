"""Revisions of what each scope sees."""

from __future__ import annotations

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.library.engines import revisions as module
from bot.library.engines.revisions import RevisionCache, ScopeRevision
from bot.store.memory import MemoryStore

GUILD, OTHER = Scope(7), Scope(8)
ARTICLE = Article("a", "Filming starts in August.")


class CountingStore(MemoryStore):
    """Counts the reads of a scope's revision."""

    reads = 0

    async def revision(self, scope: Scope) -> int:
        """Count and return the revision."""
        self.reads += 1
        return await super().revision(scope)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> CountingStore:
    """A store whose stamp is read with every question."""
    monkeypatch.setattr(module, "STAMP_TTL_SECONDS", 0.0)
    return CountingStore()


async def test_a_change_by_another_process_is_noticed(store: CountingStore) -> None:
    """An article that is added without an invalidation is in the next revision, for everyone or for one server."""
    revisions = RevisionCache(store)
    assert await revisions.get(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    await store.add(ARTICLE, GUILD)
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 0, 1)
    await store.add(ARTICLE, EVERYONE)
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 1, 1)
    assert await revisions.get(OTHER) == ScopeRevision(EVERYONE, 1, 1)


async def test_without_changes_each_revision_is_read_once(store: CountingStore) -> None:
    """While the stamp stays the same, questions in any scope read no revision a second time."""
    revisions = RevisionCache(store)
    for _ in range(5):
        for scope in (EVERYONE, GUILD, OTHER):
            await revisions.get(scope)
    assert store.reads == 3


async def test_after_an_invalidation_a_change_is_noticed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh stamp hides a change until the revisions are invalidated."""
    monkeypatch.setattr(module, "STAMP_TTL_SECONDS", 3600.0)
    store = CountingStore()
    revisions = RevisionCache(store)
    await revisions.get(GUILD)
    await store.add(ARTICLE, GUILD)
    assert await revisions.get(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    revisions.invalidate()
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 0, 1)
