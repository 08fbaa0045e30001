"""The values that everything else speaks in: frozen, with their behaviour, standard library only."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

ELISION: Final = " […] "
"""Stands in a quote for what was left out between two slices of a passage."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """Who sees an article: everyone, or the members of one Discord server (guild)."""

    guild_id: int = 0
    """The server's snowflake; 0 is everyone."""

    def __post_init__(self) -> None:
        if self.guild_id < 0:
            raise ValueError(f"a server's id is a positive number, not {self.guild_id}")

    @property
    def is_everyone(self) -> bool:
        """True for the shipped corpus and what the operator adds for all servers."""
        return self.guild_id == 0


EVERYONE: Final = Scope()


class DatePrecision(StrEnum):
    """How much of a publication date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


_EDTF = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<inferred>~)?")


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When an article was published, as precisely as it is known and never more so.

    A part that is not known is 0. An inferred date names its evidence; a stated one may say where it is stated.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    inferred: bool = False
    evidence: str = ""

    def __post_init__(self) -> None:
        if (self.day and not self.month) or (self.month and not self.year):
            raise ValueError("a day needs its month and a month its year")
        if not self.year and self.inferred:
            raise ValueError("an unknown date cannot be inferred")
        if self.year:
            date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str, evidence: str = "") -> PublishedDate:
        """Read `2024-01-05`, `2024-01`, `2024`, any of them with `~` for inferred, or nothing for unknown.

        Raises ValueError with a sentence that says what is wrong.
        """
        if not text.strip():
            return cls(evidence=evidence)
        found = _EDTF.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is no date of the form 2024-01-05, 2024-01, 2024 or 2024-01~")
        year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
        if found["month"] == "00" or found["day"] == "00" or not year:
            raise ValueError(f"'{text}' has a part that is 0: leave out what is not known")
        try:
            return cls(year, month, day, found["inferred"] is not None, evidence)
        except ValueError as error:
            raise ValueError(f"'{text}' is not in the calendar: {error}") from error

    @property
    def precision(self) -> DatePrecision:
        """The smallest part that is known."""
        if self.day:
            return DatePrecision.DAY
        if self.month:
            return DatePrecision.MONTH
        return DatePrecision.YEAR if self.year else DatePrecision.UNKNOWN

    @property
    def is_known(self) -> bool:
        """False when not even the year is known."""
        return bool(self.year)

    @property
    def edtf(self) -> str:
        """The form that `parse` reads: '' for unknown."""
        if not self.year:
            return ""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.inferred else "")

    @property
    def plain(self) -> str:
        """The calendar part alone, as the JSON answer gives it: '2024-01', '' for unknown."""
        return self.edtf.rstrip("~")

    @property
    def first_day(self) -> date | None:
        """The earliest day that it can be; None when unknown. For ordering only, never to show."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def last_day(self) -> date | None:
        """The latest day that it can be; None when unknown. For ordering only, never to show."""
        return _last_day(self.year, self.month, self.day) if self.year else None

    def may_precede(self, day: date) -> bool:
        """True unless it was certainly published after `day`; an unknown date may always precede."""
        first = self.first_day
        return first is None or first <= day


@lru_cache(maxsize=4096)
def _last_day(year: int, month: int, day: int) -> date:
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


UNKNOWN_DATE: Final = PublishedDate()


