"""How the statements about a topic have changed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answer import ANSWERED, Excerpt, Reason
from bot.domain.article import Span


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """A statement of a timeline: its quote, and the shortest part of the quote that states the answer."""

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
    reason: Reason = ANSWERED
    """The reason why there are no statements; ANSWERED if there are some."""
    language: str = ""
    """The topic's language, '' if it could not be detected."""
