"""The person behind an interaction, and errors about what this person asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from bot.domain import EVERYONE, Scope
from bot.errors import Heat2Error
from bot.library.articles.moderation import Moderation
from bot.phrases import Phrases, load

Interaction = discord.Interaction[Any]
"""An interaction of any client."""


@dataclass(frozen=True, slots=True)
class Member:
    """The id of who uses a command, the articles they can see, and the phrases of their own language."""

    id: int
    scope: Scope
    phrases: Phrases
    has_moderators: bool = False
    """Whether the bot is in the member's server, where moderators read what members miss."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """A member who may change a server's articles."""

    member: Member
    moderation: Moderation

    @property
    def by(self) -> str:
        """The moderator's id as the history stores it."""
        return str(self.member.id)

    @property
    def scope(self) -> Scope:
        """The server."""
        return self.member.scope

    @property
    def phrases(self) -> Phrases:
        """The phrases of the moderator's language."""
        return self.member.phrases


class RefusedError(Heat2Error):
    """A person asked for something that they may not have, or that cannot be done; `key` is the phrase to show."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(load("en").say(key))


def member_of(interaction: Interaction) -> Member:
    """Return who used this interaction; in a direct message they see everyone's articles."""
    scope = Scope(interaction.guild_id) if interaction.guild_id else EVERYONE
    # A member who has installed the bot for themselves can use it in servers that it is not in.
    is_in_server = bool(interaction.guild_id and interaction.client.get_guild(interaction.guild_id))
    return Member(interaction.user.id, scope, load(str(interaction.locale.value)), is_in_server)
