"""What a feed names: its entries, and the version that was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article that a feed names: its address without tracking parameters, and what the feed says of it."""

    url: str
    title: str = ""
    summary: str = ""
    """The beginning of the article or of its summary, without markup."""
    published_at: str = ""
    """The moment of publication in ISO form, in UTC, '' if unknown; for sorting only."""


@dataclass(frozen=True, slots=True)
class FeedVersion:
    """What a site says of the version of a feed that was read, so that an unchanged one is not read again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A feed as it was read: its entries, newest first."""

    url: str
    """The address after all redirects."""
    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    version: FeedVersion = FeedVersion()
    is_unchanged: bool = False
    """Whether the site says that nothing has changed; then there are no entries."""
