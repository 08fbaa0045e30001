"""Questions of the same meaning are in one cluster, whatever their language."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from functools import cache

from bot.domain import Article
from bot.search.clustering import Features, cluster, features_of
from tests.engines import engine_over

GROUPS: dict[str, tuple[str, ...]] = {
    "start of filming": (
        "when does filming start?",
        "start of production?",
        "wann beginnt der dreh",
        "¿cuándo empieza el rodaje?",
        "quand commence le tournage ?",
        "quando iniziano le riprese",
    ),
    "end of filming": ("when does filming end", "wann sind die dreharbeiten zu ende", "quand finit le tournage"),
    "budget": ("what is the budget", "wie hoch ist das budget", "¿cuánto cuesta la película?", "quanto costa il film"),
    "Hanna": ("who plays vincent hanna", "wer spielt vincent hanna", "chi interpreta vincent hanna"),
    "McCauley": ("who plays neil mccauley", "¿quién interpreta a neil mccauley?"),
    "music": ("who makes the music", "wer macht die musik", "qui compose la musique"),
    "trailer": ("is there a trailer", "gibt es einen trailer", "hay tráiler?", "c'è un trailer"),
    "Chicago": ("is it shot in chicago", "wird in chicago gedreht", "se rueda en chicago"),
    "Pacino": ("is al pacino in it", "spielt al pacino mit"),
    "Kilmer": ("is val kilmer in it", "spielt val kilmer mit"),
    "length": ("how long is the movie", "wie lang ist der film"),
}


@cache
def features(question: str) -> Features:
    """Return the features of a question."""
    return features_of(_engine().analyse(question, date(2026, 7, 1)))


@cache
def _engine():  # type: ignore[no-untyped-def]
    text = "Heat 2 starts filming in Chicago in August, says Al Pacino, who played Vincent Hanna beside Neil McCauley."
    return engine_over([Article("a", text, language="en")])


def clustered(questions: Sequence[str]) -> set[frozenset[str]]:
    """Return the clusters of these questions."""
    found: dict[int, set[str]] = {}
    for question, leader in zip(questions, cluster([features(each) for each in questions]), strict=True):
        found.setdefault(leader, set()).add(question)
    return set(map(frozenset, found.values()))


def test_questions_of_one_meaning_are_together_in_all_languages() -> None:
    """Each group is one cluster, and no cluster has questions of two groups, in any order."""
    questions = [question for group in GROUPS.values() for question in group]
    assert clustered(questions) == set(map(frozenset, GROUPS.values()))
    for seed in range(3):
        shuffled = random.Random(seed).sample(questions, len(questions))  # noqa: S311 - no secret
        assert clustered(shuffled) == clustered(shuffled)
        mixed = [each for each in clustered(shuffled) if not any(each <= {*group} for group in GROUPS.values())]
        assert mixed == []


def test_questions_without_meaning_stay_alone() -> None:
    """Two texts in which nothing can be read are not alike, and none is lost."""
    assert cluster([{}, {}, {("word", "a"): 1.0}]) == [0, 1, 2]


def test_the_first_of_equally_similar_leaders_is_taken() -> None:
    """The result depends on the order alone."""
    one, two = {("word", "a"): 1.0}, {("word", "b"): 1.0}
    both = {("word", "a"): 0.7071, ("word", "b"): 0.7071}
    assert cluster([one, two, both, both]) == [0, 1, 0, 0]
