"""Each feature of a passage that its words, names, times and article tell."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot.domain import About, Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence, concept_term, kind_term, name_term
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import TimeMention
from bot.search.ranking import features
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.weights import NAMED_TIME_DECAY_DAYS

QUESTION = AnalysedQuestion("?", ("en",), ())
NEWEST = date(2026, 3, 10)
IN_2027 = TimeMention(0, 4, 2027)
IN_MAY = TimeMention(0, 3, 2026, (5, 5))


def passage(
    *sentences: set[str],
    kind: PassageKind = PassageKind.PROSE,
    years: tuple[int, int] = (0, 0),
    published: PublishedDate = PublishedDate(),  # noqa: B008 - a frozen value
    about: About = About.HEAT_2,
) -> AnalysedPassage:
    """Return a passage whose sentences hold these terms and speak of these years."""
    analysed = tuple(AnalysedSentence(Span(0, 1), frozenset(each), years, about) for each in sentences)
    whole = Passage(Article("a", "x", published=published), 1, Span(0, 1), kind)
    return AnalysedPassage(whole, analysed, frozenset(), Counter())


@pytest.mark.parametrize(("is_alternative", "expected"), [(False, 0.5), (True, 0.0)])
def test_names_missing(is_alternative: bool, expected: float) -> None:
    """The share of the names that are missing, unless one of them is enough."""
    names = (Name("mann", "who"), Name("warner", "organisation"))
    question = replace(QUESTION, names=names, names_are_alternatives=is_alternative)
    assert features.names_missing(question, passage({name_term("mann")})) == expected
    assert features.names_missing(question, passage({"other"})) == 1.0
    assert features.names_missing(QUESTION, passage({"other"})) == 0.0


def test_kind_missing() -> None:
    """A kind is missing if kinds are asked for and no sentence holds one of them."""
    without, with_place = passage({"other"}).sentences, passage({"other"}, {kind_term("where")}).sentences
    assert features.kind_missing(("where",), without)
    assert features.kind_missing(("when", "where"), ())
    assert not features.kind_missing(("when", "where"), with_place)
    assert not features.kind_missing((), without)


def test_topic_missing() -> None:
    """A topic may be in the best sentence or in one of its neighbours, but not farther away."""
    topics = [(concept_term("filming"),)]
    holds = {concept_term("filming")}
    assert not features.topic_missing(topics, passage({"x"}, holds), best=0)
    assert not features.topic_missing(topics, passage(holds, {"x"}), best=1)
    assert features.topic_missing(topics, passage({"x"}, {"x"}, holds), best=0)
    assert features.topic_missing(topics, passage(holds, {"x"}, {"x"}), best=2)
    assert not features.topic_missing([], passage({"x"}), best=0)


def test_film() -> None:
    """Facts and briefs of other films are recognized, and sentences about the film that was not asked for."""
    assert features.is_facts_elsewhere(QUESTION, passage({"x"}, kind=PassageKind.FACTS_ELSEWHERE))
    assert not features.is_facts_elsewhere(
        replace(QUESTION, about_original=True), passage({"x"}, kind=PassageKind.FACTS_ELSEWHERE)
    )
    assert features.is_aside(passage({"x"}, kind=PassageKind.ASIDE))
    assert not features.is_aside(passage({"x"}, {concept_term("subject")}, kind=PassageKind.ASIDE))
    assert not features.is_aside(passage({"x"}))
    assert features.has_other_subject(QUESTION, passage({"x"}, about=About.ORIGINAL), 0)
    assert not features.has_other_subject(QUESTION, passage({"x"}), 0)
    assert features.has_other_subject(replace(QUESTION, about_original=True), passage({"x"}), 0)


def test_is_outdated() -> None:
    """A sentence is outdated if all years it speaks of are over, by its article or by the newest day."""
    assert features.is_outdated(passage({"x"}, years=(2024, 2025)), 0, NEWEST)
    assert not features.is_outdated(passage({"x"}, years=(2024, 2026)), 0, NEWEST)
    assert not features.is_outdated(passage({"x"}), 0, NEWEST)
    late = passage({"x"}, years=(2026, 2026), published=PublishedDate(2027, 1))
    assert features.is_outdated(late, 0, NEWEST)


def test_named_times() -> None:
    """A whole year and a month are different features, and days count from the nearest named time."""
    year, month = (features.named_times(replace(QUESTION, times=(time,))) for time in (IN_2027, IN_MAY))
    of_2027, of_2026 = passage({"x"}, years=(2026, 2027)), passage({"x"}, years=(2026, 2026))
    assert features.speaks_of_named_year(year, of_2027)
    assert not features.speaks_of_named_year(year, of_2026)
    assert not features.speaks_of_named_year(month, of_2026)
    assert features.speaks_of_year_of_named_month(month, of_2026)
    assert not features.speaks_of_year_of_named_month(year, of_2027)
    assert features.named_times(replace(QUESTION, times=(TimeMention(0, 3, 0, (5, 5)),))) == ()


@pytest.mark.parametrize(
    ("published", "days"),
    [
        (PublishedDate(2026, 5, 20), 0),
        (PublishedDate(2026, 5), 0),
        (PublishedDate(2026), 0),
        (PublishedDate(2026, 6, 2), 2),
        (PublishedDate(2026, 4, 29), 2),
        (PublishedDate(2026, 4), 1),
    ],
)
def test_nearness_to_named_time(published: PublishedDate, days: int) -> None:
    """The nearness is 1 if the article may be of the named time, and falls with the days between them."""
    expected = math.exp(-days / NAMED_TIME_DECAY_DAYS)
    assert features.nearness_to_named_time((IN_MAY,), published) == pytest.approx(expected)
    assert features.nearness_to_named_time((IN_2027, IN_MAY), published) == pytest.approx(expected)


def test_no_nearness() -> None:
    """There is no nearness without a date of the article, a named time, or days of its year."""
    assert features.nearness_to_named_time((IN_MAY,), PublishedDate()) == 0.0
    assert features.nearness_to_named_time((), PublishedDate(2026)) == 0.0
    assert features.nearness_to_named_time((TimeMention(0, 4, 10_000),), PublishedDate(2026)) == 0.0


def test_extract() -> None:
    """All features of a passage are those of its own best sentence, its article and the question."""
    question = replace(QUESTION, kinds=("where",), names=(Name("mann", "who"),), times=(IN_2027,))
    scorer = ProximityScorer((), (), 0.5)
    meaning = QuestionMeaning(question.meaning)
    times = features.named_times(question)
    context = QuestionContext(question, meaning, scorer, [(concept_term("filming"),)], ("where",), times, NEWEST)
    best = {concept_term("filming"), kind_term("where")}
    found = features.extract(context, passage({"x"}, best, years=(2025, 2025)), 1)
    assert found._asdict() == {
        "names_missing": 1.0,
        "kind_missing": False,
        "kind_missing_beside": False,
        "topic_missing": False,
        "facts_elsewhere": False,
        "aside": False,
        "other_subject": False,
        "off_topic": False,
        "may_be_other_film": False,
        "outdated": True,
        "named_year": False,
        "year_of_named_month": False,
        "near_named_time": 0.0,
        "place": 0.1,
        "length": pytest.approx(math.log(2)),
        "foreign_language": True,
    }


def test_kind_missing_beside() -> None:
    """A kind before the best sentence, or two sentences behind it, is in the passage but not beside the sentence."""
    context = QuestionContext(
        QUESTION, QuestionMeaning(QUESTION.meaning), ProximityScorer((), (), 0.5), (), ("where",), (), NEWEST
    )
    place: set[str] = {kind_term("where")}
    for sentences, missing in [
        ((place, {"x"}), True),
        (({"x"}, {"x"}, {"x"}, place), True),
        (({"x"}, place), False),
        (({"x"}, {"x"}, place), False),
    ]:
        found = features.extract(context, passage(*sentences), 1)
        assert (found.kind_missing, found.kind_missing_beside) == (False, missing)
