"""The fit of the intent model, on tiny data."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bot.search.meaning.intents import (
    CONTEXT,
    MAX_WORDS,
    STATES,
    TOP_INTENTS,
    VECTOR_SIZE,
    DecodedMeanings,
    IntentModel,
)
from bot.search.meaning.word_vectors import MAX_WORD_BYTES, UNKNOWN, WordVectors
from tests.learning.intents import (
    BATCH,
    HIDDEN,
    LABEL_SMOOTHING,
    LABELLED_TURNS,
    LESSER_WEIGHT,
    STATE_WEIGHT,
    VECTOR_WEIGHT,
    Batch,
    TrainingSet,
    fit,
    gradients,
    intent_names,
    training_set,
)
from tests.learning.sentences import Example

TOPICS = [f"topic{letter}" for letter in "abcdefghij"]
STATE_WORDS = {True: "when", False: "will"}
"""The word of questions, whose state is S, and the word of sentences, whose state is P."""
WORDS = [*TOPICS, *STATE_WORDS.values()]
NAMES = [f"intent_{word}" for word in TOPICS]
ENCODER_DIMENSIONS = 80

Arrays = dict[str, npt.NDArray[Any]]


def table() -> WordVectors:
    """Return a table of WORDS with a dimension for each."""
    vectors = np.concatenate([np.zeros((1, len(WORDS)), np.int8), np.eye(len(WORDS), dtype=np.int8) * np.int8(127)])
    rows = np.arange(1, len(WORDS) + 1, dtype=np.uint32)
    return WordVectors(np.array([word.encode() for word in WORDS], f"S{MAX_WORD_BYTES}"), rows, vectors)


def examples(count: int = 20) -> list[Example]:
    """Return examples in which one word determines the intent and another one the state."""
    return [
        Example(f"intent_{topic}", "en", "S" if is_question else "P", f"{topic} {word}", is_question)
        for _ in range(count)
        for topic in TOPICS
        for is_question, word in STATE_WORDS.items()
    ]


def tiny_data(count: int = 20) -> TrainingSet:
    """Return the examples with embeddings that depend on their intents."""
    chosen = examples(count)
    rng = np.random.default_rng(0)
    by_intent = rng.normal(size=(len(NAMES), ENCODER_DIMENSIONS)).astype(np.float32)
    noise = rng.normal(0, 0.1, (len(chosen), ENCODER_DIMENSIONS)).astype(np.float32)
    embeddings = by_intent[[NAMES.index(example.intent) for example in chosen]] + noise
    return training_set(chosen, table(), embeddings)


def test_training_set() -> None:
    """Examples become rows of words, sides, numbers of intents and states, and unit vectors as targets."""
    data = tiny_data(2)
    assert intent_names(examples(2)) == NAMES
    assert [rows.tolist() for rows in data.rows[:3]] == [[1, 11], [1, 12], [2, 11]]
    assert data.sides[:4].tolist() == [0, 1, 0, 1]
    assert data.intents[:4].argmax(axis=1).tolist() == [0, 0, 1, 1]
    assert (data.intents.sum(axis=1) == 1).all()
    assert data.states[:2].tolist() == [STATES.index("S"), STATES.index("P")]
    assert data.targets.shape == (len(data.rows), VECTOR_SIZE)
    assert np.linalg.norm(data.targets, axis=1) == pytest.approx(np.ones(len(data.rows)), abs=1e-5)


def test_labelled_texts() -> None:
    """A labelled text is learned several times, with shares for each of its intents, and teaches no vector."""
    chosen, words = examples(1), table()
    embeddings = np.random.default_rng(0).normal(size=(len(chosen), ENCODER_DIMENSIONS)).astype(np.float32)
    labelled = Example(NAMES[3], "en", "H", "topicd when topice", False, (NAMES[4],))
    data = training_set(chosen, words, embeddings, [labelled])
    assert data.turns.tolist() == [1] * len(chosen) + [LABELLED_TURNS]
    assert data.intents[-1, 3] == pytest.approx(1 / (1 + LESSER_WEIGHT))
    assert data.intents[-1, 4] == pytest.approx(LESSER_WEIGHT / (1 + LESSER_WEIGHT))
    assert data.intents.sum(axis=1) == pytest.approx(np.ones(len(data.intents)))
    assert not data.targets[len(chosen) :].any()
    assert intent_names([labelled]) == [NAMES[3], NAMES[4]]


def test_examples_without_an_embedding_teach_no_vector() -> None:
    """An example whose embedding is 0 has no target, and the others' targets do not depend on it."""
    chosen, words = examples(2), table()
    embeddings = np.random.default_rng(0).normal(size=(len(chosen), ENCODER_DIMENSIONS)).astype(np.float32)
    half = len(chosen) // 2
    embeddings[half:] = 0
    data = training_set(chosen, words, embeddings)
    assert not data.targets[half:].any()
    assert data.targets[:half] == pytest.approx(training_set(chosen[:half], words, embeddings[:half]).targets)


