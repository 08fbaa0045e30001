"""`/heat2-sources gaps`: what members ask and no article answers well."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, services_of


def build_gaps() -> app_commands.Command[Any, ..., Any]:
    """Return the command; nothing in its reply tells who asked or voted."""

    @app_commands.command(name=localized("gaps.command"), description=localized("gaps.description"))
    async def gaps(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        view = await services_of(interaction).moderators.gaps.show(0, moderator)
        await interaction.edit_original_response(view=view)

    return gaps
