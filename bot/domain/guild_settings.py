"""The settings of a server, and their changes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


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
    """Whether unanswered questions and votes are stored for the moderators, without who asked or voted."""
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
    """A change of one setting of a server, with its values as text: ids separated by spaces, `1` or `0`, or a word."""

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