def test_the_title_in_place_of_other_words() -> None:
    """An example about the film has a second form with the title for words such as "it"; others stay as they are."""
    film = Example("intent_topica", "en", "S", "is it topica", True)
    other = Example("offtopic_life", "en", "S", "is it topica", True)
    stated = Example("intent_topica", "en", "S", "it is topica", False)
    words = WordVectors.load()
    embeddings = np.random.default_rng(0).normal(size=(4, ENCODER_DIMENSIONS)).astype(np.float32)
    data = training_set([film, other, stated, stated], words, embeddings)
    assert data.titled_rows[0].tolist() == words.rows(["is", "topica", "heat", "2"])
    assert data.titled_rows[1].tolist() == data.rows[1].tolist() == words.rows(["is", "it", "topica"])


def test_words_of_examples() -> None:
    """An example has the row of an unknown word if it has no words, and at most MAX_WORDS rows."""
    chosen = [Example("a", "en", "S", text, True) for text in ("…", "topica " * 200)]
    chosen += [Example("a", "en", "P", "topicb unknown", False)] * 2
    embeddings = np.random.default_rng(0).normal(size=(4, ENCODER_DIMENSIONS)).astype(np.float32)
    data = training_set(chosen, table(), embeddings)
    assert [rows.tolist() for rows in data.rows] == [[UNKNOWN], [1] * MAX_WORDS, [2, UNKNOWN], [2, UNKNOWN]]


