"""Clustering of questions by what they ask for, whatever the language: the leader algorithm on cosines.

The first question leads a cluster. Each of the others joins the leader that is most similar to it, if it is similar
enough, and leads a cluster of its own otherwise. The order therefore decides: put the most important questions first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.intents import DecodedMeanings

MIN_SIMILARITY: Final = 0.66
"""Minimum cosine between a question and the leader of its cluster."""
_TOPIC: Final = 0.5
"""Weight of the concepts that a question asks about, all together. Its likeliest intents have 1 together."""
_NAME: Final = 1.0
"""Weight of each name: two questions that differ in a name ask for different facts."""
_WORD: Final = 0.4
"""Weight of each further word that says something."""
_VECTOR: Final = 0.3
"""Weight of the vector of the meaning."""

Features = Mapping[tuple[str, str], float]
"""A sparse vector of length 1, by the kind and the name of each feature; empty for a question without meaning."""


def features_of(question: AnalysedQuestion) -> Features:
    """Return what a question asks for as a vector."""
    weights = dict(_weights(question))
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {feature: weight / length for feature, weight in weights.items()} if length else {}


def _weights(question: AnalysedQuestion) -> Iterator[tuple[tuple[str, str], float]]:
    meaning = DecodedMeanings.decode(np.frombuffer(question.meaning, np.uint8)[None])
    for intent, probability in zip(meaning.intents[0].tolist(), meaning.probabilities[0].tolist(), strict=True):
        if probability:
            yield ("intent", str(intent)), math.sqrt(probability)
    for concept in set(question.topic_concepts):
        yield ("concept", concept), _TOPIC / math.sqrt(len(set(question.topic_concepts)))
    for name in question.names:
        yield ("name", name.label), _NAME
    for word in question.content:
        if not word.in_phrase:
            yield ("word", word.stems[0]), _WORD
    for dimension, value in enumerate(meaning.vectors[0].tolist()):
        if value:
            yield ("dimension", str(dimension)), _VECTOR * value


def cluster(questions: Sequence[Features], min_similarity: float = MIN_SIMILARITY) -> list[int]:
    """Return for each question the position of its cluster's leader."""
    # An index of the leaders by feature: only those that share one with a question can be similar to it.
    leaders: dict[tuple[str, str], list[tuple[int, float]]] = {}
    found: list[int] = []
    for position, features in enumerate(questions):
        cosines: dict[int, float] = {}
        for feature, weight in features.items():
            for leader, other in leaders.get(feature, ()):
                cosines[leader] = cosines.get(leader, 0.0) + weight * other
        # The first of equally similar leaders is taken.
        best = max(cosines, key=lambda leader: (round(cosines[leader], 9), -leader), default=position)
        if cosines.get(best, 0.0) < min_similarity:
            best = position
            for feature, weight in features.items():
                leaders.setdefault(feature, []).append((position, weight))
        found.append(best)
    return found
