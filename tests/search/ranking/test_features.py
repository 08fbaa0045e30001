"""Each feature of a passage: of its words, names, times and article."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.domain import About, Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.analysis import (
    AnalysedPassage,
    AnalysedSentence,
    concept_term,
    country_term,
    kind_term,
    name_term,
)
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import TimeMention
from bot.search.meaning.query_expansion import ExpandedQuery
from bot.search.meaning.word_vectors import WordVectors
from bot.search.ranking import features
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.passage_batch import Numbers, PassageBatch
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.weights import NAMED_TIME_DECAY_DAYS

QUESTION = AnalysedQuestion("?", ("en",), ())
NEWEST = date(2026, 3, 10)
HOMES = {"de": "Germany", "en": "United States"}
IN_2027 = TimeMention(0, 4, 2027)
IN_MAY = TimeMention(0, 3, 2026, (5, 5))


def passage(
    *sentences: set[str],
    kind: PassageKind = PassageKind.PROSE,
    years: tuple[int, int] = (0, 0),
    published: PublishedDate = PublishedDate(),  # noqa: B008 - a frozen value
    about: About = About.SUBJECT,
) -> AnalysedPassage:
    """Return a passage whose sentences hold these terms and speak of these years."""
    analysed = tuple(AnalysedSentence(Span(0, 1), frozenset(each), years, about) for each in sentences)
    whole = Passage(Article("a", "x", published=published), 1, Span(0, 1), kind)
    return AnalysedPassage(whole, analysed, frozenset(), Counter())


def batch(*passages: AnalysedPassage) -> PassageBatch:
    """Return the passages as a batch."""
    return PassageBatch(passages)


def places(*best: int) -> Numbers:
    """Return the places of the best sentences."""
    return np.array(best)


@pytest.mark.parametrize(("is_alternative", "expected"), [(False, 0.5), (True, 0.0)])
def test_names_missing(is_alternative: bool, expected: float) -> None:
    """The share of the names that are missing, unless one of them is enough. A heading may hold a name."""
    names = (Name("mann", "who"), Name("warner", "organisation"))
    question = replace(QUESTION, names=names, names_are_alternatives=is_alternative)
    titled = replace(passage({"other"}), context=frozenset({name_term("mann")}))
    passages = batch(passage({name_term("mann")}), passage({"other"}, {"x"}), titled)
    assert features.names_missing(question, passages).tolist() == [expected, 1.0, expected]
    assert features.names_missing(QUESTION, passages).tolist() == [0.0, 0.0, 0.0]


def test_kind_missing() -> None:
    """A kind is missing if kinds are asked for and no sentence holds one of them."""
    passages = batch(passage({"other"}), passage({"other"}, {kind_term("where")}))
    assert features.kind_missing(("when", "where"), passages).tolist() == [True, False]
    assert features.kind_missing(("when",), passages).tolist() == [True, True]
    assert features.kind_missing((), passages).tolist() == [False, False]


def test_kind_missing_beside() -> None:
    """A kind before the best sentence, or two sentences behind it, is in the passage but not beside the sentence."""
    place: set[str] = {kind_term("where")}
    passages = batch(
        passage(place, {"x"}),
        passage({"x"}, {"x"}, {"x"}, place),
        passage({"x"}, place),
        passage({"x"}, {"x"}, place),
    )
    best = places(1, 3, 7, 9)
    assert features.kind_missing_beside(("where",), passages, best).tolist() == [True, True, False, False]
    assert features.kind_missing_beside((), passages, best).tolist() == [False] * 4
    # The next sentence belongs to another passage.
    assert features.kind_missing_beside(("where",), passages, places(1, 2, 6, 8)).tolist() == [True, True, False, True]


def test_topic_missing() -> None:
    """A topic may be in the best sentence, in one of its neighbours or in the heading, but not farther away."""
    topic, other = (concept_term("filming"),), (concept_term("release"),)
    holds = {concept_term("filming")}
    titled = replace(passage({"x"}), context=frozenset(topic))
    passages = batch(
        passage({"x"}, holds), passage(holds, {"x"}), passage({"x"}, {"x"}, holds), passage(holds, {"x"}, {"x"}), titled
    )
    best = places(0, 3, 4, 9, 10)
    assert features.topic_missing([topic], passages, best).tolist() == [False, False, True, True, False]
    assert features.topic_missing([topic, other], passages, best).tolist() == [True] * 5
    assert features.topic_missing([], passages, best).tolist() == [False] * 5


def test_film() -> None:
    """Facts and briefs of other films are recognized, and sentences about the film that was not asked for."""
    about_original = replace(QUESTION, about_original=True)
    facts = batch(passage({"x"}, kind=PassageKind.FACTS_ELSEWHERE), passage({"x"}))
    assert features.facts_elsewhere(QUESTION, facts).tolist() == [True, False]
    assert features.facts_elsewhere(about_original, facts).tolist() == [False, False]
    briefs = batch(
        passage({"x"}, kind=PassageKind.ASIDE),
        passage({"x"}, {concept_term("subject")}, kind=PassageKind.ASIDE),
        passage({"x"}),
    )
    assert features.aside(briefs).tolist() == [True, False, False]
    films = batch(passage({"x"}, about=About.ORIGINAL), passage({"x"}), passage({"x"}, about=About.OTHER))
    assert features.other_subject(QUESTION, films).tolist() == [True, False, True]
    assert features.other_subject(about_original, films).tolist() == [False, True, True]


def test_outdated() -> None:
    """A sentence is outdated if all years it speaks of are over, by its article or by the newest day."""
    late = passage({"x"}, years=(2026, 2026), published=PublishedDate(2027, 1))
    passages = batch(passage({"x"}, years=(2024, 2025)), passage({"x"}, years=(2024, 2026)), passage({"x"}), late)
    assert features.outdated(passages, places(0, 1, 2, 3), NEWEST).tolist() == [True, False, False, True]


def test_named_times() -> None:
    """Only a whole year that is named must be spoken of; a time without a year is no named time."""
    year, month = (features.named_times(replace(QUESTION, times=(time,))) for time in (IN_2027, IN_MAY))
    passages = batch(passage({"x"}, years=(2026, 2027)), passage({"x"}, years=(2026, 2026)))
    assert features.speaks_of_named_year(year, passages).tolist() == [True, False]
    assert features.speaks_of_named_year(month, passages).tolist() == [False, False]
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
def test_near_named_time(published: PublishedDate, days: int) -> None:
    """The nearness is 1 if the article may be of the named time, and falls with the days between them."""
    expected = pytest.approx([math.exp(-days / NAMED_TIME_DECAY_DAYS)])
    passages = batch(passage({"x"}, published=published))
    assert features.near_named_time((IN_MAY,), passages) == expected
    assert features.near_named_time((IN_2027, IN_MAY), passages) == expected


def test_no_nearness() -> None:
    """There is no nearness without a date of the article, a named time, or days of its year."""
    dated = batch(passage({"x"}, published=PublishedDate(2026)))
    assert features.near_named_time((IN_MAY,), batch(passage({"x"}))).tolist() == [0.0]
    assert features.near_named_time((), dated).tolist() == [0.0]
    assert features.near_named_time((TimeMention(0, 4, 10_000),), dated).tolist() == [0.0]


def test_place() -> None:
    """The place counts up to the tenth paragraph."""
    first, far = passage({"x"}), passage({"x"})
    far = replace(far, passage=replace(far.passage, number=30))
    assert features.place(batch(first, far)) == pytest.approx([0.1, 1.0])


def test_asks() -> None:
    """A sentence that ends with a question mark is a question."""
    text = "Where is it shot? In Chicago."
    article = Article("a", text)
    sentences = tuple(AnalysedSentence(Span(*ends), frozenset(), (0, 0), About.SUBJECT) for ends in ((0, 17), (18, 29)))
    interview = AnalysedPassage(Passage(article, 1, Span(0, 29)), sentences, frozenset(), Counter())
    assert batch(interview).asks.tolist() == [True, False]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (About.ORIGINAL, [0.25, 0.75, 0.0, 0.0]),
        (About.SUBJECT, [0.0, 0.0, 0.75, 0.25]),
        (About.OTHER, [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_subjects(about: About, expected: list[float]) -> None:
    """What a sentence is about counts as far as the question asks for that film, or does not."""
    found = features.subjects(0.25, batch(passage({"x"}, about=about)), places(0))
    assert list(found) == ["original_asked", "original_not_asked", "new_asked", "new_not_asked"]
    assert [float(values[0]) for values in found.values()] == expected


@pytest.mark.parametrize(
    ("asked", "language", "named", "title", "expected"),
    [
        ({"Italy"}, "en", {"Italy"}, set(), {}),
        ({"Italy"}, "en", set(), {"Italy"}, {}),
        ({"Germany"}, "de", set(), set(), {}),
        ({"Germany"}, "de", {"Spain"}, set(), {"country_missing", "other_country"}),
        ({"Germany"}, "en", set(), set(), {"country_missing"}),
        (set(), "en", {"Spain"}, set(), {}),
    ],
)
def test_countries(asked: set[str], language: str, named: set[str], title: set[str], expected: set[str]) -> None:
    """A passage fits the country of the question by its words, its title or, if it names no country, its language."""
    own = passage({country_term(country) for country in named})
    article = replace(own.article, language=language)
    own = replace(own, passage=replace(own.passage, article=article), context=frozenset(map(country_term, title)))
    question = replace(QUESTION, countries=frozenset(asked))
    found = features.countries(question, batch(own), places(0), HOMES)
    assert {name for name, values in found.items() if values[0]} == set(expected)


def test_lexical_features() -> None:
    """All features of a passage are those of its own best sentence, its article and the question."""
    question = replace(QUESTION, kinds=("where",), names=(Name("mann", "who"),), times=(IN_2027,))
    scorer = ProximityScorer((), (), 0.5)
    meaning = QuestionMeaning(question.meaning)
    times = features.named_times(question)
    topics, words = [(concept_term("filming"),)], WordVectors.load()
    nothing = ExpandedQuery(np.zeros((0, words.dimensions), np.float32), np.zeros(0, np.float32))
    context = QuestionContext(question, meaning, scorer, topics, ("where",), times, HOMES, words, nothing, NEWEST)
    best = {concept_term("filming"), kind_term("where")}
    found = features.lexical_features(context, batch(passage({"x"}, best, years=(2025, 2025))), places(1))
    assert {name: values.tolist() for name, values in found.items()} == {
        "names_missing": [1.0],
        "kind_missing": [False],
        "kind_missing_beside": [False],
        "topic_missing": [False],
        "facts_elsewhere": [False],
        "aside": [False],
        "other_subject": [False],
        "original_asked": [0.0],
        "original_not_asked": [0.0],
        "new_asked": [1.0],
        "new_not_asked": [0.0],
        "asks": [False],
        "off_topic": [False],
        "may_be_other_film": [False],
        "outdated": [True],
        "named_year": [False],
        "near_named_time": [0.0],
        "country_missing": [False],
        "other_country": [False],
        "place": [pytest.approx(0.1)],
        "foreign_language": [True],
    }
