"""`/heat2-sources feeds`: add, list and remove feeds, and say how far they are trusted."""

from __future__ import annotations

from typing import Any, Final

from discord import app_commands

from bot.discord_app.commands.common import choices_of, localized
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, services_of
from bot.errors import Heat2Error

CHANGES: Final = ("remove", "trust", "untrust", "pause", "resume")
"""Commands that take one feed."""


def build_feeds() -> app_commands.Group:
    """Return the group of commands."""
    group = app_commands.Group(name=localized("feeds.name"), description=localized("feeds.description"))
    group.add_command(_build_add())
    group.add_command(_build_list())
    for action in CHANGES:
        group.add_command(_build_change(action))
    return group


def _build_add() -> app_commands.Command[Any, ..., Any]:
    @app_commands.command(name=localized("feeds.add"), description=localized("feeds.add_description"))
    @app_commands.rename(address=localized("feeds.address"))
    @app_commands.describe(address=localized("feeds.address_description"))
    async def add(interaction: Interaction, address: app_commands.Range[str, 1, 2000]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator, service = await moderator_of(interaction), services_of(interaction).feeds
        await interaction.edit_original_response(view=await service.add(address, interaction.guild, moderator))

    return add


def _build_list() -> app_commands.Command[Any, ..., Any]:
    @app_commands.command(name=localized("feeds.list"), description=localized("feeds.list_description"))
    async def list_feeds(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator, service = await moderator_of(interaction), services_of(interaction).feeds
        await interaction.edit_original_response(view=await service.list_feeds(interaction.guild, moderator))

    return list_feeds


def _build_change(action: str) -> app_commands.Command[Any, ..., Any]:
    @app_commands.command(name=localized(f"feeds.{action}"), description=localized(f"feeds.{action}_description"))
    @app_commands.rename(feed=localized("feeds.feed"))
    @app_commands.describe(feed=localized("feeds.feed_description"))
    @app_commands.autocomplete(feed=_suggest)
    async def change(interaction: Interaction, feed: app_commands.Range[str, 1, 2000]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator, service = await moderator_of(interaction), services_of(interaction).feeds
        await interaction.edit_original_response(view=await service.change(action, feed, moderator))

    return change


async def _suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    try:
        moderator = await moderator_of(interaction)
        return choices_of(await services_of(interaction).feeds.suggest(typed, moderator))
    except Heat2Error:
        return []
