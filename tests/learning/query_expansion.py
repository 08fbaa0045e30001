"""`make fit`, second part: fits the query expansion on questions and the passages that answer them.

The model of `bot/search/meaning/query_expansion.py` turns the words and intents of a question into vectors that shall
be near to words of the right passages, and of no other candidates. The questions are those of the suites and of
`tests/learning/questions`. The score of a passage is what the ranking sees, too: how near the words of its best
sentence are, those of the whole passage, and those of the passage with its title. The loss is the softmax cross entropy
over the candidates. One model is fitted on everything, and one without each group of suites, to be measured on it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from rich.console import Console

from bot.search.meaning.intent_names import intent_names
from bot.search.meaning.intents import shipped_intents
from bot.search.meaning.query_expansion import MAX_QUESTION_WORDS, ROLES, QueryExpansion
from bot.search.meaning.word_vectors import UNKNOWN, Vectors, WordVectors
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.query import word_roles
from bot.search.ranking.word_match import discrimination_weights
from tests.learning.adam import Adam, warm_up_and_cosine
from tests.learning.losses import cross_entropy
from tests.learning.tasks import fit_with_and_without_each, paragraph_tasks, suite_tasks
from tests.learning.word_vectors import FOLDER

FILE: Final = FOLDER / "expansion.npz"
RANK: Final = 32
"""Number of dimensions of a correction."""
INTENT_VECTORS: Final = 4
EPOCHS: Final = 3
BATCH: Final = 16
LEARNING_RATE: Final = 3e-3
WEIGHT_DECAY: Final = 0.02
DROPOUT: Final = 0.2
MIN_COUNT: Final = 3
"""A word of fewer questions has no correction of its own."""
SHARPNESS: Final = 5.0
"""Factor of the scores, so that their weights start at 1."""

Rows = npt.NDArray[np.int64]
Weights = dict[str, Vectors]


@dataclass(frozen=True)
class Example:
    """A question with the words of its candidates."""

    words: Rows
    """Rows of the question's words."""
    roles: Rows
    intents: Vectors
    vocabulary: Rows
    """Rows of the words of all candidates."""
    sentences: Rows
    """Words of each sentence by their place in the vocabulary, filled up with its length."""
    starts: Rows
    """Number of the first sentence of each passage."""
    contexts: Rows
    """Words of each passage's heading and title, filled up in the same way."""
    is_right: npt.NDArray[np.bool_]
    """Whether each passage answers."""


def example(candidates: Candidates, is_right: Vectors, table: WordVectors) -> Example:
    """Return a question with its candidates as numbers."""
    question, batch = candidates.context.question, candidates.match.batch
    rows, roles = word_roles(question, table)
    sentences = [_distinct(sentence.word_rows) for sentence in batch.sentences]
    contexts = [_distinct(passage.context_rows) for passage in batch.passages]
    vocabulary, places = np.unique(np.concatenate([*sentences, *contexts]), return_inverse=True)
    ends = np.cumsum([len(text) for text in (*sentences, *contexts)])[:-1]
    texts = np.split(places, ends)
    return Example(
        np.array(rows[:MAX_QUESTION_WORDS] or [UNKNOWN], np.int64),
        np.array(roles[:MAX_QUESTION_WORDS] or [0], np.int64),
        candidates.context.meaning.intents[: len(intent_names())],
        vocabulary,
        _filled(texts[: len(sentences)], len(vocabulary)),
        batch.starts,
        _filled(texts[len(sentences) :], len(vocabulary)),
        is_right > 0,
    )


def _distinct(rows: bytes) -> Rows:
    return np.unique(np.frombuffer(rows, np.int32).astype(np.int64)) if rows else np.full(1, UNKNOWN, np.int64)


def _filled(texts: Sequence[Rows], fill: int) -> Rows:
    filled = np.full((len(texts), max(map(len, texts))), fill, np.int64)
    for row, text in zip(filled, texts, strict=True):
        row[: len(text)] = text
    return filled


