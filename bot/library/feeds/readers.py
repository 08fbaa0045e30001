"""How feeds and their articles are read from the web."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain import Article, FeedContent, FeedVersion

ReadFeed = Callable[[str, FeedVersion], Awaitable[FeedContent]]
"""Returns the feed at an address, unless it is of that version. Raises PageError."""
FindFeed = Callable[[str], Awaitable[FeedContent]]
"""Returns the feed at an address or of the site there. Raises PageError."""
ReadArticle = Callable[[str], Awaitable[Article]]
"""Returns the article at an address. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class FeedReaders:
    """The functions that read."""

    read_feed: ReadFeed
    find_feed: FindFeed
    read_article: ReadArticle
