"""`/heat2-sources undo`: undo the server's last change, no matter who made it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.replies.sources import undo_view
from bot.discord_app.services import moderator_of


def build_undo() -> app_commands.Command[Any, ..., Any]:
    """Return the command; it shows the change, and a button undoes it."""

    @app_commands.command(name=localized("sources.undo_name"), description=localized("sources.undo_description"))
    async def undo(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        events = await moderator.moderation.last_undoable(moderator.scope)
        nothing = notice_view(moderator.phrases.say("sources.undo_none"))
        await interaction.edit_original_response(view=undo_view(events, moderator.phrases) if events else nothing)

    return undo