def fit(examples: Iterable[Example], table: WordVectors, seed: int = 1) -> QueryExpansion:
    """Return a model fitted on the examples. The result depends on nothing but the arguments."""
    rng = np.random.default_rng(seed)
    usable = [each for each in examples if each.is_right.any() and not each.is_right.all()]
    counts = Counter(row for each in usable for row in set(each.words.tolist()) if row != UNKNOWN)
    own = np.array(sorted(row for row, count in counts.items() if count >= MIN_COUNT), np.int64)
    number_of = np.zeros(len(table), np.int64)
    number_of[own] = np.arange(1, len(own) + 1)
    weights = initial_weights(table.dimensions, len(own), len(usable[0].intents), rng)
    schedule = warm_up_and_cosine(LEARNING_RATE, EPOCHS * math.ceil(len(usable) / BATCH))
    optimizer = Adam(weights, schedule, square_rate=0.01, weight_decay=WEIGHT_DECAY, max_length=1.0)
    for _ in range(EPOCHS):
        order = rng.permutation(len(usable))
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            total = {name: np.zeros_like(value) for name, value in weights.items()}
            for each in chosen:
                kept = (rng.random(table.dimensions) >= DROPOUT).astype(np.float32) / np.float32(1 - DROPOUT)
                add_gradients(total, weights, usable[each], table, number_of, kept)
            optimizer.step({name: value / np.float32(len(chosen)) for name, value in total.items()})
    return _model(weights, own)


def initial_weights(dimensions: int, words: int, intents: int, rng: np.random.Generator) -> Weights:
    """Return the weights before the first step: words stand for themselves."""
    return {
        "word_map": np.zeros((dimensions, RANK), np.float32),
        "word_base": rng.normal(0, 0.05, (RANK, dimensions)).astype(np.float32),
        # Row 0 stands for the words without a correction of their own.
        "corrections": np.zeros((words + 1, RANK), np.float32),
        "intent_map": rng.normal(0, 0.02, (INTENT_VECTORS, intents, RANK)).astype(np.float32),
        "intent_base": rng.normal(0, 0.05, (RANK, dimensions)).astype(np.float32),
        "word_weights": np.zeros((dimensions, 1), np.float32),
        "role_weights": np.array([1, 0, -1], np.float32)[:ROLES],
        "intent_weights": np.full(INTENT_VECTORS, -0.5, np.float32),
        "mix": np.ones(3, np.float32),
    }


def _model(w: Mapping[str, Vectors], own: Rows) -> QueryExpansion:
    return QueryExpansion(
        word_map=w["word_map"],
        word_base=w["word_base"],
        rows=own,
        corrections=w["corrections"][1:],
        intent_map=w["intent_map"],
        intent_base=w["intent_base"],
        word_weights=w["word_weights"][:, 0],
        role_weights=w["role_weights"],
        intent_weights=w["intent_weights"],
    )


@dataclass(frozen=True)
class _Matches:
    """How near the words of the candidates are to the vectors of a question. Arrays have a column for each vector."""

    sentences: Vectors
    sentence_words: Rows
    """Nearest word of each sentence by its place in the vocabulary."""
    passages: Vectors
    passage_words: Rows
    contexts: Vectors
    context_words: Rows


def _matches(cosines: Vectors, each: Example) -> _Matches:
    """Find the nearest words. `cosines` has a row for each word of the vocabulary, and one for empty places."""
    sentences, sentence_words = _nearest(cosines, each.sentences)
    contexts, context_words = _nearest(cosines, each.contexts)
    passages = np.maximum.reduceat(sentences, each.starts)
    sizes = np.diff(each.starts, append=len(sentences))
    numbers = np.arange(len(sentences))[:, None]
    is_nearest = sentences == np.repeat(passages, sizes, axis=0)
    first = np.minimum.reduceat(np.where(is_nearest, numbers, len(sentences)), each.starts)
    words = np.take_along_axis(sentence_words, first, 0)
    return _Matches(sentences, sentence_words, passages, words, contexts, context_words)


def _nearest(cosines: Vectors, texts: Rows) -> tuple[Vectors, Rows]:
    of_words = cosines[texts]
    best = of_words.argmax(axis=1)
    return np.take_along_axis(of_words, best[:, None], 1)[:, 0], np.take_along_axis(texts, best, 1)


