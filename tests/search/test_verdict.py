"""The features of the verdict, and the sum of them that an explanation shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.domain import StepCode, Verdict
from bot.search.meaning.intents import shipped_intents
from bot.search.ranking.model import LinearModel
from bot.search.verdict import ASKED_KINDS, ENCODER_VERDICT, VERDICT_FEATURES, VerdictFeatures, asked_names, is_held
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data
from tests.learning.tasks import blank_model
from tests.quality.suites import load_suite

AS_OF = date(2026, 3, 10)


def features_of(text: str) -> VerdictFeatures:
    """Return the features of a question over the shipped articles."""
    engine = engine_over(load_suite("shipped").articles)
    question = engine.analyse(text, AS_OF)
    features = engine.verdict_features(question, engine.rank(question, AS_OF)[1])
    assert features is not None
    return features


def test_columns_follow_the_names_of_the_model() -> None:
    """A model without an encoder has no column for its features; what is asked for comes last in both."""
    features = features_of("when does filming start")._replace(similarity=0.8, similarity_distance=0.1)
    asked = asked_names(shipped_intents().names)
    plain = features.row((*VERDICT_FEATURES, *asked))
    encoder = features.row((*VERDICT_FEATURES, *ENCODER_VERDICT, *asked))
    assert len(features.asked) == len(asked)
    assert list(plain) == [*features[: len(VERDICT_FEATURES)], *features.asked]
    assert list(encoder) == [*features[: len(VERDICT_FEATURES)], 0.8, 0.1, *features.asked]


def test_asked_kinds_and_intents() -> None:
    """The kinds of answer that a question asks for count 1, and the likeliest intent is among the probabilities."""
    features = features_of("when does filming start")
    asked = dict(zip(asked_names(shipped_intents().names), features.asked, strict=True))
    assert [kind for kind in ASKED_KINDS if asked[f"kind:{kind}"]] == ["when"]
    assert max(asked[f"intent:{name}"] for name in shipped_intents().names) == pytest.approx(features.certainty)


def test_absent_word() -> None:
    """A word that no passage holds counts more than one that some passages hold."""
    assert features_of("is there a xylophone in the novel").absent_word > features_of("the novel").absent_word >= 0


def test_asked_step_of_an_explanation() -> None:
    """What is asked for has a step of its own: what its columns add, compared with an average question."""
    blank = blank_model()
    names = blank.verdict.names
    means, weights = (np.full(len(names), 0.1, np.float32), np.zeros(len(names), np.float32))
    weights[[name.startswith("kind:") for name in names]] = 1
    verdict = LinearModel(names, means, np.ones(len(names), np.float32), weights)
    engine = engine_over(load_suite("shipped").articles, model=replace(blank, verdict=verdict))
    steps = engine.answer("when does filming start", AS_OF).explanation.steps
    # One kind is asked for, and 0.1 of each is usual.
    assert {step.code: step.weight for step in steps}[StepCode.ASKED] == pytest.approx(0.9 - 6 * 0.1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("what is the budget", True),
        ("wie hoch ist das budget", True),
        ("who directs heat 2", True),
        ("¿quién dirige?", True),
        ("Wo wird Heat 2 gedreht?", True),
        ("¿Dónde se rueda Heat 2?", True),
        ("who composes the music", False),
        ("where was the original filmed", False),
        ("what is the budget for stunts", False),
        ("budget of collateral", False),
    ],
)
def test_a_topic_and_a_kind_of_answer_in_one_sentence(text: str, held: bool) -> None:
    """A question is held if it is a topic and a kind of answer alone, and one sentence about the film has both."""
    articles = [
        make_article("a", "The studio gave Heat 2 a budget of 155 million dollars.", "2026-03-01"),
        make_article(
            "b", "Director Michael Mann is glad about Heat 2. Moby wrote music for Heat in 1995.", "2026-03-02"
        ),
        # Filming states the locations if a place stands beside it.
        make_article("c", "The producer said that filming of Heat 2 begins in August in Chicago.", "2026-03-03"),
    ]
    engine = engine_over(articles)
    question = engine.analyse(text, AS_OF)
    ranking = engine.rank(question, AS_OF)[1]
    features = engine.verdict_features(question, ranking)
    assert features is not None
    assert is_held(question, ranking, features, shipped_data().concepts) is held
    assert not held or engine.answer(text, AS_OF).verdict is Verdict.ANSWER
