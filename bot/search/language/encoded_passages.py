"""Analysed passages as numbers in one array. A passage is decoded when it is read.

The numbers of a passage are, in this order: its head (`_head`); the head of each sentence (`_sentence_head`); the term
ids of all sentences; those of the context; those of the term counts, and then their counts; the rows of the words of
each sentence, and those of the context; the sampled shingles.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.domain import About, Article, Passage, PassageKind, Span
from bot.search.arrays import Int32s, Offsets
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.language.string_table import StringTable
from bot.search.meaning.intents import EMPTY_MEANING, Meanings

_KINDS: Final = tuple(PassageKind)
_SUBJECTS: Final = tuple(About)
_HEAD_SIZE: Final = 14
_MEANING_SIZE: Final = len(EMPTY_MEANING) // 4
_SENTENCE_HEAD_SIZE: Final = 9 + _MEANING_SIZE
_SPAN_PLACE: Final = 1
"""Place of the start and the end of the text in the head of a passage."""
_SENTENCES_PLACE: Final = 9
"""Place of the number of sentences in the head of a passage."""
_MEANING_PLACE: Final = 7
"""Place of the meaning in the head of a sentence."""
_NO_HEADING: Final = -1


@dataclass(frozen=True)
class EncodedPassages:
    """Encoded passages, numbered from 0."""

    values: Int32s
    starts: Offsets
    """Start of each passage's values, and the end of the last one's."""
    terms: StringTable

    @classmethod
    def from_arrays(cls, arrays: Iterator[npt.NDArray[Any]]) -> EncodedPassages:
        """Return the passages that `arrays` described."""
        return cls(next(arrays), next(arrays), StringTable(next(arrays), next(arrays)))

    @property
    def arrays(self) -> list[npt.NDArray[Any]]:
        """The passages as arrays for a file."""
        return [self.values, self.starts, self.terms.letters, self.terms.starts]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def for_article(self, article: Article) -> tuple[EncodedPassage, ...]:
        """Return all passages, which must be those of this article."""
        return tuple(EncodedPassage(self, number, article) for number in range(len(self)))

    def decode(self, number: int, article: Article) -> AnalysedPassage:
        """Return the decoded passage, which must be one of this article."""
        values = _ValueReader(self._values(number), self.terms)
        place, start, end, kind, heading, heading_end, subject, off_topic, film, *sizes = values.take(_HEAD_SIZE)
        heading_span = None if heading == _NO_HEADING else Span(heading, heading_end)
        passage = Passage(article, place, Span(start, end), _KINDS[kind], heading_span)
        heads = [values.take(_SENTENCE_HEAD_SIZE) for _ in range(sizes[0])]
        terms = [frozenset(values.take_terms(head[-1])) for head in heads]
        context = frozenset(values.take_terms(sizes[1]))
        term_counts = values.take_term_counts(sizes[2])
        sentences = tuple(
            AnalysedSentence(
                Span(begin, stop),
                held,
                (first, last),
                _SUBJECTS[about],
                first_day,
                last_day,
                array("i", meaning).tobytes(),
                values.take_rows(rows),
            )
            for held, (begin, stop, first, last, about, first_day, last_day, *meaning, rows, _) in zip(
                terms, heads, strict=True
            )
        )
        context_rows = values.take_rows(sizes[3])
        sample = array("i", values.take(sizes[4]))
        flags = bool(off_topic), bool(film)
        return AnalysedPassage(
            passage, sentences, context, term_counts, sample, _SUBJECTS[subject], *flags, context_rows
        )

    def text(self, number: int, article: Article) -> str:
        """Return the text of the passage, which must be one of this article, without decoding the rest."""
        place = int(self.starts[number]) + _SPAN_PLACE
        start, end = self.values[place : place + 2].tolist()
        return Span(start, end).of(article.text)

    def term_counts(self, number: int) -> Counter[str]:
        """Return the frequency of each term in the passage, without decoding the rest."""
        values = _ValueReader(self._values(number), self.terms)
        *_, sentences, context, distinct, _, _ = values.take(_HEAD_SIZE)
        in_sentences = sum(values.take(_SENTENCE_HEAD_SIZE)[-1] for _ in range(sentences))
        values.take(in_sentences + context)
        return values.take_term_counts(distinct)

    def shingle_sample(self, number: int) -> Int32s:
        """Return the checksums of the passage's sampled shingles."""
        start, end = int(self.starts[number]), int(self.starts[number + 1])
        size = int(self.values[start + _HEAD_SIZE - 1])
        return self.values[end - size : end]

    def meanings(self, numbers: range) -> tuple[Int32s, Meanings]:
        """Return the number of sentences of each of these passages, and the encoded meanings of all sentences."""
        starts = self.starts[numbers.start : numbers.stop]
        counts = self.values[starts + _SENTENCES_PLACE]
        before = np.cumsum(counts) - counts
        heads = np.repeat(starts + _HEAD_SIZE - _SENTENCE_HEAD_SIZE * before, counts)
        heads += _SENTENCE_HEAD_SIZE * np.arange(len(heads)) + _MEANING_PLACE
        meanings = self.values[heads[:, None] + np.arange(_MEANING_SIZE)]
        return counts, meanings.view(np.uint8)

    def _values(self, number: int) -> list[int]:
        values: list[int] = self.values[self.starts[number] : self.starts[number + 1]].tolist()
        return values


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """One encoded passage. It takes a twentieth of the memory of a decoded one."""

    passages: EncodedPassages
    number: int
    article: Article

    @property
    def text(self) -> str:
        """Its text."""
        return self.passages.text(self.number, self.article)

    @property
    def term_counts(self) -> Counter[str]:
        """The frequency of each term in the passage."""
        return self.passages.term_counts(self.number)

    @property
    def shingle_sample(self) -> list[int]:
        """The checksums of its sampled shingles."""
        sample: list[int] = self.passages.shingle_sample(self.number).tolist()
        return sample

    def decode(self) -> AnalysedPassage:
        """Return the decoded passage. The result is not cached."""
        return self.passages.decode(self.number, self.article)


