"""Records of moderators' work: changes to articles, drafts, and a server's settings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain import Article, FeedVersion, Scope

ERASED_USER: Final = "erased"
"""Replaces the id of every moderator whose data was erased, so that they cannot be told apart."""
OPERATOR: Final = ""
"""Stored in place of a user's id for a change by the operator."""
TRUSTED_FEED: Final = "feed"
"""Stored in place of a user's id for an article of a feed that publishes by itself."""


class Act(StrEnum):
    """A change to an article of a scope."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    HIDDEN = "hidden"
    """A server no longer sees an article of everyone's."""
    UNHIDDEN = "unhidden"

    @property
    def leaves_article(self) -> bool:
        """Whether the scope has the article as its own after the change."""
        return self in {Act.ADDED, Act.EDITED, Act.RESTORED}


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """The current state of an article of a scope; it may be removed or hidden."""

    article: Article
    revision: int
    """Number of the change to this article in this scope, from 1."""
    act: Act
    by: str
    """The user who made the change: a Discord user's id, ERASED_USER or OPERATOR."""
    at: datetime

    @property
    def is_present(self) -> bool:
        """Whether the scope has the article as its own."""
        return self.act.leaves_article


@dataclass(frozen=True, slots=True)
class Event:
    """One change in the history. Events are only added."""

    number: int
    """Number of the change in its scope, from 1."""
    scope: Scope
    act: Act
    article: Article
    """The article after the change, or before it if it was removed."""
    revision: int
    by: str
    at: datetime
    before: Article | None = None
    """The article before the change, None if the scope did not have it."""
    undoes: int = 0
    """Number of the event that this one undoes, 0 for none."""

    def is_made_with(self, other: Event) -> bool:
        """Return whether a moderator made both in one step; the operator's imports are no such steps."""
        is_same_step = (self.by, self.at, self.act) == (other.by, other.at, other.act)
        return is_same_step and self.by != OPERATOR and self.article.id != other.article.id


@dataclass(frozen=True, slots=True)
class Write:
    """A change to make."""

    article: Article
    act: Act
    expected: int | None = None
    """The revision that the change is based on, 0 for a new article; None if any revision will do."""
    undoes: int = 0
    """Number of the event that this change takes back, 0 for none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that a moderator previews before it is published."""

    article: Article
    scope: Scope
    by: str


class Mentions(StrEnum):
    """Where the bot answers mentions and replies in a server."""

    OFF = "off"
    CHANNELS = "channels"
    """In chosen channels, and in their threads."""
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """The settings of a server."""

    curator_roles: frozenset[int] = frozenset()
    """Roles that may manage articles, besides members who may manage messages or the server."""
    announce_channel: int = 0
    """The channel where new articles are announced, 0 for none."""
    private_answers: bool = False
    """Whether only the asker sees an answer, unless the command says otherwise."""
    language: str = ""
    """The language of public replies, '' for that of the member who asks."""
    keeps_unanswered: bool = True
    """Whether questions that no article answers, and votes on answers, are stored for the moderators, without whose."""
    announce_role: int = 0
    """The role that an announcement mentions, 0 for none."""
    moderator_channel: int = 0
    """The channel where the moderators are told what they should know or decide, 0 for none."""
    weekly_digest: bool = False
    """Whether the moderators get a message every week about what members miss."""
    uses_reader: bool = True
    """Whether a reader, if the operator has one, gets the server's questions and chooses among passages."""
    mentions: Mentions = Mentions.EVERYWHERE
    mention_channels: frozenset[int] = frozenset()
    """The channels where mentions are answered if `mentions` is CHANNELS."""
    answers_in_threads: bool = False
    """Whether a mention in a channel is answered in a new thread, instead of by a reply."""

    def answers_mentions_in(self, channels: frozenset[int]) -> bool:
        """Return whether a mention is answered in one of these: a channel, or a thread and the channel around it."""
        if self.mentions is Mentions.CHANNELS:
            return not self.mention_channels.isdisjoint(channels)
        return self.mentions is Mentions.EVERYWHERE


DEFAULT_SETTINGS = GuildSettings()


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A change of one setting of a server, with its values as text: ids separated by blanks, `1` or `0`, or a word."""

    number: int
    """Number of the change in its server, from 1."""
    name: str
    """The name of the setting in GuildSettings."""
    before: str
    after: str
    by: str
    """The user who made the change, as in Event."""
    at: datetime


def settings_as_text(settings: GuildSettings) -> dict[str, str]:
    """Return the settings by name, each as a text; '' for none."""
    return {each.name: _as_text(getattr(settings, each.name)) for each in fields(settings)}


def _as_text(value: object) -> str:
    if isinstance(value, frozenset | tuple):
        return " ".join(sorted(map(str, value)))
    if isinstance(value, bool):
        return str(int(value))
    return str(value or "")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that no article answered, and the number of times it was asked."""

    question: str
    times: int
    last_asked: datetime


@dataclass(frozen=True, slots=True)
class UserRecord:
    """The number of rows that are stored with the id of a user."""

    changes: int = 0
    """Changes to articles by the user, in all servers."""
    servers: int = 0
    drafts: int = 0
    """Articles that the user has not published yet."""
    follows: int = 0
    """Topics that the user follows."""
    settings: int = 0
    """Changes of servers' settings by the user."""
    votes: int = 0
    """Votes of recent days that can still be assigned to the user."""


class VoteReason(StrEnum):
    """What a member found wrong with an answer. The values are stored."""

    NOT_ABOUT_IT = "not_about_it"
    OUTDATED = "outdated"
    WRONG_LANGUAGE = "wrong_language"
    SHOULD_KNOW = "should_know"


@dataclass(frozen=True, slots=True)
class Vote:
    """A member's opinion of an answer."""

    is_up: bool
    reason: VoteReason | None = None
    """What was wrong, if the member has said so."""


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote on the answer to a question, without who cast it."""

    question: str
    vote: Vote
    at: datetime


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
    version: FeedVersion = FeedVersion()  # noqa: RUF009 - a frozen value
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
    """What became of a proposed article."""

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
