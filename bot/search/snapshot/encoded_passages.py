"""Analysed passages as numbers in one array: a passage is decoded when somebody looks at it.

A passage's numbers are, in this order: what `_head` lists; for each sentence what `_sentence_head` lists; the terms of
all sentences; those of the context; those of the bag, and how often each counts; the sample.
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

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.index.arrays import Int32s, Offsets
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.snapshot.string_table import StringTable

_KINDS: Final = tuple(PassageKind)
_HEAD: Final = 12
_SENTENCE: Final = 6
_NOWHERE: Final = -1


@dataclass(frozen=True)
class EncodedPassages:
    """Passages by their numbers, which count from 0."""

    values: Int32s
    starts: Offsets
    """Where each passage's values begin, and where those of the last one end."""
    terms: StringTable

    @classmethod
    def from_arrays(cls, arrays: Iterator[npt.NDArray[Any]]) -> EncodedPassages:
        """From what `arrays` has given."""
        return cls(next(arrays), next(arrays), StringTable(next(arrays), next(arrays)))

    @property
    def arrays(self) -> list[npt.NDArray[Any]]:
        """All that it consists of."""
        return [self.values, self.starts, self.terms.letters, self.terms.starts]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def for_article(self, article: Article) -> tuple[EncodedPassage, ...]:
        """All passages, which must be of that very article."""
        return tuple(EncodedPassage(self, number, article) for number in range(len(self)))

    def decode(self, number: int, article: Article) -> AnalysedPassage:
        """The passage, which must be of that very article."""
        values = _Reading(self._values_of(number), self.terms)
        place, start, end, kind, heading, heading_end, is_off_topic, may_be_other_film, *sizes = values.take(_HEAD)
        passage = Passage(
            article, place, Span(start, end), _KINDS[kind], None if heading < 0 else Span(heading, heading_end)
        )
        heads = [values.take(_SENTENCE) for _ in range(sizes[0])]
        sentences = tuple(
            AnalysedSentence(Span(begin, stop), frozenset(values.take_terms(count)), (first, last), bool(original))
            for begin, stop, first, last, original, count in heads
        )
        context = frozenset(values.take_terms(sizes[1]))
        bag = values.take_bag(sizes[2])
        sample = array("i", values.take(sizes[3]))
        return AnalysedPassage(passage, sentences, context, bag, sample, bool(is_off_topic), bool(may_be_other_film))

    def term_counts(self, number: int) -> Counter[str]:
        """The passage's terms with how often they count."""
        values = _Reading(self._values_of(number), self.terms)
        *_, sentences, context, held, _ = values.take(_HEAD)
        terms = sum(values.take(_SENTENCE)[-1] for _ in range(sentences))
        values.take(terms + context)
        return values.take_bag(held)

    def _values_of(self, number: int) -> list[int]:
        values: list[int] = self.values[self.starts[number] : self.starts[number + 1]].tolist()
        return values


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """One passage of them: it takes a twentieth of the memory that it takes when it is decoded."""

    passages: EncodedPassages
    number: int
    article: Article

    @property
    def term_counts(self) -> Counter[str]:
        """Its terms with how often they count."""
        return self.passages.term_counts(self.number)

    def decode(self) -> AnalysedPassage:
        """The passage, decoded anew."""
        return self.passages.decode(self.number, self.article)


class _Reading:
    """A passage's values, which are taken from the first to the last."""

    def __init__(self, values: list[int], terms: StringTable) -> None:
        self._values, self._terms = values, terms
        self._place = 0

    def take(self, count: int) -> list[int]:
        self._place += count
        return self._values[self._place - count : self._place]

    def take_terms(self, count: int) -> Iterator[str]:
        return self._terms.at(self.take(count))

    def take_bag(self, count: int) -> Counter[str]:
        bag: Counter[str] = Counter()
        # A counter's own ways of being filled take ten times as long.
        dict.update(bag, zip(list(self.take_terms(count)), self.take(count), strict=True))
        return bag


NO_PASSAGES: Final = EncodedPassages(np.empty(0, np.int32), np.zeros(1, np.int64), StringTable.from_strings(()))


def encode_passages(former: EncodedPassages, passages: Iterable[AnalysedPassage]) -> EncodedPassages:
    """The passages behind those that were encoded before, which are taken over as they are."""
    ids = {term: number for number, term in enumerate(former.terms)}
    values, ends = array("i"), array("q")
    for passage in passages:
        values.extend(_values_of(passage, ids))
        ends.append(len(values))
    starts = np.concatenate([former.starts, former.starts[-1] + np.frombuffer(ends, np.int64)])
    joined = _joined(former.values, np.frombuffer(values, np.int32))
    return EncodedPassages(joined, starts, StringTable.from_strings(ids))


def _joined(one: Int32s, other: Int32s) -> Int32s:
    """One behind the other; they are large, and what need not be copied is not."""
    if len(one) and len(other):
        return np.concatenate([one, other])
    return one if len(one) else other


def _values_of(passage: AnalysedPassage, ids: dict[str, int]) -> Iterator[int]:
    """New terms get the next ids."""
    yield from _head(passage)
    for sentence in passage.sentences:
        yield from _sentence_head(sentence)
    for terms in (*(sentence.terms for sentence in passage.sentences), passage.context, passage.term_counts):
        yield from [ids.setdefault(term, len(ids)) for term in terms]
    yield from passage.term_counts.values()
    yield from passage.shingle_sample


def _head(analysed: AnalysedPassage) -> tuple[int, ...]:
    passage = analysed.passage
    heading = (passage.heading.start, passage.heading.end) if passage.heading else (_NOWHERE, _NOWHERE)
    place = passage.number, passage.span.start, passage.span.end, _KINDS.index(passage.kind), *heading
    sizes = len(analysed.sentences), len(analysed.context), len(analysed.term_counts), len(analysed.shingle_sample)
    return (*place, analysed.is_off_topic, analysed.may_be_other_film, *sizes)


def _sentence_head(sentence: AnalysedSentence) -> tuple[int, ...]:
    return sentence.span.start, sentence.span.end, *sentence.years, sentence.is_about_original, len(sentence.terms)


class ArticlePlaces:
    """Which article a passage is of, by its number."""

    def __init__(self, firsts: Sequence[int], articles: Sequence[Article | None]) -> None:
        """The first number of each article, in ascending order; None stands for articles that nobody looks at."""
        self._firsts, self._articles = firsts, articles

    def __getitem__(self, number: int) -> Article:
        article = self._articles[bisect_right(self._firsts, number) - 1]
        if article is None:
            raise IndexError(number)
        return article
