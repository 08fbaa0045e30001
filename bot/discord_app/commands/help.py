"""`/heat2 help`: what the bot can do, with examples that work here."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import is_moderator, services_of


def build_help() -> app_commands.Command[Any, ..., Any]:
    """Return the command; only the member sees the reply."""

    @app_commands.command(name=localized("command.help"), description=localized("command.help_description"))
    async def help_(interaction: Interaction) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        # The first examples are checked against all articles, which may take a second.
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await service.help(member, is_moderator=await is_moderator(interaction))
        await interaction.edit_original_response(view=view)

    return help_
