"""The fit of the query expansion, on tiny data."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from bot.search.meaning.query_expansion import QueryExpansion
from bot.search.meaning.word_vectors import MAX_WORD_BYTES, WordVectors
from tests.learning import query_expansion
from tests.learning.query_expansion import MIN_COUNT, Example, add_gradients, fit, initial_weights

WORDS = sorted(["composer", "director", "dough", "million", "score", "tunes", "weather"])
ROW = {word: number for number, word in enumerate(WORDS, 1)}
INTENTS = 3


def table() -> WordVectors:
    """Return a table of WORDS with a dimension for each, so that no word is near another one."""
    vectors = np.concatenate([np.zeros((1, len(WORDS)), np.int8), np.eye(len(WORDS), dtype=np.int8) * np.int8(127)])
    rows = np.arange(1, len(WORDS) + 1, dtype=np.uint32)
    return WordVectors(np.array([word.encode() for word in WORDS], f"S{MAX_WORD_BYTES}"), rows, vectors)


def example(question: str, *passages: str, right: int = 0, intent: int = 0) -> Example:
    """Return a question over passages of one sentence each, without headings and titles."""
    vocabulary = sorted({ROW[word] for text in passages for word in text.split()} | {0})
    longest = max(len(text.split()) for text in passages)
    sentences = np.full((len(passages), longest), len(vocabulary), np.int64)
    for row, text in zip(sentences, passages, strict=True):
        row[: len(text.split())] = [vocabulary.index(ROW[word]) for word in text.split()]
    words = np.array([ROW[word] for word in question.split()], np.int64)
    return Example(
        words,
        np.zeros(len(words), np.int64),
        np.eye(INTENTS, dtype=np.float32)[intent],
        np.array(vocabulary, np.int64),
        sentences,
        np.arange(len(passages)),
        np.zeros((len(passages), 1), np.int64),
        np.arange(len(passages)) == right,
    )


TUNES = example("tunes", "composer score", "million", "weather director", intent=1)
DOUGH = example("dough", "weather", "million", "composer", right=1, intent=2)


def nearness(model: QueryExpansion, question: Example, word: str) -> float:
    """Return the cosine of a word with the nearest of the question's vectors."""
    found = model.expand(table(), question.words.tolist(), question.roles.tolist(), question.intents)
    return float((found.vectors @ table().vectors([ROW[word]])[0]).max())


def test_learns_the_words_of_answers() -> None:
    """A question comes near to words of the passages that answer it, which its own words do not resemble."""
    blank = QueryExpansion.blank(len(WORDS))
    assert nearness(blank, TUNES, "composer") == nearness(blank, DOUGH, "million") == pytest.approx(0.0, abs=1e-3)
    fitted = fit([TUNES, DOUGH] * 200, table())
    assert max(nearness(fitted, TUNES, word) for word in ("composer", "score")) > 0.4
    assert nearness(fitted, DOUGH, "million") > 0.4
    assert nearness(fitted, TUNES, "million") < 0.2


def test_fits_are_reproducible() -> None:
    """The same examples give the same model, bit for bit."""
    one, two = (fit([TUNES, DOUGH] * 20, table()) for _ in range(2))
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in (field.name for field in fields(one)))


def test_examples_that_teach_nothing() -> None:
    """Words of questions without a right passage, and those of few questions, get no correction of their own."""
    unanswered = example("director", "weather", "score", right=9)
    rare = [example("weather", "score", "million")] * (MIN_COUNT - 1)
    fitted = fit([TUNES, DOUGH, *rare, *[unanswered] * MIN_COUNT] + [TUNES, DOUGH] * MIN_COUNT, table())
    assert fitted.rows.tolist() == [ROW["dough"], ROW["tunes"]]


def test_a_model_in_a_file(tmp_path: Path) -> None:
    """A model that was saved with 8 bits a weight expands a question nearly as before."""
    fitted = fit([TUNES, DOUGH] * 50, table())
    fitted.save(tmp_path / "model.npz")
    again = QueryExpansion.load(tmp_path / "model.npz")
    one, two = (
        model.expand(table(), [ROW["tunes"], ROW["weather"]], [0, 2], TUNES.intents) for model in (fitted, again)
    )
    assert two.vectors == pytest.approx(one.vectors, abs=0.03)
    assert two.weights == pytest.approx(one.weights, abs=0.03)


@pytest.mark.parametrize("name", initial_weights(len(WORDS), 2, INTENTS, np.random.default_rng(0)))
def test_gradients(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient is the change of the loss with a weight, while the discrimination weights stay the same."""
    monkeypatch.setattr(
        query_expansion, "discrimination_weights", lambda nearness: np.ones(nearness.shape[1], np.float32)
    )
    rng = np.random.default_rng(3)
    question = example("tunes dough", "composer tunes", "tunes million weather", "dough director", right=2)
    weights = initial_weights(len(WORDS), 2, INTENTS, rng)
    drawn = {key: rng.normal(0, 0.3, value.shape).astype(np.float32) for key, value in weights.items()}
    weights = {**drawn, "mix": weights["mix"]}
    number_of = np.zeros(len(table()), np.int64)
    number_of[ROW["tunes"]] = 1
    kept = np.ones(len(WORDS), np.float32)

    def loss(changed: float, place: tuple[int, ...]) -> float:
        other = {key: value.copy() for key, value in weights.items()}
        other[name][place] += changed
        total = {key: np.zeros_like(value) for key, value in weights.items()}
        return add_gradients(total, other, question, table(), number_of, kept)

    total = {key: np.zeros_like(value) for key, value in weights.items()}
    add_gradients(total, weights, question, table(), number_of, kept)
    place = tuple(int(each) for each in np.unravel_index(int(np.abs(total[name]).argmax()), total[name].shape))
    measured = (loss(2e-3, place) - loss(-2e-3, place)) / 4e-3
    assert abs(measured) > 1e-3
    assert total[name][place] == pytest.approx(measured, rel=0.05)
