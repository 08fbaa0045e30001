"""The history of articles: what moderators and the operator have changed, and what they are about to publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.article import Article, Scope

ERASED_USER: Final = "erased"
"""Replaces the id of every moderator whose data was erased, so that they cannot be told apart."""
OPERATOR: Final = ""
"""Stored in place of a user's id for a change by the operator."""
TRUSTED_FEED: Final = "feed"
"""Stored in place of a user's id for an article of a feed that publishes by itself."""


class Act(StrEnum):
    """A change to an article of a scope."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    HIDDEN = "hidden"
    """A server no longer sees an article of everyone's."""
    UNHIDDEN = "unhidden"

    @property
    def leaves_article(self) -> bool:
        """Whether the scope has the article as its own after the change."""
        return self in {Act.ADDED, Act.EDITED, Act.RESTORED}


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """The current state of an article of a scope; it may be removed or hidden."""

    article: Article
    revision: int
    """Number of the change to this article in this scope, from 1."""
    act: Act
    by: str
    """The user who made the change: a Discord user's id, ERASED_USER or OPERATOR."""
    at: datetime

    @property
    def is_present(self) -> bool:
        """Whether the scope has the article as its own."""
        return self.act.leaves_article


@dataclass(frozen=True, slots=True)
class Event:
    """One change in the history. Events are only added."""

    number: int
    """Number of the change in its scope, from 1."""
    scope: Scope
    act: Act
    article: Article
    """The article after the change, or before it if it was removed."""
    revision: int
    by: str
    at: datetime
    before: Article | None = None
    """The article before the change, None if the scope did not have it."""
    undoes: int = 0
    """Number of the event that this one undoes, 0 for none."""

    def is_made_with(self, other: Event) -> bool:
        """Return whether a moderator made both in one step; the operator's imports are no such steps."""
        is_same_step = (self.by, self.at, self.act) == (other.by, other.at, other.act)
        return is_same_step and self.by != OPERATOR and self.article.id != other.article.id


@dataclass(frozen=True, slots=True)
class Write:
    """A change to make."""

    article: Article
    act: Act
    expected: int | None = None
    """The revision that the change is based on, 0 for a new article; None if any revision will do."""
    undoes: int = 0
    """Number of the event that this change takes back, 0 for none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that a moderator previews before it is published."""

    article: Article
    scope: Scope
    by: str


@dataclass(frozen=True, slots=True)
class UserRecord:
    """The number of rows that are stored with the id of a user."""

    changes: int = 0
    """Changes to articles by the user, in all servers."""
    servers: int = 0
    drafts: int = 0
    """Articles that the user has not published yet."""
    follows: int = 0
    """Topics that the user follows."""
    settings: int = 0
    """Changes of servers' settings by the user."""
    votes: int = 0
    """Votes of recent days that can still be assigned to the user."""
