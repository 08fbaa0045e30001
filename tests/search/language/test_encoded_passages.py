"""Passages and strings survive encoding."""

from __future__ import annotations

from array import array
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import About, Article, Passage, PassageKind, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.language.encoded_passages import NO_PASSAGES, EncodedPassages, PassageArticles, encode_passages
from bot.search.language.string_table import StringTable

ARTICLE = Article("a", "Any text.")
numbers = st.integers(0, 2**31 - 1)
spans = st.builds(Span, numbers, numbers)
any_term = st.text(st.characters(), max_size=6)
terms = st.frozensets(any_term, max_size=5)
abouts = st.sampled_from(About)
sentences = st.builds(AnalysedSentence, spans, terms, st.tuples(numbers, numbers), abouts, numbers, numbers)
passages = st.builds(
    AnalysedPassage,
    st.builds(Passage, st.just(ARTICLE), numbers, spans, st.sampled_from(PassageKind), st.one_of(st.none(), spans)),
    st.lists(sentences, max_size=3).map(tuple),
    terms,
    st.dictionaries(any_term, st.integers(1, 2**31 - 1), max_size=5).map(Counter),
    st.lists(numbers, max_size=4).map(lambda values: array("i", values)),
    abouts,
    st.booleans(),
)


@given(first=st.lists(passages, max_size=4), then=st.lists(passages, max_size=4))
def test_decoded_passages_equal_the_encoded_ones(first: list[AnalysedPassage], then: list[AnalysedPassage]) -> None:
    """Any passage is decoded as it was, and its term counts can be decoded alone, even if passages were added."""
    encoded = encode_passages(encode_passages(NO_PASSAGES, first), then)
    decoded = EncodedPassages.from_arrays(iter(encoded.arrays))
    assert [decoded.decode(number, ARTICLE) for number in range(len(decoded))] == [*first, *then]
    assert [decoded.term_counts(number) for number in range(len(decoded))] == [
        each.term_counts for each in (*first, *then)
    ]


@given(texts=st.lists(any_term))
def test_a_string_table_returns_its_strings(texts: list[str]) -> None:
    """A table returns every string, including lone surrogates."""
    table = StringTable.from_strings(texts)
    assert list(table) == [table[place] for place in range(len(table))] == texts


def test_passage_articles() -> None:
    """A passage belongs to the article that begins at or before its number."""
    one, other = Article("one", ""), Article("other", "")
    articles = PassageArticles([0, 3, 5], [one, None, other])
    assert [articles[number] for number in (0, 2, 5, 9)] == [one, one, other, other]
