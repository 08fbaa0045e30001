"""A cache of answers, each of which is valid for one revision of the articles."""

from __future__ import annotations

from datetime import date

from bot.domain import EVERYONE, Answer, Reason, ReasonCode, Scope, Verdict
from bot.library.answer_cache import AnswerCache, AnswerKey
from bot.library.engines.revisions import ScopeRevision

DAY, NEXT_DAY = date(2026, 3, 10), date(2026, 3, 11)
NOW = ScopeRevision(EVERYONE, 1, 1)


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
