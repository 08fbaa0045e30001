"""What a passage holds, sentence by sentence: words, concepts, names, amounts, times, and the kinds of answer."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from bot.domain import Article, Passage, Span

ORIGINAL_FILM: Final = "original"
"""The concept of the film of 1995, as opposed to the one that the bot is about."""
SUBJECT_FILM: Final = "subject"
"""The concept of the film that the bot is about: it is in nearly every passage and tells nothing."""
OPEN_KIND: Final = "open"
"""The kind of a sentence that says that an answer is not known yet."""
REASON_KIND: Final = "why"
"""The kind of a sentence that gives a reason."""
KNOWN_NAME_KIND: Final = "known"
"""The kind of a sentence that names people or companies of the data file."""


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """A sentence and the terms that it holds, as the index names them (see `concept_term` and its neighbours)."""

    span: Span
    terms: frozenset[str]
    years: tuple[int, int] = (0, 0)
    """The first and the last year that its time expressions point to; zeros without any."""
    is_about_original: bool = False


@dataclass(frozen=True, slots=True)
class AnalysedPassage:
    """A passage with its sentences' terms, and those of the heading and title that it stands under."""

    passage: Passage
    sentences: tuple[AnalysedSentence, ...]
    context: frozenset[str]
    term_counts: Counter[str]
    """Every term with how often it counts, for BM25."""
    shingle_sample: array[int] = field(default_factory=lambda: array("i"))
    """Of its shingles, to find what repeats it."""
    is_off_topic: bool = False
    """Whether its article names nobody of the film's world: it is about something else that shares a word with it."""
    may_be_other_film: bool = False
    """Whether its article does not begin with the film, and it does not name it: it may be about another one."""

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.passage.article

    @property
    def terms(self) -> frozenset[str]:
        """What it holds and stands under."""
        return self.context.union(*(sentence.terms for sentence in self.sentences))

    def holds(self, term: str) -> bool:
        """Whether the term is among `terms`."""
        return term in self.context or any(term in sentence.terms for sentence in self.sentences)


def concept_term(concept: str) -> str:
    """The term of a concept."""
    return f"concept:{concept}"


def name_term(label: str) -> str:
    """The term of a known name."""
    return f"name:{label}"


def kind_term(kind: str) -> str:
    """The term of a kind of answer, of sentences only: nearly every passage holds some."""
    return f"kind:{kind}"


def pair_term(concept: str, kind: str) -> str:
    """The term of a concept together with a kind of answer in one sentence."""
    return f"{concept}+{kind}"


def year_term(year: int) -> str:
    """The term of a year that a time expression points to."""
    return f"year:{year}"


def has_kind(sentence: AnalysedSentence, kinds: Iterable[str]) -> bool:
    """Whether the sentence holds one of the kinds of answer."""
    return any(kind_term(kind) in sentence.terms for kind in kinds)


def is_special(term: str) -> bool:
    """Whether a term is anything but the stem of a word."""
    return ":" in term or "+" in term
