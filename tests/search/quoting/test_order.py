"""The order of excerpts and the marks of older ones agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import About, Article, Excerpt, Passage, PublishedDate, Span
from bot.search.language.article_analyser import PassageAnalyser
from bot.search.quoting.excerpts import mark_older
from bot.search.quoting.near_duplicates import NearDuplicates
from bot.search.quoting.same_matter import SameMatter
from bot.search.ranking.weights import SAME_NEWS_DAYS
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data

AS_OF = date(2027, 1, 1)
STATEMENTS = [
    "Filming on Heat 2 begins in {month} in the city of Chicago, Michael Mann said.",
    "Heat 2 comes out in cinemas on {month} 17, 2027, the studio has announced.",
    "The budget of Heat 2 is {number} million dollars, according to the studio.",
    "Heat 2 startet am 17. {month} 2027 in den deutschen Kinos, teilte das Studio mit.",
    "Adam Driver will play Vincent Hanna in Heat 2, the studio has announced in {month}.",
    "Austin Butler will play Vincent Hanna in Heat 2, the studio has announced in {month}.",
]
QUESTIONS = [
    "when does heat 2 come out",
    "when does filming start",
    "wann startet Heat 2 im Kino?",
    "who plays Vincent Hanna?",
    "how high is the budget?",
    "what is the latest on heat 2",
    "release date",
]
statements = st.builds(
    lambda form, month, number: form.format(month=month, number=number),
    st.sampled_from(STATEMENTS),
    st.sampled_from(["August", "October", "December"]),
    st.integers(100, 102),
)
dates = st.one_of(
    st.just(PublishedDate()),
    st.builds(PublishedDate, st.integers(2024, 2026)),
    st.builds(PublishedDate, st.integers(2024, 2026), st.integers(1, 12)),
    st.builds(PublishedDate, st.integers(2025, 2026), st.integers(1, 12), st.integers(1, 28)),
)
articles = st.lists(st.tuples(st.lists(statements, min_size=1, max_size=3), dates), min_size=1, max_size=7)


@given(articles, st.sampled_from(QUESTIONS))
@settings(max_examples=60, deadline=None)
def test_order_and_marks_agree(texts: list[tuple[list[str], PublishedDate]], question: str) -> None:
    """The first excerpt is never older, none comes before one that supersedes it, and an older one has a newer one."""
    stored = [
        Article(str(number), "\n\n".join(paragraphs), published=published, language="en")
        for number, (paragraphs, published) in enumerate(texts)
    ]
    excerpts = engine_over(stored).answer(question, AS_OF).excerpts
    analyser = PassageAnalyser(shipped_data())
    passages = [analyser.analyse(excerpt.passage) for excerpt in excerpts]
    duplicates = NearDuplicates(
        passages, [excerpt.slices for excerpt in excerpts].__getitem__, frozenset(shipped_data().calendar.months)
    )
    superseding = duplicates.superseding(range(len(excerpts)))
    for place, excerpt in enumerate(excerpts):
        before, behind = range(place), range(place + 1, len(excerpts))
        assert not any(other in superseding[place] for other in behind)
        superseded = any(other in superseding[place] for other in before)
        outdated = any(_is_newer(excerpts[other], excerpt) for other in before)
        assert not excerpt.older or superseded or outdated
    assert not any(excerpt.older for excerpt in excerpts[:1])


def _is_newer(one: Excerpt, other: Excerpt) -> bool:
    """Return whether an article of one excerpt is newer than all of the other one, by more than SAME_NEWS_DAYS."""
    firsts = [day for article in (one.article, *one.also_in) if (day := article.published.first_day)]
    lasts = [day for article in (other.article, *other.also_in) if (day := article.published.last_day)]
    return bool(firsts and lasts) and max(firsts) - max(lasts) > timedelta(days=SAME_NEWS_DAYS)


def excerpt_of(number: int, published: str, *also_in: str) -> Excerpt:
    """Return an excerpt of an article with this date, and with these dates of the articles that repeat it."""
    article = Article(str(number), "Text.", published=PublishedDate.parse(published))
    others = tuple(Article(f"{number}-{day}", "Text.", published=PublishedDate.parse(day)) for day in also_in)
    return Excerpt(Passage(article, 1, Span(0, 5)), (Span(0, 5),), 1.0, also_in=others)


def is_same(_one: int, _other: int) -> bool:
    """Say that all excerpts are on the same matter."""
    return True


@pytest.mark.parametrize(
    ("days", "older"),
    [
        (["2026-03-05", "2024-01-05", "", "2026-03-01"], [False, True, False, False]),
        (["2024-01-05", "", "2026-03-01", "2024-01-06"], [False, False, False, True]),
        (["", "2024", "2026"], [False, False, False]),
        (["2026-03-22", "2026-03-01", "2026-02-28"], [False, False, True]),
        ([], []),
    ],
)
def test_older_stands_behind_newer(days: list[str], older: list[bool]) -> None:
    """An excerpt is older if one before it was published weeks later. The first and undated ones are not."""
    excerpts = [excerpt_of(number, day) for number, day in enumerate(days)]
    assert [excerpt.older for excerpt in mark_older(excerpts, is_same)] == older


def test_facts_about_other_things_are_not_older() -> None:
    """A statement on another film or matter makes none older."""
    new, old, oldest = (
        excerpt_of(number, day) for number, day in enumerate(["2026-03-05", "2025-01-05", "2024-01-05"])
    )
    original = replace(old, about=About.ORIGINAL)
    assert [excerpt.older for excerpt in mark_older([new, original, oldest], is_same)] == [False, False, True]
    marked = mark_older([new, old, oldest], lambda one, other: {one, other} == {0, 2})
    assert [excerpt.older for excerpt in marked] == [False, False, True]


def test_a_release_in_a_country_is_older_whatever_word_tells_the_country() -> None:
    """The newer statement says "deutsch", the older one "in Deutschland"."""
    new = "Constantin hat den deutschen Start vorgezogen: Heat 2 läuft nun am 18. November 2027 im Kino an."
    old = "Constantin bringt Heat 2 in Deutschland heraus. Der Kinostart ist für den 9. Dezember 2027 geplant."
    stored = [
        make_article("new", new, "2027-06", title="Heat 2: Kinostart vorgezogen", language="de"),
        make_article("old", old, "2026-12", title="Heat 2 in Deutschland", language="de"),
    ]
    engine, day = engine_over(stored), date(2027, 7, 1)
    question = engine.analyse("Wann startet Heat 2 in Deutschland?", day)
    terms, ranking = engine.rank(question, day)
    by_id = {each.passage.article.id: each for each in ranking.passages}
    ranked = [by_id["new"], by_id["old"]]
    excerpts = engine._excerpts.build(question, terms, ranked)
    assert [each.older for each in mark_older(excerpts, SameMatter(question, excerpts, ranked).holds)] == [False, True]


def test_a_repeated_statement_is_as_new_as_its_newest_article() -> None:
    """An old quote that a new article repeats is not older, and makes others older."""
    excerpts = [excerpt_of(0, "2026-03-05"), excerpt_of(1, "2024-01-05", "2026-03-04"), excerpt_of(2, "2024-01-06")]
    assert [excerpt.older for excerpt in mark_older(excerpts, is_same)] == [False, False, True]
    assert [excerpt.older for excerpt in mark_older(excerpts[1:], is_same)] == [False, True]


def test_a_chain_of_statements_stands_newest_first() -> None:
    """Of three statements that supersede each other, each stands before the one that it supersedes."""
    text = "The studio has announced that Heat 2 will come out in cinemas on {} 17, 2027."
    months = {"2026-01": "August", "2026-02": "October", "2026-03": "December"}
    stored = [make_article(day, text.format(month), day) for day, month in months.items()]
    for question in ("when does heat 2 come out", "release date", "what did the studio announce"):
        excerpts = engine_over(stored).answer(question, AS_OF).excerpts
        assert [excerpt.article.id for excerpt in excerpts] == ["2026-03", "2026-02", "2026-01"]
        assert [excerpt.older for excerpt in excerpts] == [False, True, True]