class _ValueReader:
    """Reads the values of a passage from first to last."""

    def __init__(self, values: list[int], terms: StringTable) -> None:
        self._values, self._terms = values, terms
        self._place = 0

    def take(self, count: int) -> list[int]:
        self._place += count
        return self._values[self._place - count : self._place]

    def take_rows(self, count: int) -> bytes:
        return array("i", self.take(count)).tobytes()

    def take_terms(self, count: int) -> Iterator[str]:
        return self._terms.at(self.take(count))

    def take_term_counts(self, count: int) -> Counter[str]:
        counts: Counter[str] = Counter()
        # Counter.update takes ten times as long as dict.update.
        dict.update(counts, zip(list(self.take_terms(count)), self.take(count), strict=True))
        return counts


NO_PASSAGES: Final = EncodedPassages(np.empty(0, np.int32), np.zeros(1, np.int64), StringTable.from_strings(()))


def encode_passages(encoded: EncodedPassages, passages: Iterable[AnalysedPassage]) -> EncodedPassages:
    """Return `encoded`, unchanged, followed by these passages."""
    ids = {term: number for number, term in enumerate(encoded.terms)}
    values, ends = array("i"), array("q")
    for passage in passages:
        values.extend(_values_of(passage, ids))
        ends.append(len(values))
    starts = np.concatenate([encoded.starts, encoded.starts[-1] + np.frombuffer(ends, np.int64)])
    return EncodedPassages(
        _join(encoded.values, np.frombuffer(values, np.int32)), starts, StringTable.from_strings(ids)
    )


def _join(one: Int32s, other: Int32s) -> Int32s:
    """Concatenate two arrays. They are large, so an array is only copied if both have values."""
    if len(one) and len(other):
        return np.concatenate([one, other])
    return one if len(one) else other


def _values_of(passage: AnalysedPassage, ids: dict[str, int]) -> Iterator[int]:
    """Encode a passage. New terms are added to `ids`."""
    yield from _head(passage)
    for sentence in passage.sentences:
        yield from _sentence_head(sentence)
    for terms in (*(sentence.terms for sentence in passage.sentences), passage.context, passage.term_counts):
        yield from [ids.setdefault(term, len(ids)) for term in terms]
    yield from passage.term_counts.values()
    for rows in (*(sentence.word_rows for sentence in passage.sentences), passage.context_rows):
        yield from array("i", rows)
    yield from passage.shingle_sample


def _head(analysed: AnalysedPassage) -> tuple[int, ...]:
    passage = analysed.passage
    heading = (passage.heading.start, passage.heading.end) if passage.heading else (_NO_HEADING, _NO_HEADING)
    place = passage.number, passage.span.start, passage.span.end, _KINDS.index(passage.kind), *heading
    counts = len(analysed.sentences), len(analysed.context), len(analysed.term_counts)
    sizes = *counts, len(array("i", analysed.context_rows)), len(analysed.shingle_sample)
    article = _SUBJECTS.index(analysed.article_about), analysed.is_off_topic, analysed.begins_with_film
    return (*place, *article, *sizes)


def _sentence_head(sentence: AnalysedSentence) -> tuple[int, ...]:
    days = sentence.first_day, sentence.last_day
    about = _SUBJECTS.index(sentence.about)
    meaning = array("i", sentence.meaning)
    sizes = len(array("i", sentence.word_rows)), len(sentence.terms)
    return sentence.span.start, sentence.span.end, *sentence.years, about, *days, *meaning, *sizes


class PassageArticles:
    """The article of each passage, by passage number."""

    def __init__(self, firsts: Sequence[int], articles: Sequence[Article | None]) -> None:
        """Create the mapping from the first passage of each article, in ascending order.

        None stands for an article that has changed since, so that its passages were removed.
        """
        self._firsts, self._articles = firsts, articles

    def __getitem__(self, number: int) -> Article:
        article = self._articles[bisect_right(self._firsts, number) - 1]
        if article is None:
            raise IndexError(number)
        return article
