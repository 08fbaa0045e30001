"""Analysis of questions: spelling."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bot.domain import Article, Step, StepCode
from bot.search.language.question import QuestionAnalyser
from bot.search.language.spelling import Speller, SpellingDictionary
from tests.articles import make_article
from tests.engines import engine_over


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mccauly", "mccauley"), ("scirpt", "script"), ("asdf", ""), ("stroke", ""), ("script", ""), ("strikes", "")],
)
def test_spelling(typed: str, meant: str) -> None:
    """Typing mistakes are corrected; other words, correct words and nonsense are left alone."""
    speller = Speller({"en": SpellingDictionary(["mccauley", "strike", "script"])}, other_words=frozenset({"strikes"}))
    assert speller.correction(typed, ["en"]) == meant


@cache
def _questions() -> QuestionAnalyser:
    """Return the analyser of questions to the shipped data, without articles."""
    return engine_over([])._questions


@pytest.mark.parametrize(("articles", "read_as"), [([], "filming"), ([Article("a", "The fliming of it.")], "fliming")])
def test_words_of_articles_are_not_corrected(articles: list[Article], read_as: str) -> None:
    """A question's unknown word is corrected, unless an article holds it as it was typed."""
    questions = engine_over(articles)._questions
    word = questions.analyse("when does fliming start", date(2026, 3, 10)).words[2]
    assert (word.typed, word.token.plain) == ("fliming", read_as)


def test_corrections_are_explained() -> None:
    """The explanation of an answer names each corrected word, and what it was taken for."""
    article = make_article("a", "Filming of Heat 2 starts in August.", "2026-03-09")
    engine = engine_over([article])
    explanation = engine.answer("when does fliming start", date(2026, 3, 10)).explanation
    assert explanation
    assert Step(StepCode.CORRECTED, ("fliming", "filming")) in explanation.steps


@pytest.mark.parametrize(
    ("typed", "language", "topics"),
    [
        ("**Sortie** ? https://example.com/la/sortie-di-e-il", "fr", ("release",)),
        ("> date de sortie <https://example.it/il-film-di-mann>", "fr", ("release",)),
        ("[drehstart](https://example.com/when-does-it-start) wann www.example.com/the-film", "de", ("filming",)),
        ("https://example.com/when-does-filming-start", "", ()),
    ],
)
def test_the_words_of_an_address_ask_for_nothing(typed: str, language: str, topics: tuple[str, ...]) -> None:
    """Neither the language nor the topic of a question is that of an address in it."""
    question = _questions().analyse(typed, date(2026, 3, 10))
    assert (question.language, question.topic_concepts) == (language, topics)
    assert not any("example" in word.typed for word in question.words)
