"""Features of a question for the model that decides whether it asks for something that changes."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.meaning_match import QuestionMeaning

QUESTION_FEATURES: Final = (
    "asks_for_past",
    "asks_for_future",
    "asks_for_present",
    "about_past",
    "about_original",
    "names_a_time",
    "asks_for_quote",
    "asks_for_reason",
    "names_a_work",
    "words",
)
"""The features that come before those of the intents."""
_MANY_WORDS: Final = 10


def question_features(question: AnalysedQuestion, meaning: QuestionMeaning, intents: int) -> Vectors:
    """Return the features of a question as one row: QUESTION_FEATURES, and a value for each of the intents."""
    plain = (
        meaning.state("D"),
        meaning.state("F"),
        meaning.state("S"),
        question.about_past,
        question.about_original,
        bool(question.named_times),
        "quote" in question.kinds,
        "why" in question.kinds,
        any(name.kind == "work" for name in question.names),
        min(len(question.words) / _MANY_WORDS, 2.0),
    )
    return np.concatenate([np.array(plain, np.float32), np.sqrt(meaning.intents[:intents])])[None, :]