@dataclass(frozen=True, slots=True)
class Article:
    """A dated text and where it came from; immutable, an edit makes a new revision of the same id.

    Title, publisher and url are '' where the source does not state them. Language is an ISO 639-1 code or ''.
    """

    id: str
    text: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: PublishedDate = UNKNOWN_DATE
    language: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of character offsets into an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` in this range."""
        return text[self.start : self.end]


class PassageKind(StrEnum):
    """What a passage is made of; furniture is kept in the article and left out of the index."""

    PROSE = "prose"
    LIST = "list"
    FACTS_ELSEWHERE = "facts elsewhere"
    """A box of facts about another film than the article is about."""
    ASIDE = "aside"
    """News in brief of something else than the article is about."""
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an article (or a part of a very long one), under the heading that it stands under."""

    article: Article
    number: int
    span: Span
    kind: PassageKind = PassageKind.PROSE
    heading: Span | None = None

    @property
    def text(self) -> str:
        """The passage's characters, exactly as they stand in the article."""
        return self.span.of(self.article.text)

    @property
    def heading_text(self) -> str:
        """The heading's characters, '' without one."""
        return self.heading.of(self.article.text) if self.heading else ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is quoted of a passage. `slices` are ranges of the article's text inside the passage, in order."""

    passage: Passage
    slices: tuple[Span, ...]
    score: float
    matched: tuple[str, ...] = ()
    """The words of the quote that the question asked for, as they are written there."""
    older: bool = False
    """True when a newer excerpt of the same answer overtakes this one."""
    also_in: tuple[Article, ...] = ()
    """Other articles that carry the same statement, earliest first."""

    @property
    def article(self) -> Article:
        """The article that is quoted."""
        return self.passage.article

    @property
    def quote(self) -> str:
        """What is shown: the slices, verbatim, with an elision wherever text between two was left out."""
        return ELISION.join(piece.of(self.article.text) for piece in self.slices)

    @property
    def is_verbatim(self) -> bool:
        """True when every slice lies inside the passage, in order and without overlap."""
        edges = [self.passage.span.start, *(e for s in self.slices for e in (s.start, s.end)), self.passage.span.end]
        return bool(self.slices) and edges == sorted(edges) and all(s.end > s.start for s in self.slices)


class Verdict(StrEnum):
    """Whether an article answers the question."""

    ANSWER = "answer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What a reply's buttons need to answer again: no user is part of it."""

    text: str
    scope: Scope = EVERYONE
    as_of: date | None = None
    """The day that the question was asked for; None means today."""


class ReasonCode(StrEnum):
    """Why there is no answer; each has a sentence per language in the phrases."""

    ANSWERED = "answered"
    NO_ARTICLES = "no_articles"
    NO_QUESTION = "no_question"
    TOO_VAGUE = "too_vague"
    OFF_TOPIC = "off_topic"
    NOT_MENTIONED = "not_mentioned"
    NO_SUCH_FACT = "no_such_fact"
    NOTHING_NEAR = "nothing_near"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a code, and what it is about (words of the question, or a concept's id)."""

    code: ReasonCode
    words: tuple[str, ...] = ()
    concept: str = ""


class TermRole(StrEnum):
    """What a term of a question stands for; each has a phrase."""

    TOPIC = "topic"
    NEAR = "near"
    KIND = "kind"
    MODIFIER = "modifier"
    NAME = "name"
    AMOUNT = "amount"
    YEAR = "year"
    WORD = "word"
    PHRASE_WORD = "phrase_word"
    COMMON = "common"


@dataclass(frozen=True, slots=True)
class TermWeight:
    """One line of the explanation of an answer: a term, what it was worth, and how many passages hold it."""

    words: tuple[str, ...]
    """Words of the question, names, or ids of concepts, of which any will do."""
    weight: float
    role: TermRole
    passages: int = 0
    kinds: tuple[str, ...] = ()
    """What a passage must say of the concept, where it is such a pair: a kind of answer, or that it is `open`."""


class StepCode(StrEnum):
    """What a step of the decision says; each has a phrase."""

    LANGUAGE = "language"
    TOPIC = "topic"
    KIND = "kind"
    ORIGINAL = "original"
    CORRECTED = "corrected"
    START = "start"
    COVERAGE = "coverage"
    UNKNOWN = "unknown"
    UNKNOWN_NAME = "unknown_name"
    TOPIC_MISSING = "topic_missing"
    TOPIC_ABSENT = "topic_absent"
    KIND_MISSING = "kind_missing"
    ASTRAY = "astray"
    ELSEWHERE = "elsewhere"
    NAMES_ABSENT = "names_absent"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how the verdict came about."""

    code: StepCode
    words: tuple[str, ...] = ()
    """Words of the question, languages, kinds, or ids of concepts."""
    share: float = 0.0
    """How far a ground holds, or how likely the answer is, from 0 to 1."""
    weight: float = 0.0
    """What it adds for (or takes from) an answer."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The grounds of an answer that a person can read: terms with weights, and the steps of the decision."""

    terms: tuple[TermWeight, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its verdict and its excerpts in order. `nearest` are not an answer and are labelled so."""

    question: str
    verdict: Verdict
    reason: Reason
    excerpts: tuple[Excerpt, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    language: str = ""
    """The question's language where it could be told, else ''."""
    explanation: Explanation = field(default_factory=Explanation)

    def oldest_first(self) -> Answer:
        """The same answer with its excerpts from the oldest to the newest; undated ones last."""
        return replace(self, excerpts=tuple(sorted(self.excerpts, key=_age_key)))


def _age_key(excerpt: Excerpt) -> date:
    return excerpt.article.published.first_day or date.max
