"""What the rest of the program needs of a store: the contract that every kind of store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from bot.domain import Article, AskedQuestion, Scope


class Change(StrEnum):
    """What adding an article did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Store(Protocol):
    """Articles by scope, and the little state that Discord's buttons need.

    Every method raises StoreError when the database is locked, full, read-only, damaged or away; then nothing changed.
    A scope never sees another scope's articles: a server's own articles do not include everyone's.
    """

    async def articles(self, scope: Scope) -> list[Article]:
        """The current revision of each article of exactly this scope, by id."""
        ...

    async def revision(self, scope: Scope) -> int:
        """A number that grows with every change to the scope's articles; 0 when there was none."""
        ...

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Keep the article whole, in one transaction; a known id with other content becomes a new revision."""
        ...

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Like `add` for each, all in one transaction: all of them are kept, or none."""
        ...

    async def remember(self, question: AskedQuestion) -> str:
        """Keep what a reply's buttons need and return a key of at most 16 letters and digits."""
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

    async def close(self) -> None:
        """Give back connections; the store is not used afterwards."""
        ...
