"""The features of a question that tell whether it asks for something that changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import TimeMention
from bot.search.meaning.intents import EMPTY_MEANING
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.question_features import QUESTION_FEATURES, question_features
from tests.search.ranking.helpers import INTENTS, meaning

QUESTION = AnalysedQuestion("?", ("en",), ())


def found(question: AnalysedQuestion, of: bytes = EMPTY_MEANING) -> dict[str, float]:
    """Return the features that are not 0, by their names."""
    row = question_features(question, QuestionMeaning(of), INTENTS)
    names = (*QUESTION_FEATURES, *(f"intent:{number}" for number in range(INTENTS)))
    assert row.shape == (1, len(names))
    assert row.dtype == np.float32
    return {name: value for name, value in zip(names, row[0].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (replace(QUESTION, about_past=True), "about_past"),
        (replace(QUESTION, about_original=True), "about_original"),
        (replace(QUESTION, times=(TimeMention(0, 4, 2026),)), "names_a_time"),
        (replace(QUESTION, kinds=("when", "quote")), "asks_for_quote"),
        (replace(QUESTION, kinds=("why",)), "asks_for_reason"),
        (replace(QUESTION, names=(Name("Heat", "work"),)), "names_a_work"),
    ],
)
def test_features_of_the_analysis(question: AnalysedQuestion, name: str) -> None:
    """Each part of the analysis sets its own feature."""
    assert found(question) == {name: 1.0}


@pytest.mark.parametrize(
    ("state", "name"), [("D", "asks_for_past"), ("F", "asks_for_future"), ("S", "asks_for_present")]
)
def test_features_of_the_meaning(state: str, name: str) -> None:
    """The state that a question asks for has a feature, and each intent the root of its probability."""
    features = found(QUESTION, meaning({3: 0.75, 7: 0.25}, state))
    assert features == pytest.approx({name: 1.0, "intent:3": 0.75**0.5, "intent:7": 0.5}, abs=0.01)


def test_nothing_known() -> None:
    """A question without known words has no features."""
    assert found(QUESTION) == {}
    assert found(replace(QUESTION, names=(Name("mann", "who"),), kinds=("when",))) == {}
