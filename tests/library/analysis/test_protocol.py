"""Frames and serialized analyses cross from one process to another unchanged."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate
from bot.library.analysis.protocol import MAX_FRAME, BrokenFrameError, read_frame, write_frame
from bot.library.analysis.serialization import deserialize, serialize
from bot.search.language.article_analyser import EMPTY_ANALYSIS, ArticleAnalyser
from bot.search.language.encoded_passages import EncodedPassage
from tests.language_data import shipped_data

ANALYSER = ArticleAnalyser(shipped_data())
texts = st.lists(
    st.sampled_from(
        [
            "Filming of Heat 2 starts in Chicago.",
            "Über 150 Mio. Dollar, sagt Mann.",
            "\n\n",
            " ",
            "Café",
            "\ud800",
            "- a\n",
        ]
    )
).map(" ".join)


@given(texts, st.sampled_from(["en", "de", ""]))
def test_an_analysis_crosses_unchanged(text: str, language: str) -> None:
    """Passages and accented words are the same after serializing and deserializing them."""
    article = Article("a", text, "Title", published=PublishedDate(2026, 3), language=language)
    analysed = ANALYSER.analyse(article)
    stream = io.BytesIO()
    write_frame(stream, *serialize(analysed))
    stream.seek(0)
    crossed = deserialize(read_frame(stream), article)
    passages = [each.decode() for each in crossed.passages if isinstance(each, EncodedPassage)]
    assert passages == list(analysed.passages)
    assert [each.term_counts for each in crossed.passages] == [each.term_counts for each in analysed.passages]
    assert crossed.other_spellings == analysed.other_spellings


@pytest.mark.parametrize("cut", [0, 3, 8, 20, -1])
def test_an_incomplete_frame_is_refused(cut: int) -> None:
    """An incomplete frame raises BrokenFrameError."""
    stream = io.BytesIO()
    write_frame(stream, b"r", b"x" * 40)
    with pytest.raises(BrokenFrameError):
        read_frame(io.BytesIO(stream.getvalue()[:cut]))


def test_an_oversized_frame_is_refused() -> None:
    """A frame above the maximum size is refused before it is read."""
    with pytest.raises(BrokenFrameError, match="a frame of"):
        read_frame(io.BytesIO((MAX_FRAME + 1).to_bytes(8, "little") + b"x"))


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 8, b"\2" + b"\0" * 7 + b"[]", b"\x0f" + b"\0" * 7 + b'[["|O8",100000]]']
)
def test_other_bytes_than_an_analysis_are_refused(content: bytes) -> None:
    """Bytes that `serialize` has not written raise BrokenFrameError."""
    with pytest.raises(BrokenFrameError):
        deserialize(content, Article("a", ""))


def test_an_empty_analysis_crosses_unchanged() -> None:
    """The analysis of an empty article crosses unchanged."""
    parts = serialize(EMPTY_ANALYSIS)
    assert deserialize(b"".join(bytes(part) for part in parts), Article("a", "")) == EMPTY_ANALYSIS
