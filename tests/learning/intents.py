"""`make fit`, first part: fits the intent model of `bot/search/meaning/intents.py` on examples and labelled sentences.

The network is trained with three losses at once: the intents of an example, the state of its fact, and the likeness of
its vector to the encoder's sentence embedding, which teaches what the intents alone do not. The labelled sentences come
from the articles of the suites, so the model is also fitted without each of several sets of groups: the figures of a
suite, and whatever else is learned from it, are measured with intents that were learned elsewhere.

Shapes of the weights, for `d` hidden units: A (dimensions of word vectors, d) maps word vectors; D (words, d) corrects
it for words of the examples, whose rows `delta_rows` tells; S (3, d) is added for questions, sentences and contexts; g
(d, 3) weighs their words; H, hb is the second layer, to which C adds the context; O, ob gives intents, G, gb states,
and E the vector.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rich.console import Console

from bot.search.meaning.intents import CONTEXT, MAX_WORDS, STATES, VECTOR_SIZE
from bot.search.meaning.word_vectors import UNKNOWN, Vectors, WordVectors
from tests.learning.adam import Adam, warm_up_and_cosine
from tests.learning.encoder import embed
from tests.learning.groups import GROUPS, INTENT_FOLDS, file_name, intent_fold, left_out_intents
from tests.learning.sentences import Example, load_examples, load_labelled
from tests.learning.word_vectors import FOLDER

HIDDEN: Final = 160
EPOCHS: Final = 6
BATCH: Final = 128
LEARNING_RATE: Final = 3e-3
WEIGHT_DECAY: Final = 0.02
WORD_DROPOUT: Final = 0.15
CONTEXT_DROPOUT: Final = 0.3
"""Share of contexts that are left out, since single sentences are read without any."""
LABELLED_TURNS: Final = 3
"""Number of times that an epoch has a labelled text: they are like what is searched, and few."""
LESSER_WEIGHT: Final = 0.6
"""Weight of a further intent of a text, compared with its first one."""
TITLE_SHARE: Final = 0.25
"""Share of examples that name the film by its title. Few do as they were written, while articles and many fans do."""
UNIT_DROPOUT: Final = 0.1
LABEL_SMOOTHING: Final = 0.05
STATE_WEIGHT: Final = 0.3
VECTOR_STEP: Final = 4
"""One in so many examples is embedded to teach its vector: the encoder takes most of the time of a fit."""
VECTOR_WEIGHT: Final = 8.0
MIN_VARIANCE: Final = 1e-4
"""Minimum variance by which a component of the embeddings is divided, as a share of the greatest variance."""
_TITLE: Final = ["heat", "2"]
_FILM_WORDS: Final = (
    "it film movie picture sequel flick es streifen fortsetzung película peli filme secuela pellicola suite das lo"
)
"""Words of the examples in whose place the title stands, in their plain form."""
_NOT_ABOUT_THE_FILM: Final = ("old_", "offtopic_", "chat_", "smalltalk_", "bot_", "other_film")
"""Beginnings of the names of intents whose examples never get the title."""
MIN_COUNT: Final = 2
"""A word of fewer examples has no correction of its own."""

Weights = dict[str, Vectors]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Words of several examples one after the other, and what is to be learned of each example."""

    rows: Rows
    starts: Rows
    text: Rows
    """The text of each word: first the examples in their order, then their contexts."""
    sides: Rows
    """Side of each text, CONTEXT for contexts."""
    has_context: Rows
    """The examples that have a context, in the order of the contexts."""
    intents: Vectors
    """Share of each intent."""
    states: Rows
    targets: Vectors


