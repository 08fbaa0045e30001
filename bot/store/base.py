"""What the rest of the program needs of a store: the contract that every kind of store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain import Article, AskedQuestion, Scope
from bot.history import Draft, Event, GuildSettings, StoredArticle, Unanswered, UserRecord, Write


class Change(StrEnum):
    """What adding an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Current:
    """The articles of a scope as they stand now, by id, and what cannot be used of them."""

    articles: list[Article]
    set_aside: frozenset[str] = frozenset()
    """Ids of articles whose current revision was altered outside the program or cannot be read.

    Nothing may stand in their place: neither an older revision nor another scope's article of the same id.
    """


class Store(Protocol):
    """Articles by scope with the history of their changes, servers' settings, and what Discord's buttons need.

    Every method raises StoreError when the database is locked, full, read-only, damaged or away; then nothing changed.
    A row that was altered or that cannot be read is left out and named in the log; everything else goes on.
    A scope never sees another scope's articles: a server's own articles do not include everyone's.
    """

    async def articles(self, scope: Scope) -> list[Article]:
        """The current revision of each article of exactly this scope, by id."""
        ...

    async def current(self, scope: Scope) -> Current:
        """The same articles, and the ids of those that cannot be used."""
        ...

    async def revision(self, scope: Scope) -> int:
        """A number that grows with every change to the scope's articles; 0 when there was none."""
        ...

    async def stamp(self) -> str:
        """Another one after any change to the articles of any scope."""
        ...

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Keep the article whole, in one transaction; a known id with other content becomes a new revision."""
        ...

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Like `add` for each, all in one transaction: all of them are kept, or none."""
        ...

    async def hidden(self, scope: Scope) -> frozenset[str]:
        """The ids of everyone's articles that this scope does not want to see."""
        ...

    async def entries(self, scope: Scope) -> list[StoredArticle]:
        """Every article that exactly this scope has or had, as it stands now, by id."""
        ...

    async def write(self, writes: Sequence[Write], scope: Scope, by: str, undoes: int = 0) -> list[Event]:
        """Make changes in one transaction and give the events that they became; `undoes` is an event's number.

        Raises ConflictError, and changes nothing, when an article is not at the revision that a change expects.
        """
        ...

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """The scope's changes, or those of one of its articles, newest first, with numbers below `before` (0: all)."""
        ...

    async def added_since(self, scope: Scope, by: str, moment: datetime) -> int:
        """How many articles somebody has added to the scope after that moment.

        Those of erased users count for everybody, or erasing oneself would lift the limit.
        """
        ...

    async def settings(self, scope: Scope) -> GuildSettings:
        """What a server's moderators have chosen."""
        ...

    async def set_settings(self, scope: Scope, settings: GuildSettings) -> None:
        """Keep it."""
        ...

    async def keep_draft(self, draft: Draft, key: str = "") -> str:
        """Keep an article for a day until it is published, in place of the draft `key` if given; return its key."""
        ...

    async def draft(self, key: str) -> Draft:
        """What was kept. Raises ExpiredError when it is no longer."""
        ...

    async def drop_draft(self, key: str) -> None:
        """Forget a draft; no matter if it is there."""
        ...

    async def count_unanswered(self, question: str, scope: Scope) -> None:
        """Keep a question that no article answered, or count that it was asked again."""
        ...

    async def unanswered(self, scope: Scope) -> list[Unanswered]:
        """The questions that no article answered, the most frequent first."""
        ...

    async def set_left(self, scope: Scope, left_at: datetime | None) -> None:
        """Note when the bot left a server; None: it is there (again)."""
        ...

    async def left_before(self, moment: datetime) -> list[Scope]:
        """The servers that the bot left before that moment."""
        ...

    async def erase(self, scope: Scope) -> None:
        """Remove all that is kept of a server; its revision grows, so that every process notices."""
        ...

    async def user_record(self, user: str) -> UserRecord:
        """How much is stored with the id of this user."""
        ...

    async def erase_user(self, user: str) -> UserRecord:
        """Store nothing with the id of this user any more, and return how much there was.

        In the history ERASED_USER takes the id's place, and drafts are deleted. Articles and settings stay. Raises
        ValueError for what is no user's id.
        """
        ...

    async def remember(self, question: AskedQuestion) -> str:
        """Keep what a reply's buttons need and return a key of at most 16 letters and digits.

        It is at hand at once, whatever the state of the database, which has it a little later.
        """
        ...

    async def flush(self) -> None:
        """Have the database keep what it does not have yet."""
        ...

    async def recall(self, key: str) -> AskedQuestion:
        """What was remembered. Raises ExpiredError when it is no longer kept."""
        ...

    async def note(self, name: str) -> str:
        """A small named value of the program's own, '' when it was never set."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Set such a value."""
        ...

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a turn that one claimant at most has within so many seconds, over all processes.

        0.0 when it was taken, anew by who has it already; else the seconds until it is free, and nothing changed.
        """
        ...

    async def close(self) -> None:
        """Give back connections; the store is not used afterwards."""
        ...
