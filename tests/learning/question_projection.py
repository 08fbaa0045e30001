"""`make fit`, fourth part: fits the projection of questions on the embeddings of questions and passages.

The model of `bot/search/meaning/question_projection.py` moves the embedding of a question towards those of passages
that answer such questions. The questions are those of the suites and of `tests/learning/questions`. Two losses are
added, each the softmax cross entropy over passages: the most relevant candidates, whose scores are the sum of their
relevance without an encoder and of their product with the projected question, so that the projection learns what the
relevance lacks; and all passages of the articles by that product alone. One model is fitted on everything, and one
without each group of suites, to be measured on it. Nothing is done if no sentence encoder is installed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from rich.console import Console

from bot.search.language.question import question_text
from bot.search.meaning.embeddings import keys_of
from bot.search.meaning.question_projection import QuestionProjection
from bot.search.meaning.word_vectors import Vectors
from tests.engines import passage_texts
from tests.learning.adam import Adam, Weights, warm_up_and_cosine
from tests.learning.groups import GROUPS
from tests.learning.losses import cross_entropy
from tests.learning.ranking import Kind, left_out_model
from tests.learning.tasks import Task, fit_with_and_without_each, paragraph_questions, paragraph_tasks, suite_tasks
from tests.learning.text_embeddings import EmbeddedTexts, suite_texts
from tests.learning.word_vectors import FOLDER

FILE: Final = FOLDER / "projection.npz"
RANK: Final = 128
"""Number of directions that are kept of the fitted matrix."""
EPOCHS: Final = 3
BATCH: Final = 64
LEARNING_RATE: Final = 3e-3
WEIGHT_DECAY: Final = 0.02
CANDIDATES: Final = 20
"""Number of most relevant candidates of a question that take part."""
SUITE_WEIGHT: Final = 4.0
"""Weight of a question of a suite: all passages that answer it are known, unlike those of one on a single paragraph."""
SHARPNESS: Final = 10.0
"""Factor of the products beside the relevance, so that the mix starts at 1."""
POOL_SHARPNESS: Final = 20.0
"""Factor of the products by which all passages are compared."""

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Example:
    """A question with passages, which are rows of a table of embeddings."""

    question: Vectors
    """Its embedding."""
    candidates: Rows
    """The most relevant candidates."""
    relevance: Vectors
    """Logits of their relevance, without an encoder."""
    right: Rows
    """The candidates that answer."""
    searched: Rows
    """The passages of all articles."""
    weight: float

    @property
    def teaches(self) -> bool:
        """Whether some of the most relevant candidates answer, and others do not."""
        is_right = np.isin(self.candidates, self.right)
        return bool(is_right.any() and not is_right.all())


def fit(examples: Iterable[Example], table: Vectors, encoder: str, seed: int = 1) -> QuestionProjection:
    """Return a projection fitted on the examples. The result depends on nothing but the arguments.

    `table` holds the embeddings of the passages, of length 1, and `encoder` is the version of their encoder.
    """
    rng = np.random.default_rng(seed)
    usable = [each for each in examples if each.teaches]
    mean = np.mean([each.question for each in usable], axis=0)
    weights = initial_weights(len(mean))
    schedule = warm_up_and_cosine(LEARNING_RATE, EPOCHS * math.ceil(len(usable) / BATCH))
    optimizer = Adam(weights, schedule, square_rate=0.01, weight_decay=WEIGHT_DECAY, max_length=1.0)
    for _ in range(EPOCHS):
        order = rng.permutation(len(usable))
        for begin in range(0, len(order), BATCH):
            batch = [usable[each] for each in order[begin : begin + BATCH]]
            _, found = gradients(weights, batch, table, mean)
            optimizer.step({name: value / np.float32(len(batch)) for name, value in found.items()})
    left, lengths, right = np.linalg.svd(weights["matrix"])
    scale = np.sqrt(lengths[:RANK])
    offset = weights["offset"] - mean @ weights["matrix"]
    return QuestionProjection(encoder, left[:, :RANK] * scale, right[:RANK].T * scale, offset)


def initial_weights(dimensions: int) -> Weights:
    """Return the weights before the first step, with which a question stays as it is."""
    return {
        "matrix": np.zeros((dimensions, dimensions), np.float32),
        "offset": np.zeros(dimensions, np.float32),
        "mix": np.ones(2, np.float32),
    }


def gradients(w: Weights, batch: Sequence[Example], table: Vectors, mean: Vectors) -> tuple[float, Weights]:
    """Return the loss of a batch, and its gradient for each weight.

    `mean` is that of the questions, which is taken off before the matrix is applied.
    """
    questions = np.array([each.question for each in batch])
    centred = questions - mean
    products = (questions + centred @ w["matrix"] + w["offset"]) @ table.T
    of_products = np.zeros_like(products)
    of_mix, total = np.zeros(2, np.float32), 0.0
    for each, row, of_row in zip(batch, products, of_products, strict=True):
        parts = np.stack([each.relevance, row[each.candidates] * np.float32(SHARPNESS)])
        loss, of_logits = cross_entropy(w["mix"] @ parts, np.isin(each.candidates, each.right))
        of_mix += parts @ of_logits * np.float32(each.weight)
        np.add.at(of_row, each.candidates, of_logits * w["mix"][1] * np.float32(SHARPNESS * each.weight))
        sharp = np.float32(POOL_SHARPNESS)
        pool_loss, of_logits = cross_entropy(row[each.searched] * sharp, np.isin(each.searched, each.right))
        of_row[each.searched] += of_logits * (sharp * np.float32(each.weight))
        total += (loss + pool_loss) * each.weight
    of_projected = of_products @ table
    return total, {"matrix": centred.T @ of_projected, "offset": of_projected.sum(axis=0), "mix": of_mix}


def group_examples(group: str) -> list[Example]:
    """Return the questions of a group's suites, and those on single paragraphs of its articles."""
    texts = _texts()
    blank, model = Kind.PLAIN.blank_without(group), left_out_model(GROUPS[group][0])
    by_suite = [(task.with_model(model), SUITE_WEIGHT) for task in suite_tasks(group, blank)]
    by_paragraph = [(task.with_model(model), 1.0) for task in paragraph_tasks(group, blank)]
    articles = paragraph_questions(group)[0].articles
    searched = np.unique(texts.passages.rows(keys_of(passage_texts(articles))))
    return [_example(*each, texts, searched) for each in by_suite + by_paragraph if each[0].is_findable]


def _example(task: Task, weight: float, texts: EmbeddedTexts, searched: Rows) -> Example:
    relevance = task.candidates.relevance
    rows = texts.passages.rows(keys_of(each.passage.text for each in task.candidates.passages))
    best = np.argsort(-relevance, kind="stable")[:CANDIDATES]
    question = texts.questions.embed_question(question_text(task.question.text))
    return Example(question, rows[best], relevance[best], rows[task.gold > 0], searched, weight)


def _texts() -> EmbeddedTexts:
    texts = suite_texts()
    if texts is None:
        raise SystemExit("no sentence encoder is installed, so the projection stays as it is")
    return texts


def _table(texts: EmbeddedTexts) -> Vectors:
    vectors = texts.passages.vectors.astype(np.float32)
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def _fit_and_save(path: Path, examples: Sequence[Example]) -> None:
    texts = _texts()
    fit(examples, _table(texts), texts.questions.version).save(path)


def main() -> None:
    """Fit and save the model on all groups, and on all but each."""
    _texts()
    count = fit_with_and_without_each(group_examples, _fit_and_save, FILE, "projection.npz")
    Console().print(f"projection of questions: from {count:,} questions")


if __name__ == "__main__":
    main()
