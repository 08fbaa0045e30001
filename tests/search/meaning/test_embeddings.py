"""Embeddings of passages: tables by texts, and how near a question is to passages that are all embedded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.meaning.embeddings import EMPTY_TABLE, Embeddings, EmbeddingTable, QuestionVectors, keys_of
from bot.search.meaning.question_projection import QuestionProjection
from tests.search.meaning.ngram_encoder import DIMENSIONS, NgramEncoder

TEXTS = ("Filming starts in August.", "Das Budget liegt bei 170 Millionen.", "Il cast è completo.")
BLANK = QuestionProjection.blank(NgramEncoder().version, DIMENSIONS)


def table_of(*texts: str) -> EmbeddingTable:
    """Return a table with these texts."""
    return EMPTY_TABLE.with_vectors(keys_of(texts), NgramEncoder().embed_passages(texts))


def embeddings_of(*tables: EmbeddingTable, encoder: NgramEncoder | None = None) -> Embeddings:
    """Return the embeddings of these tables."""
    return Embeddings(QuestionVectors(encoder or NgramEncoder()), lambda: tables)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6), st.text(min_size=1))
def test_similarities_are_those_of_the_vectors(texts: Sequence[str], question: str) -> None:
    """The similarities are the cosines of the vectors, as far as 8 bits tell, however tables divide the texts."""
    encoder, half = NgramEncoder(), len(texts) // 2
    towards = encoder.embed_question(TEXTS[0])
    projection = replace(BLANK, offset=towards)
    projected = encoder.embed_question(question) + towards
    vectors = np.stack([encoder.embed_question(question), projected / np.linalg.norm(projected)])
    expected = vectors @ encoder.embed_passages(texts).T
    for tables in ([table_of(*texts)], [table_of(*texts[:half]), table_of(*texts[half:])]):
        found = embeddings_of(*tables).similarities(question, texts, projection)
        assert found is not None
        assert found.cosines == pytest.approx(expected[0], abs=0.02)
        assert found.projected == pytest.approx(expected[1], abs=0.02)


def test_nothing_is_near_until_all_are_embedded() -> None:
    """If one passage is not embedded yet, there are no similarities, and the question is not embedded for them."""
    encoder = NgramEncoder()
    assert embeddings_of(table_of(*TEXTS[:2]), encoder=encoder).similarities("when", TEXTS, BLANK) is None
    assert embeddings_of(encoder=encoder).similarities("when", TEXTS, BLANK) is None
    assert encoder.questions == []


def test_a_table_that_is_still_empty_changes_nothing() -> None:
    """A server whose own passages are not embedded yet has the similarities of everyone's passages."""
    found = embeddings_of(table_of(*TEXTS), EMPTY_TABLE).similarities("when", TEXTS, BLANK)
    expected = embeddings_of(table_of(*TEXTS)).similarities("when", TEXTS, BLANK)
    assert found is not None
    assert expected is not None
    assert found.cosines.tolist() == expected.cosines.tolist()


def test_a_question_is_embedded_once() -> None:
    """A question that was prepared is not embedded again; without any embedded passage it is not embedded at all."""
    encoder = NgramEncoder()
    embeddings_of(EMPTY_TABLE, encoder=encoder).prepare("when")
    assert encoder.questions == []
    embeddings = embeddings_of(table_of(*TEXTS), encoder=encoder)
    embeddings.prepare("when")
    assert embeddings.similarities("when", TEXTS, BLANK) is not None
    assert encoder.questions == ["when"]


def test_an_encoder_that_fails_is_asked_once(caplog: pytest.LogCaptureFixture) -> None:
    """After a failure there are no similarities, and the failure is logged once with what to do."""
    encoder = NgramEncoder()
    embeddings = embeddings_of(table_of(*TEXTS), encoder=encoder)
    encoder.fails = True
    with caplog.at_level(logging.WARNING):
        assert embeddings.similarities("when", TEXTS, BLANK) is None
        encoder.fails = False
        assert embeddings.similarities("when", TEXTS, BLANK) is None
    assert [record.getMessage() for record in caplog.records] == [
        "questions are answered without sentence embeddings: the trigrams are gone"
    ]


def test_a_projection_of_another_encoder_is_not_used() -> None:
    """With a projection for another version of the encoder there are no similarities, and no question is embedded."""
    encoder = NgramEncoder("trigrams 2")
    assert embeddings_of(table_of(*TEXTS), encoder=encoder).similarities("when", TEXTS, BLANK) is None
    assert encoder.questions == []


def test_a_table_keeps_the_former_vectors() -> None:
    """A text that is added again keeps its vector, and equal texts have one row."""
    table = table_of(*TEXTS)
    keys = keys_of([TEXTS[0], "new", "new"])
    more = table.with_vectors(keys, np.eye(3, 64, dtype=np.float32))
    assert len(more) == 4
    assert more.vectors[more.rows(keys[:1])].tolist() == table.vectors[table.rows(keys[:1])].tolist()
    assert (np.diff(more.keys.astype(object)) > 0).all()


def test_a_table_without_texts() -> None:
    """Unwanted vectors are removed, and the rest stay."""
    table = table_of(*TEXTS)
    kept = keys_of([TEXTS[2], "unknown"])
    less = table.only(kept)
    assert less.keys.tolist() == kept[:1].tolist()
    assert less.vectors[0].tolist() == table.vectors[table.rows(kept[:1])[0]].tolist()
    assert less.only(kept) is less
