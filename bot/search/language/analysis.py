"""Analysed passages, and the terms under which the index finds them.

A term is the stem of a word, or a marked string for something that words express: a concept, a name, an amount, a year,
a kind of answer (a date, a person, a reason), or a concept together with a kind.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from bot.domain import About, Article, Passage, PassageKind, Span
from bot.search.language.passage_rows import (
    ROW_LANGUAGES,
    SUBJECT_CODES,
    UNKNOWN_WORD,
    PassageRows,
    pack_passage,
    pack_sentence,
)
from bot.search.meaning.intents import EMPTY_MEANING

ORIGINAL_FILM: Final = "original"
"""The concept of the film whose sequel the subject is."""
SUBJECT_FILM: Final = "subject"
"""The concept of the film that the bot is about. Nearly every passage holds it, so it does not tell them apart."""
OPEN_KIND: Final = "open"
"""The kind of sentences that say that something is not known yet."""
REASON_KIND: Final = "why"
"""The kind of sentences that give a reason."""
KNOWN_NAME_KIND: Final = "known"
"""The kind of sentences that name people or organisations of `data/names.yaml`."""


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """A sentence with its terms."""

    span: Span
    terms: frozenset[str]
    years: tuple[int, int] = (0, 0)
    """First and last year of its time expressions, zeros without any."""
    about: About = About.SUBJECT
    """Its subject, as `sentence_subjects.py` decides it from the sentence and its article."""
    first_day: int = 0
    """First day of its time expressions, as a proleptic Gregorian ordinal; 0 if unknown."""
    last_day: int = 0
    """Last day of its time expressions; 0 if unknown."""
    meaning: bytes = EMPTY_MEANING
    """What it states, as `bot.search.meaning.intents` encodes it."""
    word_rows: bytes = b""
    """Rows of its words in the table of word vectors, as 32-bit integers, without function words."""


# It has no slots, so that its rows can be cached.
@dataclass(frozen=True)
class AnalysedPassage:
    """A passage with the terms of its sentences and of its context."""

    passage: Passage
    sentences: tuple[AnalysedSentence, ...]
    context: frozenset[str]
    """Terms of its heading and its article's title, and names of the passage before, which a "he" may mean."""
    term_counts: Counter[str]
    """Terms of its sentences with their frequencies, for BM25."""
    shingle_sample: array[int] = field(default_factory=lambda: array("i"))
    """Hashes of some of its shingles, by which passages that repeat it are found."""
    article_about: About = About.SUBJECT
    """The subject of its article."""
    is_off_topic: bool = False
    """Whether its article names neither the film nor a known person or organisation: it has another subject."""

    begins_with_film: bool = True
    """Whether the beginning of its article names the new film."""
    context_rows: bytes = b""
    """Rows of the words of its heading and its article's title, in the form of `AnalysedSentence.word_rows`."""

    @property
    def may_be_other_film(self) -> bool:
        """Whether neither it nor the beginning of its article names the new film."""
        return not self.begins_with_film and not self.holds(concept_term(SUBJECT_FILM))

    @property
    def is_about_subject(self) -> bool:
        """Whether one of its sentences seems to be about the subject, in an article that names it or its world."""
        is_off_topic = self.is_off_topic and concept_term(SUBJECT_FILM) not in self.context
        return not is_off_topic and any(sentence.about is About.SUBJECT for sentence in self.sentences)

    @property
    def is_aside(self) -> bool:
        """Whether it is news in brief that names neither film."""
        if self.passage.kind is not PassageKind.ASIDE:
            return False
        films = concept_term(SUBJECT_FILM), concept_term(ORIGINAL_FILM)
        return all(sentence.terms.isdisjoint(films) for sentence in self.sentences)

    @cached_property
    def rows(self) -> PassageRows:
        """The values that the ranking reads for every question."""
        passage, text, published = self.passage, self.article.text, self.article.published
        language = self.article.language if self.article.language in ROW_LANGUAGES else ""
        first, last = (day.toordinal() if day else 0 for day in (published.first_day, published.last_day))
        words = [each.word_rows or UNKNOWN_WORD for each in self.sentences]
        context_words = self.context_rows or UNKNOWN_WORD
        row = pack_passage(
            len(self.sentences),
            len(context_words) // len(UNKNOWN_WORD),
            passage.number,
            first,
            last,
            published.year,
            self.is_off_topic,
            self.may_be_other_film,
            passage.kind is PassageKind.FACTS_ELSEWHERE,
            self.is_aside,
            ROW_LANGUAGES.index(language),
        )
        sentences = []
        for each, own in zip(self.sentences, words, strict=True):
            asks = text.endswith("?", each.span.start, each.span.end)
            about, count = SUBJECT_CODES[each.about], len(own) // len(UNKNOWN_WORD)
            sentences.append(pack_sentence(*each.years, each.last_day, count, each.meaning, about, asks))
        countries = frozenset[str]().union(*(named_countries(each.terms) for each in self.sentences))
        return PassageRows(
            row,
            b"".join(sentences),
            b"".join(words),
            context_words,
            first,
            last,
            # Few passages name a country. All others share one empty set.
            countries or frozenset(),
            passage.key,
        )

    @property
    def article(self) -> Article:
        """Its article."""
        return self.passage.article

    @property
    def terms(self) -> frozenset[str]:
        """Terms of its sentences and of its context."""
        return self.context.union(*(sentence.terms for sentence in self.sentences))

    def holds(self, term: str) -> bool:
        """Return whether the term is one of `terms`."""
        return term in self.context or any(term in sentence.terms for sentence in self.sentences)


_shared = lru_cache(maxsize=4096)
"""Returns the same string for the same term, so that many thousand sentences do not hold a copy each."""


@_shared
def concept_term(concept: str) -> str:
    """Return the term of a concept."""
    return f"concept:{concept}"


@_shared
def name_term(label: str) -> str:
    """Return the term of a known name, by its label."""
    return f"name:{label}"


@_shared
def kind_term(kind: str) -> str:
    """Return the term of a kind of answer. Only sentences hold it: nearly every passage would."""
    return f"kind:{kind}"


@_shared
def pair_term(concept: str, kind: str) -> str:
    """Return the term of a concept and a kind of answer in the same sentence."""
    return f"{concept}+{kind}"


@_shared
def intent_term(intent: int) -> str:
    """Return the term of an intent, by its number in the model."""
    return f"intent:{intent}"


@_shared
def country_term(country: str) -> str:
    """Return the term of a country. The index does not count it: the names of countries are terms of their own."""
    return f"country:{country}"


def named_countries(terms: Iterable[str]) -> frozenset[str]:
    """Return the countries whose terms are among these."""
    prefix = country_term("")
    return frozenset(term.removeprefix(prefix) for term in terms if term.startswith(prefix))


@_shared
def year_term(year: int) -> str:
    """Return the term of a year of a time expression."""
    return f"year:{year}"


def has_kind(sentence: AnalysedSentence, kinds: Iterable[str]) -> bool:
    """Return whether the sentence holds one of the kinds of answer."""
    return any(kind_term(kind) in sentence.terms for kind in kinds)


def is_counted(term: str) -> bool:
    """Return whether BM25 counts a marked term."""
    return not term.startswith(("kind:", "country:"))


def is_word_stem(term: str) -> bool:
    """Return whether a term is the stem of a word, and not one of the marked terms."""
    return ":" not in term and "+" not in term
