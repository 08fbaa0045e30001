"""Statements that say the same, and statements that differ in one fact."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Answer, Article, PublishedDate, Span
from bot.search.quoting.similarity import Statement
from tests.engines import engine_over
from tests.language_data import shipped_data

TODAY = date(2026, 11, 26)


def statement(text: str) -> Statement:
    """Return the statement of a sentence."""
    return Statement.from_text(text, Span(0, len(text)), frozenset(shipped_data().calendar.months))


def ask(question: str, older: str, newer: str, language: str = "en", days: int = 61) -> Answer:
    """Return the answer from two articles. The second is newer by `days`."""
    second = date.fromordinal(date(2026, 3, 1).toordinal() + days)
    articles = [
        Article("older", older, "First", published=PublishedDate(2026, 3, 1), language=language),
        Article(
            "newer", newer, "Second", published=PublishedDate(second.year, second.month, second.day), language=language
        ),
    ]
    return engine_over(articles).answer(question, TODAY)


PAIRS = [
    (
        "en",
        "Who plays Vincent Hanna?",
        "{} will play Vincent Hanna in Heat 2, the studio said on Monday.",
        "Adam Driver",
        "Austin Butler",
    ),
    ("en", "What is the budget of Heat 2?", "The budget of Heat 2 is {} million dollars.", "150", "160"),
    (
        "en",
        "What is the budget of Heat 2?",
        "The budget of Heat 2 is {} million, the studio said on Monday.",
        "$150",
        "€150",
    ),
    (
        "en",
        "When does filming of Heat 2 start?",
        "Filming of Heat 2 starts on August {}, 2026, the studio said on Monday.",
        "11",
        "25",
    ),
    (
        "en",
        "When does filming of Heat 2 start?",
        "Filming of Heat 2 starts on {}, the studio told the reporters today.",
        "Monday",
        "Tuesday",
    ),
    (
        "en",
        "Is DiCaprio in the cast?",
        "Leonardo DiCaprio is {} the cast of Heat 2, the studio said in a note.",
        "in",
        "not in",
    ),
    (
        "en",
        "Is DiCaprio in the cast?",
        "Leonardo DiCaprio {} in the cast of Heat 2, the studio said in a note.",
        "is",
        "isn’t",
    ),
    (
        "en",
        "How long is Heat 2?",
        "Heat 2 runs {} minutes, the distributor told the reporters.",
        "two hours and fifty",
        "three hours and ten",
    ),
    (
        "en",
        "How many extras does Heat 2 need?",
        "Heat 2 needs {} hundred extras at the border, the agency said.",
        "two",
        "four",
    ),
    (
        "en",
        "Who distributes Heat 2?",
        "{} will distribute Heat 2 in the cinemas of all countries, he said.",
        "Warner Bros.",
        "Amazon MGM",
    ),
    (
        "de",
        "Wie hoch ist das Budget?",
        "Das Budget von Heat 2 beträgt {} Millionen Dollar, sagte die Produzentin.",
        "hundertfünfzig",
        "hundertsechzig",
    ),
    (
        "de",
        "Ist DiCaprio dabei?",
        "Leonardo DiCaprio gehört {} Besetzung von Heat 2, wie das Studio mitteilte.",
        "zur",
        "nicht zur",
    ),
    (
        "es",
        "¿Está DiCaprio en el reparto?",
        "Leonardo DiCaprio {} en el reparto de Heat 2, dijo el estudio.",
        "está",
        "no está",
    ),
    (
        "fr",
        "DiCaprio fait-il partie du casting ?",
        "Leonardo DiCaprio {} au casting de Heat 2, a dit le studio lundi.",
        "est",
        "n’est pas",
    ),
    ("it", "DiCaprio è nel cast?", "Leonardo DiCaprio {} nel cast di Heat 2, ha detto lo studio lunedì.", "è", "non è"),
    ("it", "Quando iniziano le riprese?", "Le riprese di Heat 2 iniziano il {} maggio, ha detto lo studio.", "3", "13"),
]


@pytest.mark.parametrize("days", [3, 61])
@pytest.mark.parametrize(("language", "question", "text", "before", "now"), PAIRS)
def test_statements_that_differ_in_one_fact_are_no_repeats(
    language: str, question: str, text: str, before: str, now: str, days: int
) -> None:
    """The newer statement comes first, the older one follows and is marked, and neither is "also in" the other."""
    excerpts = ask(question, text.format(before), text.format(now), language, days).excerpts
    assert [(e.article.id, e.older, e.also_in) for e in excerpts] == [("newer", False, ()), ("older", True, ())]


@pytest.mark.parametrize(("language", "question", "text", "before", "now"), PAIRS)
def test_the_same_words_are_one_excerpt(language: str, question: str, text: str, before: str, now: str) -> None:
    """A statement that both articles make is quoted once, from the first, and the second is named."""
    for value in (before, now):
        excerpts = ask(question, text.format(value), text.format(value), language).excerpts
        assert [(e.article.id, [a.id for a in e.also_in]) for e in excerpts] == [("older", ["newer"])]


def test_a_newer_correction_is_not_hidden() -> None:
    """An article that repeats a statement and then withdraws it is quoted separately."""
    text = "Adam Driver will play Vincent Hanna in Heat 2, the studio said on Monday."
    excerpts = ask("Who plays Vincent Hanna?", text, f"{text} That was false, it says now.").excerpts
    assert excerpts[0].article.id == "newer"
    assert "false" in excerpts[0].quote
    assert not any(e.also_in for e in excerpts)


def test_a_longer_quote_does_not_name_an_article_that_says_less() -> None:
    """If an older article says more than a newer one, its whole quote is not "also in" the newer one."""
    text = "Adam Driver will play Vincent Hanna in Heat 2, the studio said on Monday."
    excerpts = ask("Who plays Vincent Hanna?", f"{text} Austin Butler plays Chris Shiherlis.", text).excerpts
    assert not any(e.also_in and "Butler" in e.quote for e in excerpts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Filming starts in two weeks in Chicago.", "Filming starts in 2 weeks in Chicago."),
        ("The filming starts in August in Chicago.", "Production news: filming starts in August in Chicago."),
        ("Filming starts in Mu\u0308nchen in Au\u00adgust.", "Filming starts in München in August."),
        ("Der Dreh beginnt in drei Wochen.", "Der Dreh beginnt in 3 Wochen."),
    ],
)
def test_equal_statements(one: str, other: str) -> None:
    """Numbers in words or digits, an introduction, accents and invisible characters do not change a statement."""
    assert statement(one).repeats(statement(other))
    assert statement(other).repeats(statement(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Filming starts in August in Chicago.", "Filming starts in August in Chicago?"),
        ("Filming starts in August in Chicago.", "Filming ends in August in Chicago."),
        ("Filming starts in August in Chicago.", "Reportedly filming starts in August in Chicago."),
        ("Filming starts in August in Chicago.", "Filming starts in August in Chicago, Mann said."),
        ("Filming starts in August in Chicago.", "Filming starts in August in Chicago on Monday."),
        ("Driver replaces Butler in the new film.", "Butler replaces Driver in the new film."),
        ("It needs 5% of the whole sum.", "It needs 5 of the whole sum."),
        ("Il n'a vu le film à Paris.", "Il a vu le film à Paris."),
        ("Man darf das Haus mit Geld kaufen.", "Man darf das Haus ohne Geld kaufen."),
        ("He said yes.", "He said no."),
    ],
)
def test_different_statements(one: str, other: str) -> None:
    """A question mark, a verb, a doubt, a name, a day, an order, a sign and a negation each change a statement."""
    assert not statement(one).repeats(statement(other))
    assert not statement(other).repeats(statement(one))


WORDS = ["filming", "starts", "in", "august", "11", "12", "not", "nicht", "Mann", "Butler", "two", "said", "ne", "non"]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_repeats_agree_in_every_significant_word(one: str, other: str) -> None:
    """Repeating is symmetric, and repeating statements have the same numbers and negations in the same order."""
    first, second = statement(one), statement(other)
    assert first.repeats(second) == second.repeats(first)
    if first.repeats(second):
        for is_significant in (str.isdigit, {"not", "nicht", "ne", "non"}.__contains__):
            assert list(filter(is_significant, first.words)) == list(filter(is_significant, second.words))
