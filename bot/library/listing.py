"""A server's articles as its moderators look through them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain import Article
from bot.history import Act, StoredArticle
from bot.search.language.tokens import tokenize, unaccented


class State(StrEnum):
    """Where an article stands, seen from one server."""

    OWN = "own"
    EVERYONES = "everyones"
    HIDDEN = "hidden"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a server's list; `entry` is None for everyone's that the server never touched."""

    article: Article
    state: State
    entry: StoredArticle | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; what is not set does not matter."""

    words: str = ""
    """All of them stand in title, publisher or address."""
    language: str = ""
    since: date | None = None
    until: date | None = None
    added_by: str = ""
    state: State | None = None
    """Without a state, removed articles are left out."""

    def takes(self, listed: Listed) -> bool:
        """Whether the article is what is looked for."""
        article, entry = listed.article, listed.entry
        return (
            (listed.state is not State.REMOVED if self.state is None else listed.state is self.state)
            and (not self.language or article.language == self.language)
            and self._takes_date(article)
            and (not self.added_by or (entry is not None and entry.by == self.added_by))
            and self._takes_words(article)
        )

    def _takes_words(self, article: Article) -> bool:
        said = f"{article.title} {article.publisher} {article.url} {article.id}"
        return not self.words or _words(self.words) <= _words(said)

    def _takes_date(self, article: Article) -> bool:
        first, last = article.published.first_day, article.published.last_day
        if self.since and (last is None or last < self.since):
            return False
        return not (self.until and (first is None or first > self.until))


def listed_entry(entry: StoredArticle) -> Listed | None:
    """A server's own article as it stands; None for one of everyone's that is not hidden any more."""
    if entry.act is Act.UNHIDDEN:
        return None
    if entry.is_present:
        return Listed(entry.article, State.OWN, entry)
    return Listed(entry.article, State.HIDDEN if entry.act is Act.HIDDEN else State.REMOVED, entry)


def by_newest(listed: Listed) -> tuple[date, str]:
    """What a list is sorted by, in reverse: the newest first, those without a date last."""
    return listed.article.published.last_day or date.min, listed.article.id


def _words(text: str) -> set[str]:
    return {unaccented(token.plain) for token in tokenize(text)}