def add_gradients(
    total: Weights, w: Weights, each: Example, table: WordVectors, number_of: Rows, kept: Vectors
) -> float:
    """Add the gradient of the loss of an example for each weight, and return the loss.

    `number_of` tells the correction of each word, 0 for none; `kept` is the factor of each dimension of the vectors.
    How often a vector is near to words of all candidates is taken as given.
    """
    # Forward.
    vectors = table.vectors(each.words)
    own = number_of[each.words]
    dropped = vectors * kept
    corrections = dropped @ w["word_map"] + w["corrections"][own] * (own > 0)[:, None]
    by_intents = np.einsum("i,vir->vr", each.intents, w["intent_map"])
    raw = np.concatenate([vectors + corrections @ w["word_base"], by_intents @ w["intent_base"]])
    length = np.linalg.norm(raw, axis=1, keepdims=True) + np.float32(1e-6)
    unit = raw / length
    of_words = (vectors @ w["word_weights"])[:, 0] + w["role_weights"][each.roles]
    raised = np.concatenate([of_words, w["intent_weights"]])
    candidates = table.vectors(each.vocabulary)
    empty = np.full((1, len(unit)), -1, np.float32)
    found = _matches(np.concatenate([candidates @ unit.T, empty]), each)
    tells = discrimination_weights(found.passages)
    weighed = np.logaddexp(0, raised) * tells
    shares = weighed / weighed.sum()
    of_sentences = found.sentences @ shares
    whole = np.maximum(found.passages, found.contexts)
    scores = np.stack([np.maximum.reduceat(of_sentences, each.starts), found.passages @ shares, whole @ shares], axis=1)
    logits = scores @ w["mix"] * np.float32(SHARPNESS)
    loss, of_logits = cross_entropy(logits, each.is_right)
    # Backward.
    total["mix"] += scores.T @ of_logits * np.float32(SHARPNESS)
    of_scores = of_logits[:, None] * w["mix"] * np.float32(SHARPNESS)
    best = _best_sentences(of_sentences, each.starts)
    of_shares = of_scores[:, 0] @ found.sentences[best] + of_scores[:, 1] @ found.passages + of_scores[:, 2] @ whole
    in_passage = found.passages >= found.contexts
    of_cosines = np.zeros((len(each.vocabulary) + 1, len(unit)), np.float32)
    columns = np.broadcast_to(np.arange(len(unit)), whole.shape)
    np.add.at(of_cosines, (found.sentence_words[best], columns), of_scores[:, :1] * shares)
    np.add.at(of_cosines, (found.passage_words, columns), (of_scores[:, 1:2] + of_scores[:, 2:] * in_passage) * shares)
    np.add.at(of_cosines, (found.context_words, columns), of_scores[:, 2:] * ~in_passage * shares)
    of_unit = of_cosines[:-1].T @ candidates
    of_raw = (of_unit - (of_unit * unit).sum(axis=1, keepdims=True) * unit) / length
    of_raised = (of_shares - of_shares @ shares) / weighed.sum() * tells / (1 + np.exp(-raised))
    count = len(each.words)
    of_corrections = of_raw[:count] @ w["word_base"].T
    total["word_base"] += corrections.T @ of_raw[:count]
    total["word_map"] += dropped.T @ of_corrections
    np.add.at(total["corrections"], own, of_corrections * (own > 0)[:, None])
    total["word_weights"][:, 0] += vectors.T @ of_raised[:count]
    np.add.at(total["role_weights"], each.roles, of_raised[:count])
    total["intent_base"] += by_intents.T @ of_raw[count:]
    total["intent_weights"] += of_raised[count:]
    asked = np.flatnonzero(each.intents)
    total["intent_map"][:, asked] += (of_raw[count:] @ w["intent_base"].T)[:, None, :] * each.intents[asked, None]
    return loss


def _best_sentences(scores: Vectors, starts: Rows) -> Rows:
    """Return the number of the best sentence of each passage."""
    ends = [*starts[1:].tolist(), len(scores)]
    return np.array([start + int(scores[start:end].argmax()) for start, end in zip(starts.tolist(), ends, strict=True)])


def group_examples(group: str) -> list[Example]:
    """Return the questions of a group's suites, and those on single paragraphs of its articles."""
    table = shipped_intents().words
    tasks = suite_tasks(group) + paragraph_tasks(group)
    return [example(task.candidates, task.gold, table) for task in tasks if task.is_findable]


def _fit_and_save(path: Path, examples: Sequence[Example]) -> None:
    fit(examples, shipped_intents().words).save(path)


def main() -> None:
    """Fit and save the model on all groups, and on all but each."""
    count = fit_with_and_without_each(group_examples, _fit_and_save, FILE, "npz")
    Console().print(f"query expansion: from {count:,} questions")


if __name__ == "__main__":
    main()
