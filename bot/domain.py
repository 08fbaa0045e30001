"""The values that all other parts exchange. They are frozen and use the standard library only."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

ELISION: Final = " […] "
"""Replaces text that a quote leaves out between two slices of a passage."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """The readers of an article: everyone, or the members of one Discord server (guild)."""

    guild_id: int = 0
    """The server's id; 0 is everyone."""

    def __post_init__(self) -> None:
        if self.guild_id < 0:
            raise ValueError(f"a server's id is a positive number, not {self.guild_id}")

    @property
    def is_everyone(self) -> bool:
        """True for shipped articles and those that the operator adds for all servers."""
        return self.guild_id == 0


EVERYONE: Final = Scope()


class DatePrecision(StrEnum):
    """The smallest known part of a publication date."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


_EDTF = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<inferred>~)?")


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """A publication date, as precise as it is known. A part that is not known is 0 and is never filled in.

    An inferred date names its evidence. A stated date may name the place where it is stated.
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
        """Parse `2024-01-05`, `2024-01` or `2024`, with `~` at the end if inferred; '' is unknown.

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
        """The smallest known part."""
        if self.day:
            return DatePrecision.DAY
        if self.month:
            return DatePrecision.MONTH
        return DatePrecision.YEAR if self.year else DatePrecision.UNKNOWN

    @property
    def is_known(self) -> bool:
        """False if not even the year is known."""
        return bool(self.year)

    @property
    def edtf(self) -> str:
        """The date in the form that `parse` reads, '' for unknown."""
        if not self.year:
            return ""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.inferred else "")

    @property
    def plain(self) -> str:
        """The date without the mark of an inferred one, as in JSON answers: '2024-01', '' for unknown."""
        return self.edtf.rstrip("~")

    @property
    def first_day(self) -> date | None:
        """The earliest possible day, None if unknown. Used for ordering, never shown."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def last_day(self) -> date | None:
        """The latest possible day, None if unknown. Used for ordering, never shown."""
        return _last_day(self.year, self.month, self.day) if self.year else None

    def may_precede(self, day: date) -> bool:
        """Return False if it was certainly published after `day`. An unknown date may always precede."""
        first = self.first_day
        return first is None or first <= day


@lru_cache(maxsize=4096)
def _last_day(year: int, month: int, day: int) -> date:
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


UNKNOWN_DATE: Final = PublishedDate()


@dataclass(frozen=True, slots=True)
class Article:
    """A dated text and its source. It is immutable; an edit makes a new revision with the same id.

    Title, publisher and url are '' if the source does not state them. Language is an ISO 639-1 code or ''.
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
        """Return the characters of `text` in this range."""
        return text[self.start : self.end]


class PassageKind(StrEnum):
    """The kind of text in a passage. Furniture stays in the article and is not indexed."""

    PROSE = "prose"
    LIST = "list"
    FACTS_ELSEWHERE = "facts elsewhere"
    """A box of facts about another film than the subject of the article."""
    ASIDE = "aside"
    """A short item about something else than the subject of the article."""
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article (or a part of a very long one), and the heading above it."""

    article: Article
    number: int
    span: Span
    kind: PassageKind = PassageKind.PROSE
    heading: Span | None = None

    @property
    def text(self) -> str:
        """The passage's characters, exactly as in the article."""
        return self.span.of(self.article.text)

    @property
    def heading_text(self) -> str:
        """The heading's characters, '' if there is none."""
        return self.heading.of(self.article.text) if self.heading else ""


class About(StrEnum):
    """What a sentence, a quote or an article is about."""

    SUBJECT = "subject"
    """The film that the bot is about, or the novel of it."""
    ORIGINAL = "original"
    """The film before it."""
    OTHER = "other"
    """Another film, or something else."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote from a passage. `slices` are ranges of the article's text inside the passage, in order."""

    passage: Passage
    slices: tuple[Span, ...]
    score: float
    matched: tuple[str, ...] = ()
    """Words of the question that occur in the quote, as the quote writes them."""
    older: bool = False
    """True if a newer excerpt of the same answer overtakes this one."""
    also_in: tuple[Article, ...] = ()
    """Other articles with the same statement, earliest first."""
    about: About = About.SUBJECT
    """The subject of the quoted statement."""

    @property
    def article(self) -> Article:
        """The quoted article."""
        return self.passage.article

    @property
    def quote(self) -> str:
        """The shown text: the slices, verbatim, joined by ELISION."""
        return ELISION.join(piece.of(self.article.text) for piece in self.slices)

    @property
    def is_verbatim(self) -> bool:
        """True if every slice lies inside the passage, in order and without overlap."""
        edges = [self.passage.span.start, *(e for s in self.slices for e in (s.start, s.end)), self.passage.span.end]
        return bool(self.slices) and edges == sorted(edges) and all(s.end > s.start for s in self.slices)


class Verdict(StrEnum):
    """Whether an article answers the question."""

    ANSWER = "answer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as a reply's buttons repeat it. It holds no user."""

    text: str
    scope: Scope = EVERYONE
    as_of: date | None = None
    """The day as of which it is answered; None means today."""
    after: str = ""
    """The question before it in a conversation, which may have what this one lacks; "" for none."""


