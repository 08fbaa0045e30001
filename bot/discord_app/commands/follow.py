"""`/heat2 follow` and `/heat2 following`: get a message when an article states something new on a topic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.ask import suggest
from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.services import is_moderator, services_of
from bot.discord_app.services.follow_service import scope_of
from bot.discord_app.services.notices import writable_channel
from bot.library.follows import MAX_TOPIC


def build_follow() -> app_commands.Command[Any, ..., Any]:
    """Return the command. Moderators can name a channel that gets the messages instead."""

    @app_commands.command(name=localized("command.follow"), description=localized("command.follow_description"))
    @app_commands.rename(
        topic=localized("command.topic"), channel=localized("command.channel"), role=localized("command.role")
    )
    @app_commands.describe(
        topic=localized("command.topic_description"),
        channel=localized("command.channel_description"),
        role=localized("command.role_description"),
    )
    @app_commands.autocomplete(topic=suggest)
    async def follow(
        interaction: Interaction,
        topic: app_commands.Range[str, 1, MAX_TOPIC],
        channel: discord.TextChannel | None = None,
        role: discord.Role | None = None,
    ) -> None:
        service, member = services_of(interaction), member_of(interaction)
        service.members.admit(member)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if (channel or role) and not await is_moderator(interaction):
            raise RefusedError("error.follow_for_moderators")
        if role and (channel is None or role.is_default()):
            raise RefusedError("error.role_without_channel" if channel is None else "error.role_of_everybody")
        if channel and writable_channel(channel.guild, channel.id) is None:
            raise RefusedError("error.cannot_share")
        if channel and isinstance(interaction.user, discord.Member):
            _check_own_permissions(interaction.user, channel, role)
        member = replace(member, scope=scope_of(interaction))
        view = await service.follows.start(topic, member, channel.id if channel else 0, role.id if role else 0)
        await interaction.edit_original_response(view=view)

    return follow


def _check_own_permissions(moderator: discord.Member, channel: discord.TextChannel, role: discord.Role | None) -> None:
    """Raise RefusedError if the bot would write in a channel, or mention a role, where the moderator may not."""
    own = channel.permissions_for(moderator)
    if not (own.view_channel and own.send_messages):
        raise RefusedError("error.not_your_channel")
    if role and not (role.mentionable or own.mention_everyone):
        raise RefusedError("error.not_your_role")


def build_following() -> app_commands.Command[Any, ..., Any]:
    """Return the command that lists what is followed, with buttons that end it."""

    @app_commands.command(name=localized("command.following"), description=localized("command.following_description"))
    async def following(interaction: Interaction) -> None:
        service, member = services_of(interaction), member_of(interaction)
        service.members.admit(member)
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderates = await is_moderator(interaction)
        view = await service.follows.following(member, interaction.client, is_moderator=moderates)
        await interaction.edit_original_response(view=view)

    return following
