"""The rows of a passage hold what the ranking reads of it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bot.domain import About, Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.language.passage_rows import (
    PASSAGE_ROW,
    ROW_LANGUAGES,
    SENTENCE_ROW,
    SUBJECT_CODES,
    UNKNOWN_WORD,
    decode_rows,
)
from bot.search.meaning.intents import EMPTY_MEANING

TEXT = "Who? He said so."
WORDS = bytes([1, 0, 0, 0, 2, 0, 0, 0])
"""Two rows of the table of word vectors."""


def passage(published: PublishedDate, kind: PassageKind = PassageKind.PROSE, language: str = "") -> AnalysedPassage:
    """Return the passage TEXT with two sentences."""
    meaning = bytes(range(len(EMPTY_MEANING)))
    sentences = (
        AnalysedSentence(Span(0, 4), frozenset(), (2024, 2027), About.OTHER, 1, 740_000, meaning, WORDS),
        AnalysedSentence(Span(5, 16), frozenset({"say"})),
    )
    article = Article("a", TEXT, published=published, language=language)
    return AnalysedPassage(Passage(article, 7, Span(0, 16), kind), sentences, frozenset(), Counter(), is_off_topic=True)


def test_rows_hold_the_values() -> None:
    """Every value stands in the field of its name, for the passages and the sentences of several in their order."""
    one = passage(PublishedDate(2025, 3), PassageKind.FACTS_ELSEWHERE, "de")
    other = passage(PublishedDate(), PassageKind.ASIDE, "pl")
    rows = decode_rows([each.rows.passage for each in (one, other)], PASSAGE_ROW)
    first_day, last_day = one.article.published.first_day, one.article.published.last_day
    assert first_day
    assert last_day
    assert rows["sentences"].tolist() == [2, 2]
    assert rows["number"].tolist() == [7, 7]
    assert rows["first_day"].tolist() == [first_day.toordinal(), 0]
    assert rows["last_day"].tolist() == [last_day.toordinal(), 0]
    assert rows["year"].tolist() == [2025, 0]
    assert rows["is_off_topic"].tolist() == [True, True]
    assert rows["may_be_other_film"].tolist() == [one.may_be_other_film, other.may_be_other_film]
    assert rows["is_facts_elsewhere"].tolist() == [True, False]
    assert rows["is_aside"].tolist() == [False, True]
    assert [ROW_LANGUAGES[code] for code in rows["language"]] == ["de", ""]
    assert rows["context_words"].tolist() == [1, 1]
    sentences = decode_rows([one.rows.sentences, other.rows.sentences], SENTENCE_ROW)
    assert sentences["first_year"].tolist() == [2024, 0, 2024, 0]
    assert sentences["last_year"].tolist() == [2027, 0, 2027, 0]
    assert sentences["last_day"].tolist() == [740_000, 0, 740_000, 0]
    assert sentences["asks"].tolist() == [True, False, True, False]
    assert sentences["about"].tolist() == [SUBJECT_CODES[About.OTHER], SUBJECT_CODES[About.SUBJECT]] * 2
    assert sentences["words"].tolist() == [2, 1, 2, 1]
    assert [bytes(row) for row in sentences["meaning"]] == [each.meaning for each in one.sentences] * 2


@pytest.mark.parametrize(("published", "last"), [(PublishedDate(2025, 2), "2025-02-28"), (PublishedDate(), "")])
def test_last_day(published: PublishedDate, last: str) -> None:
    """The last day is that of the publication, 0 if it is unknown."""
    expected = published.last_day
    assert (expected.isoformat() if expected else "") == last
    assert passage(published).rows.last_day == (expected.toordinal() if expected else 0)


def test_words() -> None:
    """The words of all sentences stand one after the other, and an unknown word stands for a text without words."""
    rows = passage(PublishedDate()).rows
    assert rows.words == WORDS + UNKNOWN_WORD
    assert rows.context_words == UNKNOWN_WORD
    assert rows.key == ("a", 7)


def test_no_passages() -> None:
    """Without passages there are no rows."""
    assert decode_rows([], PASSAGE_ROW).tolist() == []
    assert decode_rows([], SENTENCE_ROW)["meaning"].dtype == np.uint8


def test_cached_rows_change_nothing() -> None:
    """A passage whose rows are computed equals one whose rows are not."""
    one, other = passage(PublishedDate(2025, 3)), passage(PublishedDate(2025, 3))
    assert one.rows is one.rows
    assert one == other
