"""Articles with their scopes and passages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.published_date import UNKNOWN_DATE, PublishedDate


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """The readers of an article: everyone, or the members of one Discord server (guild)."""

    guild_id: int = 0
    """The server's id; 0 is everyone."""

    def __post_init__(self) -> None:
        if self.guild_id < 0:
            raise ValueError(f"a server's id is a positive number, not {self.guild_id}")

    def __str__(self) -> str:
        """Return what the log calls the scope."""
        return "everyone" if self.is_everyone else f"server {self.guild_id}"

    @property
    def is_everyone(self) -> bool:
        """True for shipped articles and those that the operator adds for all servers."""
        return self.guild_id == 0


EVERYONE: Final = Scope()


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
    """The kind of text in a passage. Boilerplate stays in the article and is not indexed."""

    PROSE = "prose"
    LIST = "list"
    FACTS_ELSEWHERE = "facts elsewhere"
    """A box of facts about another film than the subject of the article."""
    ASIDE = "aside"
    """A short item about something else than the subject of the article."""
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article (or a part of a very long one), and the heading above it."""

    article: Article
    number: int
    span: Span
    kind: PassageKind = PassageKind.PROSE
    heading: Span | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The key of the passage: its article and its number. A quote of it may begin with the heading above it."""
        return self.article.id, self.number

    @property
    def text(self) -> str:
        """The passage's characters, exactly as in the article."""
        return self.span.of(self.article.text)

    @property
    def heading_text(self) -> str:
        """The heading's characters, '' if there is none."""
        return self.heading.of(self.article.text) if self.heading else ""