def test_batches() -> None:
    """Each epoch has all examples once, and each example keeps at least one of its words."""
    data = tiny_data()
    batches = list(data.batches(np.random.default_rng(1)))
    assert [len(batch.sides) for batch in batches] == [BATCH] * (len(data.rows) // BATCH) + [len(data.rows) % BATCH]
    for part in ("sides", "intents", "states"):
        seen = np.concatenate([getattr(batch, part) for batch in batches])
        assert sorted(seen.tolist()) == sorted(getattr(data, part).tolist())
    for batch in batches:
        assert np.unique(batch.text).tolist() == list(range(len(batch.sides)))
        assert batch.text[batch.starts].tolist() == list(range(len(batch.sides)))
        assert len(batch.rows) == len(batch.text)
        # The topic of an example tells its intent. The title is unknown to the table.
        topics = (batch.rows != UNKNOWN) & (batch.rows <= len(TOPICS))
        assert (batch.intents.argmax(axis=1)[batch.text[topics]] == batch.rows[topics] - 1).all()


def test_fitted_model() -> None:
    """The search's own model with the fitted weights finds intents, states and vectors of texts."""
    data = tiny_data(40)
    model = IntentModel(table(), fit(data, table(), len(NAMES)), NAMES)
    for (is_question, word), state in zip(STATE_WORDS.items(), "SP", strict=True):
        texts = [[word, topic] for topic in TOPICS]
        found = DecodedMeanings.decode(model.meanings(texts, is_question=is_question))
        assert found.intents.shape == (len(TOPICS), TOP_INTENTS)
        assert found.intents[:, 0].tolist() == list(range(len(TOPICS)))
        assert (found.states.argmax(axis=1) == STATES.index(state)).all()
        likeness = found.vectors @ data.targets[: 2 * len(TOPICS) : 2].T
        assert likeness.argmax(axis=1).tolist() == list(range(len(TOPICS)))


def test_fit_is_reproducible() -> None:
    """The same data and seed give the same weights, and another seed gives others."""
    data = tiny_data(4)
    one, two, other = (fit(data, table(), len(NAMES), seed) for seed in (0, 0, 1))
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert not np.array_equal(one["A"], other["A"])


def test_corrections_of_words() -> None:
    """Words of several examples have a correction of their own, unknown words and words of one example have none."""
    chosen = [*examples(2), Example(NAMES[0], "en", "S", "topica lonely", True)]
    words = [word.encode() for word in sorted((*WORDS, "lonely"))]
    rows = np.arange(1, len(words) + 1, dtype=np.uint32)
    with_lonely = WordVectors(np.array(words, f"S{MAX_WORD_BYTES}"), rows, np.eye(len(words) + 1, dtype=np.int8))
    embeddings = np.random.default_rng(0).normal(size=(len(chosen), ENCODER_DIMENSIONS)).astype(np.float32)
    weights = fit(training_set(chosen, with_lonely, embeddings), with_lonely, len(NAMES))
    corrected = weights["delta_rows"]
    assert corrected[[UNKNOWN, with_lonely.row("lonely")]].tolist() == [0, 0]
    assert sorted(corrected[with_lonely.rows(WORDS)].tolist()) == list(range(1, len(WORDS) + 1))
    assert not weights["D"][0].any()


@pytest.mark.parametrize("name", ["A", "D", "S", "g", "H", "C", "hb", "O", "ob", "G", "gb", "E"])
def test_gradients(name: str) -> None:
    """Without dropout, the gradients are the slopes of the loss."""
    weights, batch, vectors, delta_rows = _point()
    found = gradients(weights, batch, vectors, delta_rows, np.random.default_rng(0), dropout=0.0)[name]
    assert found.shape == weights[name].shape
    rng = np.random.default_rng(7)
    for _ in range(8):
        direction = rng.normal(size=found.shape)
        if name == "D":
            direction[0] = 0  # The first row stands for words without a correction: it is not read.
        slope = (
            _loss(weights | {name: weights[name] + 1e-5 * direction}, batch, vectors, delta_rows)
            - _loss(weights | {name: weights[name] - 1e-5 * direction}, batch, vectors, delta_rows)
        ) / 2e-5
        assert float((found * direction).sum()) == pytest.approx(slope, rel=1e-3, abs=1e-6)


def test_dropout() -> None:
    """With dropout, the gradients depend on the random numbers; without it, they do not."""
    weights, batch, vectors, delta_rows = _point()
    with_dropout, without = (
        [gradients(weights, batch, vectors, delta_rows, np.random.default_rng(n), share)["H"] for n in (1, 2)]
        for share in (0.5, 0.0)
    )
    assert not np.allclose(with_dropout[0], with_dropout[1])
    assert np.array_equal(without[0], without[1])


def _point() -> tuple[Arrays, Batch, npt.NDArray[Any], npt.NDArray[Any]]:
    """Return random weights in double precision, and a batch of three texts of one to three words."""
    rng = np.random.default_rng(3)
    shapes: dict[str, tuple[int, ...]] = {
        "A": (len(WORDS), HIDDEN),
        "D": (4, HIDDEN),
        "S": (CONTEXT + 1, HIDDEN),
        "g": (HIDDEN, CONTEXT + 1),
        "H": (HIDDEN, HIDDEN),
        "C": (HIDDEN, HIDDEN),
    }
    shapes |= {"hb": (HIDDEN,), "O": (HIDDEN, 9), "ob": (9,), "G": (HIDDEN, len(STATES)), "gb": (len(STATES),)}
    shapes |= {"E": (HIDDEN, VECTOR_SIZE)}
    weights: Arrays = {name: rng.normal(0, 0.2, shape) for name, shape in shapes.items()}
    targets: npt.NDArray[Any] = rng.normal(size=(3, VECTOR_SIZE))
    batch = Batch(
        rows=np.array([1, 2, 0, 3, 1, 4, 2, 5]),
        starts=np.array([0, 3, 5, 6]),
        text=np.array([0, 0, 0, 1, 1, 2, 3, 3]),
        sides=np.array([0, 1, 0, CONTEXT]),
        has_context=np.array([1]),
        intents=np.array([np.eye(9)[2], 0.25 * np.eye(9)[0] + 0.75 * np.eye(9)[4], np.eye(9)[8]]),
        states=np.array([1, 3, 0]),
        targets=targets / np.linalg.norm(targets, axis=1, keepdims=True),
    )
    delta_rows = np.array([0, 1, 2, 3, 0, 1], np.uint16)
    return weights, batch, rng.normal(size=(len(batch.rows), len(WORDS))), delta_rows


def _loss(w: Arrays, batch: Batch, vectors: npt.NDArray[Any], delta_rows: npt.NDArray[Any]) -> float:
    """Return the loss as it is defined, text by text."""
    total = 0.0
    for number, (shares, state) in enumerate(zip(batch.intents, batch.states, strict=True)):
        second = _pooled(w, batch, vectors, delta_rows, number) @ w["H"] + w["hb"]
        for context in np.flatnonzero(batch.has_context == number):
            second = second + _pooled(w, batch, vectors, delta_rows, len(batch.states) + int(context)) @ w["C"]
        hidden = np.tanh(second)
        smooth = LABEL_SMOOTHING / w["ob"].size + (1 - LABEL_SMOOTHING) * shares
        total -= float(smooth @ _log_softmax(hidden @ w["O"] + w["ob"]))
        total -= STATE_WEIGHT * float(_log_softmax(hidden @ w["G"] + w["gb"])[state])
        vector = hidden @ w["E"]
        total -= VECTOR_WEIGHT * float(batch.targets[number] @ vector / np.linalg.norm(vector))
    return total / len(batch.states)


def _pooled(
    w: Arrays, batch: Batch, vectors: npt.NDArray[Any], delta_rows: npt.NDArray[Any], number: int
) -> npt.NDArray[Any]:
    """Return the first layer of a text."""
    words, side = batch.text == number, batch.sides[number]
    deltas = delta_rows[batch.rows[words]]
    layer = vectors[words] @ w["A"] + w["D"][deltas] * (deltas > 0)[:, None] + w["S"][side]
    attention = np.exp(layer @ w["g"][:, side])
    pooled: npt.NDArray[Any] = (attention / attention.sum()) @ layer
    return pooled


def _log_softmax(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    logs: npt.NDArray[Any] = values - np.log(np.exp(values).sum())
    return logs
