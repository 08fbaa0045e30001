"""Pages that may become articles: those about the film that a server does not have yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Article, Scope
from bot.errors import Heat2Error
from bot.library.articles.merging import address_key, find_known
from bot.library.library import Library

MAX_READ: Final = 10
"""Maximum number of pages that are read at once."""
_MAX_CONCURRENT: Final = 3
"""Maximum number of pages that are read at the same time."""

ReadAddress = Callable[[str], Awaitable[Article]]
"""Returns the article at a web address. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class PageProposals:
    """The articles and pages found at some addresses."""

    articles: Sequence[Article]
    """Articles about the film, in the order of their addresses."""
    known: int
    """Number of addresses whose articles the server sees already."""
    others: int
    """Number of pages that are not about the film."""
    failed: Sequence[tuple[str, Heat2Error]]
    """Addresses that could not be read, each with the reason."""
    left: int
    """Number of addresses that were not read, because there were too many."""
    last_read: str = ""
    """The address after which they come, '' if none was read."""


async def propose_pages(addresses: Sequence[str], scope: Scope, library: Library, read: ReadAddress) -> PageProposals:
    """Read the pages at the addresses, and return the articles among them that may be added. Raises StoreError."""
    seen = await library.articles(scope)
    keys = {address_key(article.url) for article in seen if article.url}
    by_key = {address_key(address): address for address in reversed(addresses)}
    new = [address for address in addresses if (key := address_key(address)) not in keys and by_key[key] == address]
    known = len(by_key.keys() & keys)
    slots = asyncio.Semaphore(_MAX_CONCURRENT)

    async def outcome(address: str) -> Article | Heat2Error | bool:
        """Return the article, an error, True for an article that is known, or False for one about something else."""
        async with slots:
            try:
                article = await read(address)
                if find_known(article, seen, by_title=False):
                    return True
                return article if await library.is_about_film(article, scope) else False
            except Heat2Error as error:
                return error

    chosen = new[:MAX_READ]
    outcomes = await asyncio.gather(*map(outcome, chosen))
    failed = [(chosen[place], each) for place, each in enumerate(outcomes) if isinstance(each, Heat2Error)]
    articles = {each.id: each for each in outcomes if isinstance(each, Article)}
    return PageProposals(
        list(articles.values()),
        known + sum(each is True for each in outcomes),
        sum(each is False for each in outcomes),
        failed,
        len(new) - len(chosen),
        chosen[-1] if chosen else "",
    )