@dataclass(frozen=True)
class TrainingSet:
    """Examples as numbers."""

    rows: Sequence[Rows]
    sides: Rows
    intents: Vectors
    """Share of each intent in each example; an example's shares are 1 together."""
    states: Rows
    targets: Vectors
    """Vectors of length 1, or 0 for examples whose vectors are not taught."""
    titled_rows: Sequence[Rows]
    """The same with the title of the film, for examples about the film."""
    contexts: Sequence[Rows]
    """The words of what stands before each example, none for those that stand alone."""
    turns: Rows
    """Number of times that an epoch has each example."""

    def batches(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Yield all examples in random order, some of their words left out."""
        order = rng.permutation(np.arange(len(self.rows)).repeat(self.turns))
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            is_titled = rng.random(len(chosen)) < TITLE_SHARE
            texts = [
                (self.titled_rows if titled else self.rows)[each]
                for each, titled in zip(chosen, is_titled, strict=True)
            ]
            has_context = np.flatnonzero(
                [len(self.contexts[each]) and rng.random() >= CONTEXT_DROPOUT for each in chosen]
            )
            kept = [
                words[_keep_some(len(words), rng)]
                for words in (*texts, *(self.contexts[each] for each in chosen[has_context]))
            ]
            lengths = [len(words) for words in kept]
            yield Batch(
                np.concatenate(kept),
                np.cumsum([0, *lengths[:-1]]),
                np.repeat(np.arange(len(kept)), lengths),
                np.concatenate([self.sides[chosen], np.full(len(has_context), CONTEXT)]),
                has_context,
                self.intents[chosen],
                self.states[chosen],
                self.targets[chosen],
            )


def _keep_some(words: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    kept = rng.random(words) >= WORD_DROPOUT
    return kept if kept.any() else np.ones(words, np.bool_)


def intent_names(examples: Sequence[Example]) -> list[str]:
    """Return the intents of the examples in alphabetical order."""
    return sorted({intent for example in examples for intent in (example.intent, *example.others)})


def training_set(
    examples: Sequence[Example], table: WordVectors, embeddings: Vectors, labelled: Sequence[Example] = ()
) -> TrainingSet:
    """Return the examples and the labelled texts as numbers.

    `embeddings` are the encoder's, one row an example. Those that are 0 are not taught.
    """
    everything = [*examples, *labelled]
    names = intent_names(everything)
    sides = np.array([0 if example.is_question else 1 for example in everything])
    targets = np.zeros((len(everything), VECTOR_SIZE), np.float32)
    embedded = np.flatnonzero(embeddings.any(axis=1))
    targets[embedded] = _vector_targets(embeddings[embedded], sides[embedded])
    return TrainingSet(
        [_rows(example.words, table) for example in everything],
        sides,
        np.stack([_shares(example, names) for example in everything]),
        np.array([STATES.index(example.state) for example in everything]),
        targets,
        [_rows(_titled(example), table) for example in everything],
        [np.array(table.rows(example.context_words[:MAX_WORDS]), np.int64) for example in everything],
        np.repeat([1, LABELLED_TURNS], [len(examples), len(labelled)]),
    )


def _shares(example: Example, names: Sequence[str]) -> Vectors:
    shares = np.zeros(len(names), np.float32)
    shares[names.index(example.intent)] = 1
    for intent in example.others:
        shares[names.index(intent)] = LESSER_WEIGHT
    shares /= shares.sum()
    return shares


def _vector_targets(embeddings: Vectors, sides: Rows) -> Vectors:
    """Return the greatest components of the embeddings. Questions and sentences are centred on their own means."""
    centred = embeddings - np.stack([embeddings[sides == side].mean(axis=0) for side in (0, 1)])[sides]
    variances, components = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    # Whitened, since the first few components would outweigh all others.
    deviations = np.sqrt(np.maximum(variances, MIN_VARIANCE * variances[-1]))
    targets = centred @ (components / deviations)[:, ::-1][:, :VECTOR_SIZE].astype(np.float32)
    unit: Vectors = targets / np.linalg.norm(targets, axis=1, keepdims=True)
    return unit


def _rows(words: Sequence[str], table: WordVectors) -> Rows:
    return np.array(table.rows(words[:MAX_WORDS]) or [UNKNOWN])


def _titled(example: Example) -> list[str]:
    """Return the words of an example with the title in place of the words that stand for the film."""
    if example.intent.startswith(_NOT_ABOUT_THE_FILM):
        return example.words
    replaced = _FILM_WORDS.split()
    return [word for word in example.words if word not in replaced] + _TITLE


def fit(data: TrainingSet, table: WordVectors, intents: int, seed: int = 0) -> dict[str, npt.NDArray[Any]]:
    """Return the weights of a model fitted on the data. The result depends on nothing but the arguments."""
    rng = np.random.default_rng(seed)
    counts = Counter(row for rows in data.rows for row in set(rows.tolist()))
    corrected = sorted(row for row in counts if counts[row] >= MIN_COUNT and row != UNKNOWN)
    delta_rows = np.zeros(len(table), np.uint16)
    delta_rows[corrected] = np.arange(1, len(corrected) + 1)
    weights = _initial(table.dimensions, len(corrected) + 1, intents, rng)
    schedule = warm_up_and_cosine(LEARNING_RATE, EPOCHS * math.ceil(int(data.turns.sum()) / BATCH))
    optimizer = Adam(weights, schedule, square_rate=0.01, weight_decay=WEIGHT_DECAY, max_length=1.0)
    for _ in range(EPOCHS):
        for batch in data.batches(rng):
            optimizer.step(gradients(weights, batch, table.vectors(batch.rows), delta_rows, rng))
    weights["D"][0] = 0
    return {**weights, "delta_rows": delta_rows}


def _initial(dimensions: int, words: int, intents: int, rng: np.random.Generator) -> Weights:
    d = HIDDEN
    shapes: Mapping[str, tuple[float, tuple[int, ...]]] = {
        "A": (4 / math.sqrt(dimensions), (dimensions, d)),
        "D": (0.02, (words, d)),
        "S": (0.0, (CONTEXT + 1, d)),
        "g": (0.0, (d, CONTEXT + 1)),
        "H": (1 / math.sqrt(d), (d, d)),
        "C": (0.02, (d, d)),
        "hb": (0.0, (d,)),
        "O": (0.05, (d, intents)),
        "ob": (0.0, (intents,)),
        "G": (0.05, (d, len(STATES))),
        "gb": (0.0, (len(STATES),)),
        "E": (0.05, (d, VECTOR_SIZE)),
    }
    return {
        name: rng.normal(0, 1, shape).astype(np.float32) * np.float32(scale) for name, (scale, shape) in shapes.items()
    }


def gradients(
    w: Weights,
    batch: Batch,
    vectors: Vectors,
    delta_rows: npt.NDArray[Any],
    rng: np.random.Generator,
    dropout: float = UNIT_DROPOUT,
) -> Weights:
    """Return the gradient of the loss of a batch for each weight. `dropout` is the share of units that are left out."""
    size, deltas = len(batch.states), delta_rows[batch.rows].astype(np.int64)
    side, gates = batch.sides[batch.text], w["g"].T[batch.sides[batch.text]]
    # Forward.
    word_mask = _dropout((len(batch.rows), HIDDEN), rng, dropout)
    layer = (vectors @ w["A"] + w["D"][deltas] * (deltas > 0)[:, None] + w["S"][side]) * word_mask
    logits = (layer * gates).sum(axis=1)
    raised = np.exp(logits - np.maximum.reduceat(logits, batch.starts)[batch.text])
    attention = raised / np.add.reduceat(raised, batch.starts)[batch.text]
    pooled = np.add.reduceat(layer * attention[:, None], batch.starts, axis=0)
    of_example, of_context = pooled[:size], pooled[size:]
    second = of_example @ w["H"] + w["hb"]
    second[batch.has_context] += of_context @ w["C"]
    active = np.tanh(second)
    mask = _dropout(active.shape, rng, dropout)
    hidden = active * mask
    vector = hidden @ w["E"]
    norm = np.linalg.norm(vector, axis=1, keepdims=True) + 1e-6
    unit = vector / norm
    # Backward.
    of_intents = (_softmax(hidden @ w["O"] + w["ob"]) - _smoothed(batch.intents)) / size
    of_states = _softmax(hidden @ w["G"] + w["gb"])
    of_states[np.arange(size), batch.states] -= 1
    of_states = of_states * (STATE_WEIGHT / size)
    likeness = (batch.targets * unit).sum(axis=1, keepdims=True)
    of_vector = (likeness * unit - batch.targets) / norm * np.float32(VECTOR_WEIGHT / size)
    of_hidden = of_intents @ w["O"].T + of_states @ w["G"].T + of_vector @ w["E"].T
    of_second = of_hidden * mask * (1 - active * active)
    of_contexts = of_second[batch.has_context]
    of_pooled = np.concatenate([of_second @ w["H"].T, of_contexts @ w["C"].T])[batch.text]
    of_attention = attention * (of_pooled * layer).sum(axis=1)
    of_logits = of_attention - attention * np.add.reduceat(of_attention, batch.starts)[batch.text]
    of_layer = (of_pooled * attention[:, None] + of_logits[:, None] * gates) * word_mask
    return {
        "A": vectors.T @ of_layer,
        "D": _sum_by_row(deltas, of_layer, len(w["D"])),
        "S": _sum_by_row(side, of_layer, CONTEXT + 1),
        "g": _sum_by_row(side, layer * of_logits[:, None], CONTEXT + 1).T,
        "H": of_example.T @ of_second,
        "C": of_context.T @ of_contexts,
        "hb": of_second.sum(axis=0),
        "O": hidden.T @ of_intents,
        "ob": of_intents.sum(axis=0),
        "G": hidden.T @ of_states,
        "gb": of_states.sum(axis=0),
        "E": hidden.T @ of_vector,
    }


def _dropout(shape: tuple[int, ...], rng: np.random.Generator, share: float) -> Vectors:
    kept: Vectors = (rng.random(shape, np.float32) >= share).astype(np.float32) / np.float32(1 - share)
    return kept


def _softmax(values: Vectors) -> Vectors:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _smoothed(shares: Vectors) -> Vectors:
    return shares * np.float32(1 - LABEL_SMOOTHING) + np.float32(LABEL_SMOOTHING / shares.shape[1])


def _sum_by_row(rows: Rows, values: Vectors, count: int) -> Vectors:
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    summed = np.zeros((count, values.shape[1]), np.float32)
    summed[ordered[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return summed


def encoder_embeddings(examples: Sequence[Example]) -> Vectors:
    """Return the encoder's embeddings of the examples, from a cache where they were computed before.

    One in VECTOR_STEP examples is embedded; the rows of the others are 0.
    """
    chosen = examples[::VECTOR_STEP]
    cache = FOLDER.parents[3] / ".cache" / "embeddings.npz"
    known: dict[str, Vectors] = {}
    if cache.exists():
        with np.load(cache) as file:
            known = dict(zip(file["texts"].tolist(), file["vectors"], strict=True))
    for is_question in (True, False):
        texts = [each.text for each in chosen if each.is_question is is_question]
        missing = sorted({text for text in texts if _cache_key(text, is_question) not in known})
        if missing:
            found = embed(missing, are_questions=is_question)
            known |= {_cache_key(text, is_question): vector for text, vector in zip(missing, found, strict=True)}
    cache.parent.mkdir(exist_ok=True)
    np.savez(cache, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    found = np.stack([known[_cache_key(each.text, each.is_question)] for each in chosen])
    embeddings = np.zeros((len(examples), found.shape[1]), np.float32)
    embeddings[::VECTOR_STEP] = found
    return embeddings


def _cache_key(text: str, is_question: bool) -> str:
    return f"{'query' if is_question else 'passage'}: {text}"


def save(weights: Mapping[str, npt.NDArray[Any]], file: Path) -> None:
    """Save the model for the search: the corrections of words in 8 bits, the rest in 16."""
    scale = np.abs(weights["D"]).max(axis=1, keepdims=True) / 127 + 1e-12
    arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in weights.items()}
    arrays |= {"D": np.rint(weights["D"] / scale).astype(np.int8), "D_scale": scale.astype(np.float32)}
    arrays["delta_rows"] = weights["delta_rows"]
    np.savez(file, **{name: arrays[name] for name in sorted(arrays)})


def _fit_and_save(fold: int | None) -> None:
    """Fit the model on all examples and labelled texts, or on all but those of a set of groups, and save it."""
    examples, table = load_examples(), WordVectors.load()
    left_out = {file_name(group) for group in GROUPS if intent_fold(group) == fold}
    labelled = [each for name, texts in load_labelled().items() if name not in left_out for each in texts]
    data = training_set(examples, table, encoder_embeddings(examples), labelled)
    weights = fit(data, table, data.intents.shape[1])
    save(weights, FOLDER / "intents.npz" if fold is None else left_out_intents(fold))


def main() -> None:
    """Fit and save the model on everything, and without each set of groups."""
    examples, labelled = load_examples(), [each for texts in load_labelled().values() for each in texts]
    encoder_embeddings(examples)
    names = intent_names([*examples, *labelled])
    (FOLDER / "intents.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_fit_and_save, (None, *range(INTENT_FOLDS))))
    Console().print(f"intents: {len(names)} from {len(examples):,} examples and {len(labelled):,} labelled texts")


if __name__ == "__main__":
    main()