class SmallTalk(StrEnum):
    """A kind of message that no article can answer; the phrases have a friendly line for each in every language."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_THE_BOT = "about_the_bot"
    """Praise, insults, and questions about the bot itself: "good bot", "are you real"."""
    HELP = "help"
    """A question about what the bot can do."""
    COMMAND = "command"
    """An order to do something else than answer: "tell me a joke", "delete this"."""
    OPINION = "opinion"
    """A question for the bot's own opinion: "what do you think"."""


class ReasonCode(StrEnum):
    """The reason for the verdict; the phrases have a sentence for each in every language."""

    ANSWERED = "answered"
    NO_ARTICLES = "no_articles"
    NO_QUESTION = "no_question"
    """A message without a word."""
    SMALL_TALK = "small_talk"
    TOO_VAGUE = "too_vague"
    OFF_TOPIC = "off_topic"
    NOT_MENTIONED = "not_mentioned"
    NO_SUCH_FACT = "no_such_fact"
    NOTHING_NEAR = "nothing_near"


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for the verdict: a code, and the words of the question or the id of the concept that it is about."""

    code: ReasonCode
    words: tuple[str, ...] = ()
    """Words of the question; questions to offer as examples if it asks for help."""
    concept: str = ""
    small_talk: SmallTalk | None = None
    """The kind of message; only SMALL_TALK has one."""


class TermRole(StrEnum):
    """The role of a term in a question; the phrases have words for each."""

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
    """One line of the explanation of an answer: a term, its weight, and the number of passages that contain it."""

    words: tuple[str, ...]
    """Alternatives, one of which is enough: words of the question, names, or ids of concepts."""
    weight: float
    role: TermRole
    passages: int = 0
    kinds: tuple[str, ...] = ()
    """Kinds of statement that a passage must make about the concept; `open` is one of them."""


class StepCode(StrEnum):
    """The message of a step of the decision; the phrases have a sentence for each."""

    LANGUAGE = "language"
    TOPIC = "topic"
    KIND = "kind"
    ORIGINAL = "original"
    CORRECTED = "corrected"
    LATEST = "latest"
    VERBATIM = "verbatim"
    START = "start"
    FIT = "fit"
    MEANING = "meaning"
    OFF_TOPIC = "off_topic"
    DETAIL = "detail"
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
    READER_CHOSE = "reader_chose"
    """A reader chose the passages; the words are the name of its model."""
    READER_CHOSE_NONE = "reader_chose_none"
    READER_FAILED = "reader_failed"
    """The reader gave no valid choice, so that the search decided."""
    SEARCH_AGREED = "search_agreed"
    """The search without the reader would have given the same verdict, with the same passage first if any."""
    SEARCH_FIRST = "search_first"
    """The search would have put another passage first; the words are its publisher and date."""
    SEARCH_NONE = "search_none"
    """The search would have given no answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the decision about the verdict."""

    code: StepCode
    words: tuple[str, ...] = ()
    """Words of the question, languages, kinds, or ids of concepts."""
    share: float = 0.0
    """How far a reason applies, or the probability of an answer, from 0 to 1."""
    weight: float = 0.0
    """The amount that the step adds for an answer; negative if against."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of an answer: terms with weights, and the steps of the decision."""

    terms: tuple[TermWeight, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its verdict and its excerpts in order. `nearest` do not answer it, and are labelled so."""

    question: str
    verdict: Verdict
    reason: Reason
    excerpts: tuple[Excerpt, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    language: str = ""
    """The question's language, '' if it could not be detected."""
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def misses_article(self) -> bool:
        """Whether an article could answer the question, and none does: small talk and "what?" ask for nothing."""
        says_nothing = self.reason.code in {ReasonCode.TOO_VAGUE, ReasonCode.NO_QUESTION}
        is_empty = says_nothing and not self.reason.words and not self.reason.concept
        return self.verdict is Verdict.NONE and not self.reason.small_talk and not is_empty

    def oldest_first(self) -> Answer:
        """Return the answer with its excerpts from the oldest to the newest; undated ones last."""
        return replace(self, excerpts=tuple(sorted(self.excerpts, key=_age_key)))


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """A statement of a timeline: its quote, and the part of the quote that tells most briefly what it states."""

    excerpt: Excerpt
    value: Span
    """A range of the article's text inside one of the slices: a date, a name, an amount, or a few words."""

    @property
    def value_text(self) -> str:
        """The characters of the value, exactly as in the article."""
        return self.value.of(self.excerpt.article.text)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A topic and the statements about it, oldest first and undated ones last."""

    topic: str
    statements: tuple[DatedStatement, ...] = ()
    reason: Reason = Reason(ReasonCode.ANSWERED)
    """The reason why there are no statements; ANSWERED if there are some."""
    language: str = ""
    """The topic's language, '' if it could not be detected."""


def _age_key(excerpt: Excerpt) -> date:
    return excerpt.article.published.first_day or date.max


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article that a feed names: its address without tracking parameters, and what the feed says of it."""

    url: str
    title: str = ""
    summary: str = ""
    """The beginning of the article or of its summary, without markup."""
    published_at: str = ""
    """The moment of publication in ISO form, in UTC, '' if unknown; for sorting only."""


@dataclass(frozen=True, slots=True)
class FeedVersion:
    """What a site says of the version of a feed that was read, so that an unchanged one is not read again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A feed as it was read: its entries, newest first."""

    url: str
    """The address after all redirects."""
    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    version: FeedVersion = FeedVersion()
    is_unchanged: bool = False
    """Whether the site says that nothing has changed; then there are no entries."""
