"""Each feature of a passage, and the formula that combines them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import About, Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence, concept_term, kind_term, name_term
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import TimeMention
from bot.search.ranking import features, formula
from bot.search.ranking.features import Features
from bot.search.ranking.weights import DEFAULT_WEIGHTS

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
    """A kind is missing if the question's words ask for one and no sentence holds it."""
    question = replace(QUESTION, kinds=("where",))
    assert features.kind_missing(question, passage({"other"}))
    assert not features.kind_missing(question, passage({"other"}, {kind_term("where")}))
    assert not features.kind_missing(QUESTION, passage({"other"}))


def test_topic_missing() -> None:
    """A topic may be in the best sentence or in one of its neighbours, but not farther away."""
    topics = [(concept_term("filming"),)]
    holds = {concept_term("filming")}
    assert not features.topic_missing(topics, passage({"x"}, holds), best=0)
    assert features.topic_missing(topics, passage({"x"}, {"x"}, holds), best=0)


def test_film() -> None:
    """Facts and briefs of other films are recognized, and sentences about the film that was not asked for."""
    assert features.is_facts_elsewhere(QUESTION, passage({"x"}, kind=PassageKind.FACTS_ELSEWHERE))
    assert not features.is_facts_elsewhere(
        replace(QUESTION, about_original=True), passage({"x"}, kind=PassageKind.FACTS_ELSEWHERE)
    )
    assert features.is_aside(passage({"x"}, kind=PassageKind.ASIDE))
    assert not features.is_aside(passage({"x"}, {concept_term("subject")}, kind=PassageKind.ASIDE))
    assert not features.is_aside(passage({"x"}))
    assert features.is_other_film(QUESTION, passage({"x"}, about=About.ORIGINAL), 0)
    assert not features.is_other_film(QUESTION, passage({"x"}), 0)
    assert features.is_other_film(replace(QUESTION, about_original=True), passage({"x"}), 0)


@pytest.mark.parametrize(
    ("published", "months"),
    [
        (PublishedDate(2026, 3, 10), 0.0),
        (PublishedDate(2026, 2, 8), 30 / 30.4),
        (PublishedDate(2025), 251 / 30.4),
        (PublishedDate(2026, 4, 1), 0.0),
        (PublishedDate(), None),
    ],
)
def test_age_months(published: PublishedDate, months: float | None) -> None:
    """An exact day counts as it is, a year as its middle, the future as today, and an unknown date has no age."""
    assert features.age_months(published, NEWEST) == pytest.approx(months)


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
    assert features.days_from_named_time(month, PublishedDate(2026, 5, 20)) == 0
    assert features.days_from_named_time(month, PublishedDate(2026, 6, 2)) == 2
    assert features.days_from_named_time(month, PublishedDate(2026, 4, 29)) == 2
    assert features.days_from_named_time(month, PublishedDate()) is None
    assert features.days_from_named_time((), PublishedDate(2026)) is None
    assert features.named_times(replace(QUESTION, times=(TimeMention(0, 3, 0, (5, 5)),))) == ()


flags = st.booleans()
any_features = st.builds(
    Features,
    main_terms=st.integers(0, 12),
    asks_for_state=flags,
    names_a_time=flags,
    bm25=st.floats(0, 50),
    proximity=st.floats(0, 50),
    coverage=st.floats(0, 1),
    best_sentence=st.just(0),
    names_missing=st.floats(0, 1),
    kind_missing=flags,
    topic_missing=flags,
    is_facts_elsewhere=flags,
    is_aside=flags,
    is_other_film=flags,
    may_be_other_film=flags,
    age_months=st.none() | st.floats(0, 100),
    is_outdated=flags,
    speaks_of_named_year=flags,
    speaks_of_year_of_named_month=flags,
    days_from_named_time=st.none() | st.integers(0, 3000),
    date_is_inferred=flags,
)


@given(any_features)
def test_every_defect_lowers_the_score(found: Features) -> None:
    """A defect never raises the relevance, a later date never lowers the factor of time, and that is from 0 to 1."""
    for defect in ("kind_missing", "topic_missing", "is_other_film", "is_facts_elsewhere", "may_be_other_film"):
        without, with_it = found._replace(**{defect: False}), found._replace(**{defect: True})
        assert formula.relevance(with_it, DEFAULT_WEIGHTS) <= formula.relevance(without, DEFAULT_WEIGHTS)
    factor = formula.time_factor(found, DEFAULT_WEIGHTS)
    assert 0.0 < factor <= 1.0
    if found.age_months is not None:
        newer = found._replace(age_months=found.age_months / 2)
        assert formula.time_factor(newer, DEFAULT_WEIGHTS) >= factor
