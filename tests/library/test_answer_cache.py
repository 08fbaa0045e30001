"""Answers that were given a short while ago."""

from __future__ import annotations

from datetime import date

from bot.domain import EVERYONE, Answer, Reason, ReasonCode, Scope, Verdict
from bot.library.answer_cache import AnswerCache, ScopeRevision

DAY, NEXT_DAY = date(2026, 3, 10), date(2026, 3, 11)
NOW = ScopeRevision(EVERYONE, 1, 1)


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
