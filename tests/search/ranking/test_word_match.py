"""How near the words of a question are to those of passages."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np
import pytest

from bot.search.language.question import QuestionWord, Role
from bot.search.language.tokens import Token
from bot.search.meaning.query_expansion import ExpandedQuery
from bot.search.meaning.word_vectors import WordVectors
from bot.search.ranking.passage_batch import PassageBatch
from bot.search.ranking.word_match import PassageWords, WordMatch, discrimination_weights, match_words
from tests.search.ranking.helpers import passage, sentence

TABLE = WordVectors.load()
NO_EXPANSION = ExpandedQuery(np.zeros((0, TABLE.dimensions), np.float32), np.zeros(0, np.float32))


def rows(text: str) -> bytes:
    """Return the rows of these words."""
    return array("i", TABLE.rows(text.split())).tobytes()


def match(question: str, *passages: tuple[str, ...], titles: tuple[str, ...] = (), common: str = "") -> WordMatch:
    """Compare a question with passages, given as the words of their sentences. `common` are words without a topic."""
    words = [
        QuestionWord(
            word, Token(0, 1, word), Role.COMMON if word in common.split() else Role.CONTENT, (), is_known=True
        )
        for word in question.split()
    ]
    read = [passage(*(replace(sentence(), word_rows=rows(text)) for text in each)) for each in passages]
    for number, title in enumerate(titles):
        read[number] = replace(read[number], context_rows=rows(title))
    return match_words(words, NO_EXPANSION, PassageWords(PassageBatch(read), TABLE))[0]


@pytest.mark.parametrize(
    ("asked", "near", "far"), [("actor", "schauspieler", "kamera"), ("house", "household", "budget")]
)
def test_words_of_similar_meaning(asked: str, near: str, far: str) -> None:
    """A word of similar meaning is nearer than another, also in another language; the word itself is nearest."""
    found = match(asked, (asked,), (near,), (far,)).sentences
    assert found[0] == pytest.approx(1.0, abs=0.02)
    assert found[0] > found[1] > found[2]


def test_passages_and_titles() -> None:
    """A passage is as near as its nearest sentences word by word, and its title counts beside it."""
    found = match("trailer music", ("trailer", "music"), ("weather",), titles=("", "music"))
    assert found.sentences[0] < found.passages[0] == pytest.approx(1.0, abs=0.02)
    assert found.contexts[0] == 0.0
    assert found.with_contexts[1] > found.passages[1]


def test_words_that_tell_more_weigh_more() -> None:
    """A word that stands in all passages, or that carries no topic, weighs less than one that tells them apart."""
    found = match("trailer music", ("trailer",), ("trailer", "music"), ("trailer",))
    assert found.passages[0] < 0.6
    less = match("trailer music", ("trailer",), ("music",), common="music").sentences
    assert less[0] > less[1]


@pytest.mark.parametrize("question", ["", "qqqzzzxxx"])
def test_nothing_to_compare(question: str) -> None:
    """Without words, or with words that the table lacks, nothing is near, and sentences may be without words."""
    found = match(question, ("",), ("trailer",))
    assert found.sentences.tolist() == [0.0, 0.0]
    assert found.with_contexts.tolist() == [0.0, 0.0]


def test_what_a_few_passages_share_still_counts() -> None:
    """A word that is in the only two passages weighs nearly as much as one that is in neither; in many, far less."""
    few, many = (
        discrimination_weights(np.ones((2, 1), np.float32)),
        discrimination_weights(np.ones((60, 1), np.float32)),
    )
    assert few[0] > 2 * many[0] > 0
    assert discrimination_weights(np.zeros((60, 1), np.float32))[0] > 1


def test_words_that_are_expected() -> None:
    """The vectors of an expansion are compared as words are, by their own weights."""
    found = [passage(replace(sentence(), word_rows=rows(text))) for text in ("composer", "budget", "composer budget")]
    table = TABLE.vectors(TABLE.rows(["composer", "budget"]))
    query = ExpandedQuery(table, np.array([1.0, 0.0], np.float32))
    _, match = match_words([], query, PassageWords(PassageBatch(found), TABLE))
    assert match.passages[0] == match.passages[2] > match.passages[1]
