"""Dead links: each article's link is checked once a month, and the moderators' list shows which are dead."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from bot.domain import EVERYONE, Scope
from bot.library.library import Library
from bot.store.base import Store
from bot.store.links import Link
from bot.store.rules import utc_now

MAX_PER_RUN: Final = 30
"""Maximum number of links that one run checks. The job runs every hour."""
MAX_PER_HOST: Final = 3
"""Maximum number of links to one site that one run checks."""
MAX_CONCURRENT: Final = 4
"""Maximum number of links that are checked at the same time."""

Probe = Callable[[str], Awaitable[bool | None]]
"""Requests an address. Returns True if the page is gone, False if it is there, None if that is unknown."""


class LinkCheck:
    """Checks links and records which are dead. Every method raises StoreError if the database fails."""

    def __init__(self, library: Library, store: Store, probe: Probe, clock: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._store = store
        self._probe = probe
        self._clock = clock

    async def run(self) -> int:
        """Check links that are due, few of each site, and return the number of checked links."""
        now = self._clock()
        # More links are requested than are checked, since many may lead to one site.
        due = await self._due_shipped(now) + await self._store.links.due(now, 10 * MAX_PER_RUN)
        chosen, of_host = list[Link](), Counter[str]()
        for link in due:
            host = _host(link.url)
            if of_host[host] < MAX_PER_HOST and len(chosen) < MAX_PER_RUN:
                of_host[host] += 1
                chosen.append(link)
        slots = asyncio.Semaphore(MAX_CONCURRENT)
        await self._store.links.save(await asyncio.gather(*(self._checked(link, now, slots) for link in chosen)))
        return len(chosen)

    async def _checked(self, link: Link, now: datetime, slots: asyncio.Semaphore) -> Link:
        async with slots:
            is_gone = await self._probe(link.url)
        # A site that does not answer, or refuses, says nothing about the page.
        failures = link.failures + 1 if is_gone else link.failures if is_gone is None else 0
        return replace(link, checked_at=now, failures=failures)

    async def _due_shipped(self, now: datetime) -> list[Link]:
        """Return the due links of shipped articles, which are not in the store."""
        known = {link.article_id: link for link in await self._store.links.known(EVERYONE)}
        links = []
        for article in self._library.shipped.values():
            link = known.get(article.id)
            is_same = link is not None and link.url == article.url
            links.append(link if link and is_same else Link(EVERYONE, article.id, article.url))
        return [link for link in links if link.url and link.is_due(now)]


async def dead_links(store: Store, scopes: Collection[Scope]) -> frozenset[tuple[str, str]]:
    """Return the articles of these scopes whose links are dead, each as its id with the address."""
    known = [link for scope in scopes for link in await store.links.known(scope)]
    return frozenset((link.article_id, link.url) for link in known if link.is_dead)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
