"""Links of articles: when each was checked last and whether it is dead; the contract, and a repository in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.domain import Article, Scope

CHECK_INTERVAL: Final = timedelta(days=30)
"""Time between two checks of a link."""
RETRY_INTERVAL: Final = timedelta(days=3)
"""Time until a link that has led nowhere is checked again."""
DEAD_FROM: Final = 2
"""Number of failed checks in a row after which a link is dead."""


@dataclass(frozen=True, slots=True)
class Link:
    """The link of an article of a scope, and the outcome of the last checks."""

    scope: Scope
    article_id: str
    url: str
    checked_at: datetime | None = None
    """None if it was never checked."""
    failures: int = 0
    """Number of checks in a row that have led nowhere."""

    @property
    def is_dead(self) -> bool:
        """Whether the link has led nowhere twice, days apart."""
        return self.failures >= DEAD_FROM

    @property
    def waiting_since(self) -> datetime:
        """When the link was checked last; long ago if it never was."""
        return self.checked_at or datetime.min.replace(tzinfo=UTC)

    def is_due(self, now: datetime) -> bool:
        """Return whether it is time to check the link."""
        is_doubtful = 0 < self.failures < DEAD_FROM
        return self.checked_at is None or now - self.checked_at >= (RETRY_INTERVAL if is_doubtful else CHECK_INTERVAL)


class LinkRepository(Protocol):
    """Links by scope and article. Every method raises StoreError if the database fails."""

    async def due(self, now: datetime, limit: int) -> list[Link]:
        """Return links of stored articles that are due for a check. Shipped articles are not stored.

        The first link of each scope comes first, then the second of each, and so on. In a scope, links that were never
        checked come first, then those checked longest ago.
        """
        ...

    async def known(self, scope: Scope) -> list[Link]:
        """Return the links of a scope that were checked, by article; a link that was edited since is included."""
        ...

    async def save(self, links: Collection[Link]) -> None:
        """Store the outcome of checks."""
        ...


class MemoryLinks:
    """Implements `LinkRepository` in memory."""

    def __init__(self, articles: Callable[[], Sequence[tuple[Scope, Article]]]) -> None:
        """`articles` returns the present articles of all scopes."""
        self._articles = articles
        self._links: dict[tuple[Scope, str], Link] = {}

    async def due(self, now: datetime, limit: int) -> list[Link]:
        """Return links of stored articles that are due for a check."""
        links = (self._link(scope, article) for scope, article in self._articles() if article.url)
        due = sorted(
            (link for link in links if link.is_due(now)), key=lambda link: (link.waiting_since, link.article_id)
        )
        places, of_scope = list[tuple[int, int, Link]](), Counter[int]()
        for link in due:
            of_scope[link.scope.guild_id] += 1
            places.append((of_scope[link.scope.guild_id], link.scope.guild_id, link))
        return [link for *_, link in sorted(places, key=lambda place: place[:2])[:limit]]

    async def known(self, scope: Scope) -> list[Link]:
        """Return the links of a scope that were checked, by article."""
        return [link for (owner, _), link in sorted(self._links.items()) if owner == scope]

    async def save(self, links: Collection[Link]) -> None:
        """Store the outcome of checks."""
        self._links |= {(link.scope, link.article_id): link for link in links}

    def erase(self, scope: Scope) -> None:
        """Delete all links of a scope."""
        self._links = {key: link for key, link in self._links.items() if key[0] != scope}

    def _link(self, scope: Scope, article: Article) -> Link:
        known = self._links.get((scope, article.id))
        return known if known and known.url == article.url else Link(scope, article.id, article.url)
