"""Only questions are suggested whose first quote answers them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Article, PublishedDate, Verdict
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data

DAY = date(2026, 12, 1)


def suggested(*texts: str, language: str = "en") -> list[str]:
    """Return the questions suggested over English articles with these texts, each newer than the one before."""
    articles = [
        Article(f"a{n}", text, published=PublishedDate(2026, 10, n), language="en") for n, text in enumerate(texts, 1)
    ]
    return engine_over(articles).suggest("", language, DAY, 25)


@pytest.mark.parametrize(
    ("question", "answer", "near"),
    [
        (
            "Where is Heat 2 being filmed?",
            "Heat 2 is being filmed in Chicago, the studio said.",
            "Heat 2 is being filmed in the streets of a town, the studio said.",
        ),
        (
            "When does filming start?",
            "Filming of Heat 2 starts on August 3, 2026.",
            "Filming of Heat 2 will be a joy, the crew said.",
        ),
        (
            "When does filming start?",
            "No date is set: the start of filming of Heat 2 is not yet dated.",
            "Filming of Heat 2 needs many trucks.",
        ),
        (
            "Who is in the cast?",
            "The cast of Heat 2: Leonardo DiCaprio and Christian Bale.",
            "The cast of Heat 2 is large and in good spirits.",
        ),
        (
            "Who plays Neil McCauley?",
            "Owen Castellane plays Neil McCauley in Heat 2.",
            "The role of Neil McCauley in Heat 2 is a hard one to play.",
        ),
        (
            "What is the budget?",
            "The budget of Heat 2 is 170 million dollars.",
            "The budget of Heat 2 is too large for the studio, people say.",
        ),
        (
            "What is the runtime of Heat 2?",
            "The runtime of Heat 2 is two hours and 40 minutes.",
            "The runtime of Heat 2 is a secret that nobody tells.",
        ),
        (
            "Which studio is making it?",
            "The studio behind Heat 2 is Amazon MGM.",
            "The studio behind Heat 2 is glad to be there.",
        ),
    ],
)
def test_a_question_needs_its_kind_of_answer(question: str, answer: str, near: str) -> None:
    """A question for a place, a date, a person, a sum, a length or a company is suggested only if a quote holds one."""
    assert question in suggested(answer)
    assert question not in suggested(near)


def test_the_kind_must_stand_with_the_topic() -> None:
    """A place in the plot is no place where the film is shot."""
    plot = (
        "Heat 2 is being filmed soon, and Mann is glad. The story follows a wounded man who wants to leave Los Angeles."
    )
    assert "Where is Heat 2 being filmed?" not in suggested(plot)


def test_the_film_of_1995_answers_nothing_about_the_new_one() -> None:
    """A question about the new film is not suggested if the first quote is about the film of 1995."""
    old = "The film of 1995 has a runtime of 170 minutes. Heat of 1995 had a budget of 60 million dollars."
    assert not {"What is the runtime of Heat 2?", "What is the budget?"} & {*suggested(old)}


def test_the_name_of_the_question_is_not_its_answer() -> None:
    """A question for who plays somebody needs another name, in capitals or known."""
    assert "Who plays Neil McCauley?" not in suggested("Neil McCauley, Neil McCauley: who plays the role in Heat 2?")
    assert "Who plays Neil McCauley?" in suggested("DiCaprio plays the role of Neil McCauley in Heat 2.")


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it"])
def test_offers_are_in_the_readers_language(language: str) -> None:
    """In each language the same facts are suggested, and each of these questions is answered."""
    texts = "Filming of Heat 2 starts on August 3, 2026.", "The budget of Heat 2 is 170 million dollars."
    articles = [
        Article(f"a{n}", text, published=PublishedDate(2026, 11, 20 + n), language="en") for n, text in enumerate(texts)
    ]
    engine = engine_over(articles)
    found = engine.suggest("", language, DAY, 25)
    assert len(found) == 3
    assert all(engine.answer(question, DAY).verdict is Verdict.ANSWER for question in found)


def test_the_newest_facts_are_offered_first() -> None:
    """Questions that recent news answers are suggested before others."""
    budget = make_article("b", "The budget of Heat 2 is 170 million dollars.", "2026-11-25")
    filming = make_article("f", "Filming of Heat 2 starts on August 3, 2026.", "2026-11-20")
    old = make_article("c", "The cast of Heat 2: Leonardo DiCaprio and Christian Bale.", "2025-01-02")
    found = engine_over([old, filming, budget]).suggest("", "en", DAY, 25)
    places = [found.index(each) for each in ("What is the budget?", "When does filming start?", "Who is in the cast?")]
    assert places == sorted(places)


def test_an_operators_example_does_not_repeat_a_shipped_one() -> None:
    """Two examples with the same topics, kinds and names are suggested once."""
    shipped = shipped_data()
    concepts = [*shipped.concepts]
    budget = next(each for each in concepts if each.id == "budget")
    again = type(budget)("again", examples={"en": "How much does Heat 2 cost, what is its budget?"}, expects="money")
    data = LanguageData.load(ConceptList([*concepts, again]))
    article = make_article("b", "The budget of Heat 2 is 170 million dollars.", "2026-11-25")
    found = engine_over([article], data).suggest("budget", "en", DAY, 25)
    assert found == ["What is the budget?"]
