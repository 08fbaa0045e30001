"""Which passages become candidates."""

from __future__ import annotations

import math
from datetime import date

from bot.domain import Article
from bot.search.ranking.model import shipped_model
from bot.search.ranking.weights import MIN_CANDIDATES
from tests.engines import engine_over
from tests.language_data import shipped_data
from tests.quality.suites import load_suite

TODAY = date(2026, 3, 10)


def candidates(question: str, articles: list[Article]) -> set[str]:
    """Return the ids of the articles of the candidates."""
    engine = engine_over(articles, model=shipped_model())
    _, ranking = engine.rank(engine.analyse(question, TODAY), TODAY)
    return {each.passage.article.id for each in ranking.passages}


def test_a_passage_without_a_word_of_the_question_is_a_candidate() -> None:
    """In a small library, an answer in another language and in other words is looked at."""
    articles = [
        Article("filming", "Das erste Bild wurde am Montag belichtet.", language="de"),
        Article("snow", "Il neige à Paris.", language="fr"),
    ]
    assert "filming" in candidates("when did the cameras roll", articles)


def test_a_question_of_unknown_words_has_no_candidates() -> None:
    """Nothing is near to a question that means nothing."""
    assert candidates("xqzwv", [Article("filming", "Heat 2 starts filming in August.", language="en")]) == set()


def test_nearest_passages_only_fill_the_candidates_up() -> None:
    """In a library with many passages that hold a word of the question, others are not looked at."""
    articles = [
        Article(f"music{i}", f"The composer of film {i} is known.", language="en") for i in range(MIN_CANDIDATES)
    ]
    articles += [Article(f"other{i}", f"Il neige à Paris, jour {i}.", language="fr") for i in range(30)]
    found = candidates("who is the composer", articles)
    assert len(found) >= MIN_CANDIDATES
    assert not [name for name in found if name.startswith("other")]


def test_all_scores_are_finite() -> None:
    """No product of matrices loses a value, whatever a processor reports of it."""
    suite = load_suite("shipped")
    engine = engine_over(suite.articles, shipped_data(), model=shipped_model())
    passages = [
        passage
        for question in suite.questions
        for passage in engine.rank(engine.analyse(question.text, suite.as_of), suite.as_of)[1].passages
    ]
    assert len(passages) > len(suite.questions)
    assert all(math.isfinite(each.score) and math.isfinite(each.relevance) for each in passages)
