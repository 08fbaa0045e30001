"""Feeds: what one names, how it was read, and the articles that it proposes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.article import Article, Scope


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
    """The version of a feed, as its site states it, so that an unchanged one is not read again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A feed as it was read: its entries, newest first."""

    url: str
    """The address to read it at next time: that after permanent redirects, but not after temporary ones."""
    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    version: FeedVersion = FeedVersion()
    is_unchanged: bool = False
    """Whether the site says that nothing has changed; then there are no entries."""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed of a server, or of everyone's scope, and how it was read last."""

    scope: Scope
    id: str
    """Sixteen letters and digits, the same for spellings of one address."""
    address: str
    title: str = ""
    is_trusted: bool = False
    """Whether its articles about the film are published without being proposed."""
    is_paused: bool = False
    version: FeedVersion = FeedVersion()
    fetched_at: datetime | None = None
    """When it was asked for last."""
    read_at: datetime | None = None
    """When it was read last without a failure, None if never."""
    failures: int = 0
    """The number of failures since then."""
    fault: str = ""
    """The last failure, a value of `PageFault`; '' for none."""
    is_reported: bool = False
    """Whether the moderators were told that it fails."""


class ProposalState(StrEnum):
    """The state of a proposed article."""

    WAITING = "waiting"
    """The moderators could not be asked yet."""
    OPEN = "open"
    PUBLISHED = "published"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An article of a feed that moderators decide on."""

    scope: Scope
    key: str
    """Sixteen letters and digits, the same for spellings of one address in one server."""
    article: Article
    feed: str
    """The title or address of the feed."""
    made_at: datetime
    copies: tuple[str, ...] = ()
    """Addresses of articles with nearly the same text."""
    state: ProposalState = ProposalState.OPEN

    @property
    def version(self) -> str:
        """Eight letters and digits that change with what is shown of the article, and with its text."""
        shown = self.article
        fields = (shown.title, shown.publisher, shown.url, shown.published.edtf, shown.language, shown.text)
        return hashlib.sha256("\0".join(fields).encode("utf-8", "surrogatepass")).hexdigest()[:8]
