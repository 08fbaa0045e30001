"""The list of articles that a server's moderators see: states and filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.domain import Act, Article, StoredArticle
from bot.search.accents import unaccented
from bot.search.language.boilerplate import is_boilerplate
from bot.search.language.tokens import tokenize

_HEAD: Final = 2_000
"""Characters at the beginning of a text in which its first words are looked for."""
_DAY: Final = (
    r"(?:\d{1,2}(?:\.|st|nd|rd|th)?,?\s+(?:de\s+)?[^\W\d_]{3,10}\.?,?|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?)"
)
_DATELINE: Final = re.compile(
    rf"(?:[^\W\d_]{{2,10}},?\s+)?(?:{_DAY}\s+(?:de\s+)?(?:19|20)\d\d|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}})\b[^.!?]{{0,40}}"
)
"""A line that is the date of an article, perhaps with the time of day and of reading."""


class ArticleState(StrEnum):
    """The state of an article, as seen from one server."""

    OWN = "own"
    SHARED = "everyones"
    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article in a server's list; `entry` is None for everyone's article that the server has never changed."""

    article: Article
    state: ArticleState
    entry: StoredArticle | None = None
    is_failed: bool = False
    """Whether no question finds the article, because it could not be prepared for the search."""
    is_link_dead: bool = False
    """Whether its link has led nowhere twice, days apart."""


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Conditions for listed articles. An empty field is no condition."""

    words: str = ""
    """Words that title, publisher, address or id must contain, in any order."""
    language: str = ""
    since: date | None = None
    until: date | None = None
    added_by: str = ""
    state: ArticleState | None = None
    """Without a state, all but removed articles match."""

    def matches(self, listed: ListedArticle) -> bool:
        """Return whether the article meets all conditions."""
        article, entry = listed.article, listed.entry
        return (
            (listed.state is not ArticleState.REMOVED if self.state is None else listed.state is self.state)
            and (not self.language or article.language == self.language)
            and self._matches_date(article)
            and (not self.added_by or (entry is not None and entry.by == self.added_by))
            and self._matches_words(article)
        )

    def _matches_words(self, article: Article) -> bool:
        text = f"{article.title} {article.publisher} {article.url} {article.id}"
        return not self.words or _words(self.words) <= _words(text)

    def _matches_date(self, article: Article) -> bool:
        # A month or a year matches if any of its days does; an unknown date matches no range.
        first, last = article.published.first_day, article.published.last_day
        if self.since and (last is None or last < self.since):
            return False
        return not (self.until and (first is None or first > self.until))


def list_entry(entry: StoredArticle) -> ListedArticle | None:
    """Return the entry as it is listed; None for everyone's article that the server no longer hides."""
    if entry.act is Act.UNHIDDEN:
        return None
    if entry.is_present:
        return ListedArticle(entry.article, ArticleState.OWN, entry)
    return ListedArticle(entry.article, ArticleState.HIDDEN if entry.act is Act.HIDDEN else ArticleState.REMOVED, entry)


def newest_first_key(listed: ListedArticle) -> tuple[date, str]:
    """Return a sort key; sorting by it in reverse gives the newest first and articles without a date last."""
    return listed.article.published.last_day or date.min, listed.article.id


def label_of(article: Article) -> str:
    """Return the name of an article in lists: its title, or the first line of a text without a title."""
    return " ".join((article.title or first_words(article.text)).split())


@lru_cache(maxsize=5_000)
def first_words(text: str) -> str:
    """Return the first line that is not a byline, a date or the like; else the first line; '' for an empty text."""
    lines = list(_lines(text[:_HEAD]))
    return next((line for line in lines if not is_boilerplate(line) and not _DATELINE.fullmatch(line)), "") or next(
        iter(lines), ""
    )


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip().lstrip("#").strip() for line in text.splitlines()))


def _words(text: str) -> set[str]:
    return {unaccented(token.plain) for token in tokenize(text)}
