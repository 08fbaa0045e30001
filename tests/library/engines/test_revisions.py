"""Revisions of what each scope sees, and answers that are valid for one revision."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import EVERYONE, Answer, Article, Reason, ReasonCode, Scope, Verdict
from bot.library.engines import revisions as module
from bot.library.engines.revisions import AnswerCache, AnswerKey, RevisionCache, ScopeRevision
from bot.store.memory import MemoryStore

GUILD, OTHER = Scope(7), Scope(8)
ARTICLE = Article("a", "Filming starts in August.")
DAY, NEXT_DAY = date(2026, 3, 10), date(2026, 3, 11)
NOW = ScopeRevision(EVERYONE, 1, 1)


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


def answer_to(question: str) -> Answer:
    """Return some answer."""
    return Answer(question, Verdict.NONE, Reason(ReasonCode.NO_ARTICLES))


def test_case_and_white_space_do_not_distinguish_questions() -> None:
    """The cached answer is found, and it repeats the question as it was asked now."""
    answers = AnswerCache()
    answers.put(AnswerKey.of("When does it start?", NOW, DAY), answer_to("When does it start?"))
    again = "when  does it START?"
    assert answers.get(AnswerKey.of(again, NOW, DAY), again) == answer_to(again)
    assert answers.get(AnswerKey.of("When does it end?", NOW, DAY), "When does it end?") is None


def test_an_answer_is_valid_for_what_it_depends_on() -> None:
    """With another revision, scope, day or reader, the answer is not found."""
    answers = AnswerCache()
    answers.put(AnswerKey.of("When?", NOW, DAY, "model"), answer_to("When?"))
    assert answers.get(AnswerKey.of("When?", NOW, DAY, "model"), "When?")
    others = [ScopeRevision(EVERYONE, 2, 2), ScopeRevision(Scope(7), 1, 1)]
    keys = [AnswerKey.of("When?", other, DAY, "model") for other in others]
    keys += [AnswerKey.of("When?", NOW, NEXT_DAY, "model"), AnswerKey.of("When?", NOW, DAY)]
    assert not any(answers.get(key, "When?") for key in keys)


def test_an_answer_can_be_cached_for_a_time() -> None:
    """After the seconds given, the answer is not found any more."""
    seconds = 0.0
    answers, key = AnswerCache(lambda: seconds), AnswerKey.of("When?", NOW, DAY)
    answers.put(key, answer_to("When?"), 60)
    seconds = 59.0
    assert answers.get(key, "When?")
    seconds = 60.0
    assert answers.get(key, "When?") is None
