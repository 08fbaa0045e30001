"""Links of articles: when each was tried last and whether it is dead; the contract, and a repository in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.domain import Article, Scope

MONTH: Final = timedelta(days=30)
"""Time after which a link is tried again."""
RETRY: Final = timedelta(days=3)
"""Time after which a link that has led nowhere is tried a second time."""
DEAD_FROM: Final = 2
"""Number of failed tries in a row after which a link is dead."""


@dataclass(frozen=True, slots=True)
class Link:
    """The link of an article of a scope, and the outcome of the last tries."""

    scope: Scope
    article_id: str
    url: str
    checked_at: datetime | None = None
    """None if it was never tried."""
    failures: int = 0
    """Number of tries in a row that have led nowhere."""

    @property
    def is_dead(self) -> bool:
        """Whether the link has led nowhere twice, days apart."""
        return self.failures >= DEAD_FROM

    @property
    def waiting_since(self) -> datetime:
        """When the link was tried last; long ago if it was never tried."""
        return self.checked_at or datetime.min.replace(tzinfo=UTC)

    def is_due(self, now: datetime) -> bool:
        """Return whether it is time to try the link."""
        is_doubtful = 0 < self.failures < DEAD_FROM
        return self.checked_at is None or now - self.checked_at >= (RETRY if is_doubtful else MONTH)


class LinkRepository(Protocol):
    """Links by scope and article. Every method raises StoreError if the database fails."""

    async def due(self, now: datetime, limit: int) -> list[Link]:
        """Return links of stored articles that should be tried.

        The first of each scope come first, then the second of each, and so on; in a scope those never tried come first,
        then those tried longest ago. Shipped articles are not stored.
        """
        ...

    async def known(self, scope: Scope) -> list[Link]:
        """Return the links of a scope that were tried, by article; a link that was edited since is included."""
        ...

    async def save(self, links: Collection[Link]) -> None:
        """Store the outcome of tries."""
        ...


class MemoryLinks:
    """Implements `LinkRepository` in memory."""

    def __init__(self, articles: Callable[[], Sequence[tuple[Scope, Article]]]) -> None:
        """`articles` returns the present articles of all scopes."""
        self._articles = articles
        self._links: dict[tuple[Scope, str], Link] = {}

    async def due(self, now: datetime, limit: int) -> list[Link]:
        """Return links of stored articles that should be tried."""
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
        """Return the links of a scope that were tried, by article."""
        return [link for (owner, _), link in sorted(self._links.items()) if owner == scope]

    async def save(self, links: Collection[Link]) -> None:
        """Store the outcome of tries."""
        self._links |= {(link.scope, link.article_id): link for link in links}

    def erase(self, scope: Scope) -> None:
        """Delete all links of a scope."""
        self._links = {key: link for key, link in self._links.items() if key[0] != scope}

    def _link(self, scope: Scope, article: Article) -> Link:
        known = self._links.get((scope, article.id))
        return known if known and known.url == article.url else Link(scope, article.id, article.url)
