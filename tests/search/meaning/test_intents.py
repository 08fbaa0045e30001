"""The intent model: encoded meanings, and what the shipped model makes of plain questions and sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.language.tokens import tokenize
from bot.search.meaning.intents import (
    EMPTY_MEANING,
    MAX_WORDS,
    STATES,
    TOP_INTENTS,
    VECTOR_SIZE,
    DecodedMeanings,
    IntentModel,
    Meanings,
    _encode,
    shipped_intents,
)
from bot.search.meaning.word_vectors import Vectors

PROBABILITY_STEP = 1 / 255
VECTOR_STEP = 1 / 127

QUESTIONS = {
    "filming_start": (
        "When does filming start?",
        "Wann beginnen die Dreharbeiten?",
        "¿Cuándo empieza el rodaje?",
        "Quand commence le tournage ?",
        "Quando iniziano le riprese?",
    ),
    "writer_who": (
        "Who wrote the script?",
        "Wer hat das Drehbuch geschrieben?",
        "¿Quién escribió el guion?",
        "Qui a écrit le scénario ?",
        "Chi ha scritto la sceneggiatura?",
    ),
    "composer": (
        "Who composes the music?",
        "Wer komponiert die Musik?",
        "¿Quién compone la música?",
        "Qui compose la musique ?",
        "Chi compone la musica?",
    ),
    "trailer_when": (
        "When does the trailer come out?",
        "Wann kommt der Trailer?",
        "¿Cuándo sale el tráiler?",
        "Quand sort la bande-annonce ?",
        "Quando esce il trailer?",
    ),
}
SENTENCES = {
    "P": (
        "Die Dreharbeiten beginnen im August.",
        "Le tournage commence en août.",
        "El rodaje empieza en agosto.",
        "Le riprese iniziano ad agosto.",
    ),
    "H": ("Filming wrapped last week.",),
}


def plain_words(text: str) -> list[str]:
    """Return the words of a text in their plain form."""
    return [token.plain for token in tokenize(text)]


def meanings(*texts: str, is_question: bool = True) -> Meanings:
    """Return the encoded meanings by the shipped model."""
    return shipped_intents().meanings([plain_words(text) for text in texts], is_question=is_question)


def by_intent(decoded: DecodedMeanings) -> Vectors:
    """Return the probabilities as an array of texts times all intents."""
    dense = np.zeros((len(decoded.intents), len(shipped_intents().names)), np.float32)
    np.put_along_axis(dense, decoded.intents.astype(np.int64), decoded.probabilities, axis=1)
    return dense


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(TOP_INTENTS, 256))
def test_encoding(seed: int, texts: int, intents: int) -> None:
    """Decoding gives the likeliest intents in order, and all numbers within half a step of the encoding."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(intents, 0.3), texts).astype(np.float32)
    states = rng.dirichlet(np.ones(len(STATES)), texts).astype(np.float32)
    vectors = rng.normal(size=(texts, VECTOR_SIZE)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    encoded = _encode(probabilities, states, vectors)
    assert encoded.shape == (texts, len(EMPTY_MEANING))
    decoded = DecodedMeanings.decode(encoded)
    likeliest = -np.sort(-probabilities, axis=1)[:, :TOP_INTENTS]
    assert np.take_along_axis(probabilities, decoded.intents.astype(np.int64), 1).tolist() == likeliest.tolist()
    assert np.abs(decoded.probabilities - likeliest).max() <= 0.501 * PROBABILITY_STEP
    assert np.abs(decoded.states - states).max() <= 0.501 * PROBABILITY_STEP
    assert np.abs(decoded.vectors - vectors).max() <= 0.501 * VECTOR_STEP


def test_encoded_rows_are_aligned() -> None:
    """An encoded meaning has a size that is a multiple of four bytes, and room for all its parts."""
    assert len(EMPTY_MEANING) % 4 == 0
    assert len(EMPTY_MEANING) >= 2 * TOP_INTENTS + len(STATES) + VECTOR_SIZE


@pytest.mark.parametrize("is_question", [True, False])
def test_text_without_words(is_question: bool) -> None:
    """A text without words has the empty meaning, also among others, and no texts have no meanings."""
    model = shipped_intents()
    [first, empty, last] = model.meanings([["filming"], [], ["filming"]], is_question=is_question)
    assert empty.tobytes() == EMPTY_MEANING
    assert first.any()
    assert np.array_equal(first, last)
    assert model.meanings([[]], is_question=is_question).tobytes() == EMPTY_MEANING
    assert model.meanings([], is_question=is_question).shape == (0, len(EMPTY_MEANING))


@given(st.lists(st.text(st.characters()), max_size=6), st.booleans())
def test_every_text_has_a_meaning(words: list[str], is_question: bool) -> None:
    """Whatever the words are: probabilities sum to 1 or less, within the precision, and the vector has length 1."""
    decoded = DecodedMeanings.decode(shipped_intents().meanings([words], is_question=is_question))
    assert decoded.probabilities.sum() <= 1 + TOP_INTENTS * PROBABILITY_STEP / 2
    assert (np.diff(decoded.probabilities) <= 0).all()
    assert (decoded.intents < len(shipped_intents().names)).all()
    assert len(set(decoded.intents[0].tolist())) == (TOP_INTENTS if words else 1)
    assert decoded.states.sum() == pytest.approx(float(bool(words)), abs=len(STATES) * PROBABILITY_STEP / 2)
    assert np.linalg.norm(decoded.vectors) == pytest.approx(float(bool(words)), abs=0.05)


@pytest.mark.parametrize("is_question", [True, False])
def test_several_texts_at_once(is_question: bool) -> None:
    """A text has the same meaning alone as among others, within the precision of the encoding."""
    texts = [text for group in QUESTIONS.values() for text in group]
    batch = DecodedMeanings.decode(meanings(*texts, is_question=is_question))
    single = DecodedMeanings.decode(np.concatenate([meanings(text, is_question=is_question) for text in texts]))
    assert np.array_equal(batch.intents[:, 0], single.intents[:, 0])
    # The last of the intents that are kept may differ, if the next one is as likely.
    least = np.minimum(batch.probabilities[:, -1:], single.probabilities[:, -1:])
    assert (np.abs(by_intent(batch) - by_intent(single)) <= least + 1.01 * PROBABILITY_STEP).all()
    assert np.abs(batch.states - single.states).max() <= 1.01 * PROBABILITY_STEP
    assert np.abs(batch.vectors - single.vectors).max() <= 1.01 * VECTOR_STEP


def test_order_of_words() -> None:
    """The order of the words does not change the meaning."""
    words = plain_words("When does filming start in Chicago?")
    model = shipped_intents()
    pair = DecodedMeanings.decode(model.meanings([words, words[::-1]], is_question=True))
    assert np.abs(np.diff(pair.vectors, axis=0)).max() <= 1.01 * VECTOR_STEP
    assert pair.intents[0, 0] == pair.intents[1, 0]


@pytest.mark.parametrize(
    ("context", "intent"),
    [("The start of filming has moved", "filming_start"), ("A trailer for Heat 2", "trailer_when")],
)
def test_context(context: str, intent: str) -> None:
    """The words before a sentence tell what its "it" is."""
    model, words = shipped_intents(), plain_words("It is now planned for May 4.")
    [encoded] = model.meanings([words], is_question=False, contexts=[plain_words(context)])
    assert next(iter(model.probabilities(encoded.tobytes()))) == intent


def test_empty_contexts() -> None:
    """A text whose context has no words is read as one that stands alone, also beside one with a context."""
    model, words = shipped_intents(), plain_words("It is now planned for May 4.")
    both = model.meanings([words] * 2, is_question=False, contexts=[[], plain_words("A trailer for Heat 2")])
    alone, empty, full = (
        DecodedMeanings.decode(each) for each in (model.meanings([words], is_question=False), both[:1], both[1:])
    )
    assert np.abs(empty.vectors - alone.vectors).max() <= 1.01 * VECTOR_STEP
    assert np.abs(full.vectors - alone.vectors).max() > 2 * VECTOR_STEP
    assert np.abs(by_intent(empty) - by_intent(alone)).max() <= 1.01 * PROBABILITY_STEP


def test_long_text() -> None:
    """Only the first words of a long text are read."""
    model = shipped_intents()
    words = ["filming"] * MAX_WORDS
    cut, whole = (model.meanings([each], is_question=False) for each in (words, words + ["budget"] * 10_000))
    assert np.array_equal(cut, whole)


@pytest.mark.parametrize(("intent", "question"), [(i, text) for i, group in QUESTIONS.items() for text in group])
def test_intents_of_questions(intent: str, question: str) -> None:
    """The likeliest intent of a plain question is what it asks for, in each language."""
    [top] = DecodedMeanings.decode(meanings(question)).intents[:, 0]
    assert shipped_intents().names[top] == intent


@pytest.mark.parametrize(("state", "sentence"), [(s, text) for s, group in SENTENCES.items() for text in group])
def test_states_of_sentences(state: str, sentence: str) -> None:
    """The likeliest state of a plain sentence is that of the fact: planned or happened."""
    [states] = DecodedMeanings.decode(meanings(sentence, is_question=False)).states
    assert STATES[int(states.argmax())] == state


@pytest.mark.parametrize("questions", list(QUESTIONS.values()), ids=list(QUESTIONS))
def test_translations_have_near_vectors(questions: tuple[str, ...]) -> None:
    """The vector of a question is nearer to those of its translations than to those of other questions, on average."""
    own = DecodedMeanings.decode(meanings(*questions)).vectors
    others = [text for group in QUESTIONS.values() if group is not questions for text in group]
    far = DecodedMeanings.decode(meanings(*others)).vectors
    to_translations = ((own @ own.T).sum(axis=1) - 1) / (len(questions) - 1)
    assert to_translations.mean() > (own @ far.T).mean() + 0.1


@pytest.mark.parametrize("scale", [1.0, 1000.0])
@pytest.mark.parametrize("is_question", [True, False])
def test_network(is_question: bool, scale: float) -> None:
    """The network gives what its formulas say, text by text, also if its attention is on one word only."""
    words, names = shipped_intents().words, [f"intent{number}" for number in range(TOP_INTENTS + 2)]
    weights = _small_weights(len(words), words.dimensions, len(names), scale)
    texts = [["filming", "starts", "today"], ["budget"], ["nobody", "knows", "zzzzqq"]]
    encoded = IntentModel(words, weights, names).meanings(texts, is_question=is_question)
    decoded, side = DecodedMeanings.decode(encoded), 0 if is_question else 1
    for row, text in enumerate(texts):
        rows = words.rows(text)
        layer = words.vectors(rows) @ weights["A"] + weights["D"][weights["delta_rows"][rows]] + weights["S"][side]
        attention = _softmax(layer @ weights["g"][:, side])
        hidden = np.tanh(attention @ layer @ weights["H"] + weights["hb"])
        intents, vector = _softmax(hidden @ weights["O"] + weights["ob"]), hidden @ weights["E"]
        assert decoded.probabilities[row] == pytest.approx(np.sort(intents)[::-1][:TOP_INTENTS], abs=PROBABILITY_STEP)
        assert decoded.intents[row, 0] == intents.argmax()
        assert decoded.states[row] == pytest.approx(_softmax(hidden @ weights["G"] + weights["gb"]), abs=0.01)
        assert decoded.vectors[row] == pytest.approx(vector / np.linalg.norm(vector), abs=VECTOR_STEP)


def _small_weights(words: int, dimensions: int, intents: int, scale: float) -> dict[str, npt.NDArray[Any]]:
    """Return random weights of a network with 16 hidden units. `scale` is that of the attention."""
    shapes: dict[str, tuple[int, ...]] = {
        "A": (dimensions, 16),
        "D": (5, 16),
        "S": (2, 16),
        "g": (16, 2),
        "H": (16, 16),
    }
    shapes |= {"hb": (16,), "O": (16, intents), "ob": (intents,), "G": (16, len(STATES)), "gb": (len(STATES),)}
    rng = np.random.default_rng(1)
    weights = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    weights |= {"E": rng.normal(size=(16, VECTOR_SIZE)).astype(np.float32), "g": weights["g"] * np.float32(scale)}
    return weights | {"delta_rows": (np.arange(words) % 5).astype(np.uint16)}


def _softmax(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    raised = np.exp(values - values.max())
    shares: npt.NDArray[Any] = raised / raised.sum()
    return shares


def test_names_of_intents() -> None:
    """The intents of the shipped model have different names, and their numbers have 8 bits."""
    names = shipped_intents().names
    assert len(set(names)) == len(names) == shipped_intents()._weights["O"].shape[1]
    assert TOP_INTENTS <= len(names) <= 256
