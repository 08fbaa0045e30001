"""The seam to a reader: a model outside this program that chooses among passages. It returns numbers and never writes.

The search gives a reader the passages that may answer a question. The reader returns the numbers of those that do,
best first. Nothing else that it may say is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol

from bot.domain import Span
from bot.errors import ReaderError, ReaderFault
from bot.search.ranking.ranker import RankedPassage
from bot.text.safe_text import truncate

MAX_PASSAGES: Final = 20
"""Maximum number of passages that a reader gets."""
MAX_QUESTION: Final = 500
"""Maximum number of characters of a question that a reader gets."""
MAX_LABEL: Final = 200
"""Maximum number of characters of a heading or of the name of a publisher."""
MAX_TEXT: Final = 1_200
"""Maximum number of characters of a passage that a reader gets: those around the sentence that fits best."""
_BEFORE_BEST: Final = 400
"""Maximum number of characters before the beginning of that sentence."""


@dataclass(frozen=True, slots=True)
class ReaderPassage:
    """A passage as a reader gets it."""

    number: int
    """Its number in the request, from 1."""
    text: str
    heading: str = ""
    """The heading above it, or else the title of its article."""
    publisher: str = ""
    date: str = ""
    """The date of its article as 2024-01-05, 2024-01 or 2024; '' if unknown."""
    language: str = ""
    source: tuple[str, int] = ("", 0)
    """Id of its article and its number there. It stays in this program: no reader sends it anywhere."""


@dataclass(frozen=True, slots=True)
class ReaderRequest:
    """A question and the passages that may answer it. It names no member and no server."""

    question: str
    passages: tuple[ReaderPassage, ...]
    day: date
    """The day as of which it is answered."""
    before: str = ""
    """The question before it in a conversation, which it may refer to; '' if there is none."""
    wants_newest: bool = False
    """Whether the search takes it for a question about something that changes."""


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """The choice of a reader."""

    numbers: tuple[int, ...]
    """Numbers of the passages that answer, best first; empty if none does."""
    tokens: int = 0
    """Number of tokens that the reader counted for question and choice, 0 if it does not say."""
    best_score: float | None = None
    """The highest score, from 0 to 1, of a reader that gives scores."""

    def checked(self, request: ReaderRequest) -> ReaderChoice:
        """Return the choice. Raises ReaderError unless its numbers are different ones of the request."""
        return ReaderChoice(checked_numbers(self.numbers, request), self.tokens, self.best_score)


def checked_numbers(numbers: object, request: ReaderRequest) -> tuple[int, ...]:
    """Return a list of numbers as a tuple. Raises ReaderError unless they are different numbers of the request."""
    if not isinstance(numbers, list | tuple):
        raise ReaderError(ReaderFault.INVALID, "it gave no list of numbers: take a larger model")
    allowed = {passage.number for passage in request.passages}
    for number in numbers:
        # JSON's true and 1.0 are equal to 1, but no number of a passage.
        if type(number) is not int or number not in allowed:
            raise ReaderError(ReaderFault.INVALID, "it named a passage that it was not given: take a larger model")
    if len(set(numbers)) < len(numbers):
        raise ReaderError(ReaderFault.INVALID, "it named a passage twice: take a larger model")
    return tuple(numbers)


class Reader(Protocol):
    """Chooses the passages that answer a question."""

    @property
    def name(self) -> str:
        """The name of the model, as members read it under "Why these?"."""
        ...

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return the passages that answer, best first. Raises ReaderError, and nothing else.

        It has no time limit of its own and may be cancelled at any time.
        """
        ...

    async def close(self) -> None:
        """Close its connections. It can be called more than once."""
        ...


@dataclass
class FakeReader:
    """A reader that gives prepared choices, one after the other; the last one is repeated."""

    choices: Sequence[Sequence[int] | ReaderError]
    name: str = "fake"
    requests: list[ReaderRequest] = field(default_factory=list)
    """The requests that it got."""

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return or raise the next choice."""
        choice = self.choices[min(len(self.requests), len(self.choices) - 1)]
        self.requests.append(request)
        if isinstance(choice, ReaderError):
            raise choice
        return ReaderChoice(tuple(choice)).checked(request)

    async def close(self) -> None:
        """Do nothing."""


def reader_passages(offered: Sequence[RankedPassage]) -> tuple[ReaderPassage, ...]:
    """Return the passages as a reader gets them, in this order. Every length is limited."""
    return tuple(_reader_passage(number, each) for number, each in enumerate(offered, 1))


def _reader_passage(number: int, ranked: RankedPassage) -> ReaderPassage:
    passage, article = ranked.passage.passage, ranked.passage.article
    return ReaderPassage(
        number,
        _around_best_sentence(ranked),
        truncate(passage.heading_text or article.title, MAX_LABEL),
        truncate(article.publisher, MAX_LABEL),
        article.published.plain,
        article.language,
        (article.id, passage.number),
    )


def _around_best_sentence(ranked: RankedPassage) -> str:
    """Return the passage, or the part of a long one around the sentence that fits best, with marks where it is cut."""
    passage = ranked.passage.passage
    if passage.span.end - passage.span.start <= MAX_TEXT:
        return passage.text
    best = ranked.passage.sentences[ranked.best_sentence].span.start
    start = min(max(passage.span.start, best - _BEFORE_BEST), passage.span.end - MAX_TEXT)
    part = Span(start, start + MAX_TEXT)
    before, after = "…" if part.start > passage.span.start else "", "…" if part.end < passage.span.end else ""
    return f"{before}{part.of(passage.article.text)}{after}"
