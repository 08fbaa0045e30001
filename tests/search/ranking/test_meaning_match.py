"""How meanings of sentences are compared with the meaning of a question."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.meaning.intents import EMPTY_MEANING, STATES, TOP_INTENTS
from bot.search.ranking.meaning_match import MeaningMatch, QuestionMeaning, encoded_meanings
from bot.search.ranking.passage_batch import PassageBatch
from tests.search.ranking.helpers import any_meaning, meaning, passage, sentence

STEP = 1 / 255
SLACK = TOP_INTENTS * STEP
"""How far a sum of probabilities may be above 1, as each is rounded."""


def match(question: bytes, *sentences: bytes) -> MeaningMatch:
    """Return the sentences, each in a passage of its own, compared with the question."""
    return MeaningMatch(QuestionMeaning(question), encoded_meanings(sentences))


def test_question() -> None:
    """The meaning of a question has the probabilities of all intents, the likeliest one, and those of the states."""
    question = QuestionMeaning(meaning({5: 0.75, 2: 0.25}, "F", direction=3))
    assert question.top_intent == 5
    assert question.intents[[2, 5]] == pytest.approx([0.25, 0.75], abs=STEP)
    assert question.intents.sum() == pytest.approx(1, abs=SLACK)
    assert {letter: question.state(letter) for letter in STATES} == {letter: float(letter == "F") for letter in STATES}
    assert question.vector.argmax() == 3


def test_empty_question() -> None:
    """The empty meaning has no intent and no state, and fits no sentence."""
    question = QuestionMeaning(EMPTY_MEANING)
    assert not question.intents.any()
    assert not any(question.state(letter) for letter in STATES)
    found = match(EMPTY_MEANING, meaning({0: 1.0}), EMPTY_MEANING)
    for values in (found.overlap, found.probability, found.cosine):
        assert values.tolist() == [0, 0]
    assert match(meaning({0: 1.0}), EMPTY_MEANING).top_intent.tolist() == [0]


def test_equal_and_different_meanings() -> None:
    """A sentence of the same meaning fits fully, one of other intents not at all, one that shares an intent partly."""
    found = match(meaning({1: 0.5, 2: 0.5}), meaning({1: 0.5, 2: 0.5}), meaning({3: 1.0}, direction=1), meaning({2: 1}))
    assert found.overlap == pytest.approx([1, 0, 0.5**0.5], abs=SLACK)
    assert found.probability == pytest.approx([0.5, 0, 0.5], abs=SLACK)
    assert found.top_intent == pytest.approx([0.5, 0, 0], abs=SLACK)
    assert found.cosine == pytest.approx([1, 0, 1], abs=0.02)
    assert found.meanings.states[:, STATES.index("H")].tolist() == [1, 1, 1]


def test_sentences_of_a_passage() -> None:
    """The sentences of all passages are in their order."""
    first = passage(sentence(meaning=meaning({1: 1.0})), sentence(meaning=meaning({2: 1.0})))
    second = passage(sentence(meaning=meaning({3: 1.0})))
    meanings = PassageBatch([first, second]).sentence_rows["meaning"]
    found = MeaningMatch(QuestionMeaning(meaning({2: 1.0})), meanings)
    assert found.meanings.intents[:, 0].tolist() == [1, 2, 3]
    assert found.overlap.tolist() == [0, 1, 0]


def test_intents_of_a_passage() -> None:
    """A passage states an intent if any of its sentences does, each independently of the others."""
    halves = meaning({1: 0.5, 2: 0.5})
    found = match(meaning({1: 1.0}), halves, halves, meaning({3: 1.0}))
    overlap, probability = found.with_passages(np.array([0, 2]))
    assert overlap == pytest.approx([0.75**0.5, 0], abs=SLACK)
    assert probability == pytest.approx([0.75, 0], abs=SLACK)
    found = match(meaning({2: 0.5, 3: 0.5}), halves, halves, meaning({3: 1.0}))
    overlap, probability = found.with_passages(np.array([0, 2]))
    assert overlap == pytest.approx([0.375**0.5, 0.5**0.5], abs=SLACK)
    assert probability == pytest.approx([0.375, 0.5], abs=SLACK)


def test_a_question_without_a_meaning() -> None:
    """A question without words shares no intent with a passage."""
    found = match(EMPTY_MEANING, meaning({1: 1.0}), meaning({2: 1.0}))
    assert [values.tolist() for values in found.with_passages(np.array([0, 1]))] == [[0, 0], [0, 0]]


def test_likeness() -> None:
    """The similarity of chosen sentences is 1 for equal intents and 0 for different ones."""
    found = match(EMPTY_MEANING, meaning({1: 1.0}), meaning({2: 1.0}), meaning({3: 1.0}), meaning({2: 1.0}))
    assert found.intent_similarities([0, 1, 3]).tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 1]]
    assert found.intent_similarities([]).shape == (0, 0)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_bounds(seed: int, sentences: int) -> None:
    """Overlap, probability and similarity are from 0 to 1 within the precision, and none exceeds the overlap."""
    rng = np.random.default_rng(seed)
    found = match(any_meaning(rng), *(any_meaning(rng) for _ in range(sentences)))
    similarities = found.intent_similarities(range(sentences))
    for values in (found.overlap, found.probability, found.top_intent, similarities):
        assert values.min() >= 0
        assert values.max() <= 1 + SLACK
    assert (found.probability <= found.overlap + 1e-6).all()
    assert np.abs(found.cosine).max() <= 1.1
    assert similarities == pytest.approx(similarities.T)
