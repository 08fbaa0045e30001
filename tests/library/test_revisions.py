"""Revisions of what each scope sees, and answers that are valid for one revision."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import EVERYONE, Answer, Article, Reason, ReasonCode, Scope, Verdict
from bot.library import revisions as module
from bot.library.revisions import AnswerCache, RevisionCache, ScopeRevision
from bot.store.memory import MemoryStore

GUILD, OTHER = Scope(7), Scope(8)
ARTICLE = Article("a", "Filming starts in August.")
DAY, NEXT_DAY = date(2026, 3, 10), date(2026, 3, 11)
NOW = ScopeRevision(EVERYONE, 1, 1)


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
    monkeypatch.setattr(module, "STAMP_TTL_SECONDS", 0.0)
    return CountingStore()


async def test_a_change_of_another_process_is_seen(store: CountingStore) -> None:
    """An addition that nobody tells of is in the next edition, of everyone or of one server."""
    revisions = RevisionCache(store)
    assert await revisions.get(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    await store.add(ARTICLE, GUILD)
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 0, 1)
    await store.add(ARTICLE, EVERYONE)
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 1, 1)
    assert await revisions.get(OTHER) == ScopeRevision(EVERYONE, 1, 1)


async def test_while_nothing_changes_one_look_serves_all_scopes(store: CountingStore) -> None:
    """However often and wherever members ask, no scope's revision is read twice."""
    revisions = RevisionCache(store)
    for _ in range(5):
        for scope in (EVERYONE, GUILD, OTHER):
            await revisions.get(scope)
    assert store.asked == 3


async def test_what_was_told_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks a change is seen when somebody says that there is one."""
    monkeypatch.setattr(module, "STAMP_TTL_SECONDS", 3600.0)
    store = CountingStore()
    revisions = RevisionCache(store)
    await revisions.get(GUILD)
    await store.add(ARTICLE, GUILD)
    assert revisions.at_hand(GUILD) == ScopeRevision(EVERYONE, 0, 0)
    revisions.invalidate()
    assert revisions.at_hand(GUILD) is None
    assert await revisions.get(GUILD) == ScopeRevision(GUILD, 0, 1)


def answer_to(question: str) -> Answer:
    """Some answer."""
    return Answer(question, Verdict.NONE, Reason(ReasonCode.NO_ARTICLES))


def test_an_answer_is_known_in_any_capitals() -> None:
    """Capitals and blanks make no other question, and the answer repeats it as it was asked."""
    known = AnswerCache()
    known.put(answer_to("When does it start?"), NOW, DAY)
    assert known.get("when  does it START?", NOW, DAY) == answer_to("when  does it START?")
    assert known.get("When does it end?", NOW, DAY) is None


def test_the_same_words_give_the_very_same_value() -> None:
    """What was made of an answer can be found again by the answer itself."""
    known = AnswerCache()
    known.put(answer_to("When?"), NOW, DAY)
    assert known.get("WHEN?", NOW, DAY) is known.get("WHEN?", NOW, DAY)


def test_other_articles_or_another_day_are_another_answer() -> None:
    """An answer holds for the articles and the day that it was given for, and for nobody else's."""
    known = AnswerCache()
    known.put(answer_to("When?"), NOW, DAY)
    assert known.get("When?", NOW, NEXT_DAY) is None
    for other in (ScopeRevision(EVERYONE, 2, 2), ScopeRevision(Scope(7), 1, 1)):
        assert known.get("When?", other, DAY) is None
