"""Who may keep a server's articles, checked at every command, button, form and suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

import discord

from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError
from bot.discord_app.reader import Reader, reader_of
from bot.domain import Scope
from bot.library.moderation import Moderation
from bot.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Moderator:
    """A moderator at work in one server."""

    moderation: Moderation
    reader: Reader

    @property
    def by(self) -> str:
        """The moderator's id, as the history keeps it."""
        return str(self.reader.id)

    @property
    def scope(self) -> Scope:
        """The server."""
        return self.reader.scope

    @property
    def phrases(self) -> Phrases:
        """The words of the moderator's language."""
        return self.reader.phrases


class _HasCuration(Protocol):
    @property
    def moderation(self) -> Moderation: ...


class _HasDesk(Protocol):
    moderator_desk: _HasCuration


async def moderator_of(interaction: Interaction, *, manages_server: bool = False) -> Moderator:
    """The moderator who uses a command. Raises RefusedError for anybody else; the server's own roles count too.

    With `manages_server` only who may manage the server will do: settings decide who else is a moderator.
    """
    if interaction.guild_id is None:
        raise RefusedError("error.only_in_servers")
    moderator = Moderator(moderation_of(interaction), reader_of(interaction))
    may = interaction.permissions
    if may.manage_guild or may.administrator:
        return moderator
    if not manages_server and isinstance(interaction.user, discord.Member):
        # Of the whole server: a channel of one's own, or one that somebody helps in, is no reason to speak for all.
        if interaction.user.guild_permissions.manage_messages:
            return moderator
        allowed = (await moderator.moderation.settings(moderator.scope)).curator_roles
        if any(role.id in allowed for role in interaction.user.roles):
            return moderator
    raise RefusedError("error.no_manager" if manages_server else "error.no_curator")


def moderation_of(interaction: Interaction) -> Moderation:
    """The use cases of the client that received the interaction."""
    return cast("_HasDesk", interaction.client).moderator_desk.moderation
