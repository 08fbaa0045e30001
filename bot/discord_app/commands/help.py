"""`/heat2 help`: what the bot can do, with examples that work here."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.replies.help import HelpContext, HelpPlace
from bot.discord_app.services import is_moderator, services_of


def build_help() -> app_commands.Command[Any, ..., Any]:
    """Return the command; only the member sees the reply."""

    @app_commands.command(name=localized("command.help"), description=localized("command.help_description"))
    async def help_(interaction: Interaction) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        # The first examples are checked against all articles, which may take a second.
        await interaction.response.defer(ephemeral=True, thinking=True)
        place = HelpPlace.SERVER if member.has_moderators else HelpPlace.ELSEWHERE
        if interaction.context.dm_channel:
            place = HelpPlace.DIRECT
        context = HelpContext(place, await is_moderator(interaction), interaction.client.install_links)
        await interaction.edit_original_response(view=await service.help(member, context))

    return help_
