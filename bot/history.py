"""What is kept of the work of moderators: who did what to which article, drafts, and a server's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain import Article, Scope

ERASED_USER: Final = "erased"
"""Stands in the history for every moderator who had their data erased; nobody can be told from it."""


class Act(StrEnum):
    """What was done to an article of a scope."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    HIDDEN = "hidden"
    """An article of everyone's that this server does not want to see."""
    UNHIDDEN = "unhidden"

    @property
    def leaves_article(self) -> bool:
        """Whether the scope has the article as its own afterwards."""
        return self in {Act.ADDED, Act.EDITED, Act.RESTORED}


OPERATOR: Final = ""
"""What is kept instead of a user's id for a change that the operator made."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of a scope as it stands now, removed and hidden ones included."""

    article: Article
    revision: int
    """Counts from 1 with every change to this article in this scope."""
    act: Act
    by: str
    """Who did that: a Discord user's id, ERASED_USER, or '' for the operator."""
    at: datetime

    @property
    def is_present(self) -> bool:
        """Whether the scope has it as its own."""
        return self.act.leaves_article


@dataclass(frozen=True, slots=True)
class Event:
    """One change, as the history keeps it; events are only ever added."""

    number: int
    """Counts the changes of one scope from 1."""
    scope: Scope
    act: Act
    article: Article
    """As it was after the change; as it last was, where it was removed."""
    revision: int
    by: str
    at: datetime
    before: Article | None = None
    """As it was before an edit; None where there was nothing before."""
    undoes: int = 0
    """The number of the event that this one takes back, 0 for none."""


@dataclass(frozen=True, slots=True)
class Write:
    """One change that is to be made."""

    article: Article
    act: Act
    expected: int | None = None
    """The revision that it is made to, 0 for none yet; None where it does not matter."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that a moderator looks at before it is published."""

    article: Article
    scope: Scope
    by: str


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What the moderators of a server have chosen."""

    curator_roles: frozenset[int] = frozenset()
    """Roles that may keep articles, besides those who may manage messages or the server."""
    announce_channel: int = 0
    """The channel that is told of new articles, 0 for none."""
    private_answers: bool = False
    """Whether answers are seen by their asker alone unless the command says otherwise."""
    language: str = ""
    """The language of what is said in public, '' for each member's own."""
    keeps_unanswered: bool = False
    """Whether questions that no article answers are kept for the moderators, without who asked."""


DEFAULT_SETTINGS = GuildSettings()


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that no article answered, and how often it was asked."""

    question: str
    times: int
    last_asked: datetime


@dataclass(frozen=True, slots=True)
class UserRecord:
    """How much is stored with the id of one user."""

    changes: int = 0
    """Changes to articles that the history names them for, in all servers."""
    servers: int = 0
    drafts: int = 0
    """Articles that they have not published yet."""
