"""`/heat2-sources undo`: take back the server's last change, whoever made it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.replies.notices import notice_view
from bot.discord_app.replies.sources import undo_view
from bot.discord_app.translator import said


def build_undo() -> app_commands.Command[Any, ..., Any]:
    """The command: it says what it would do, and a button does it."""

    @app_commands.command(name=said("sources.undo_name"), description=said("sources.undo_description"))
    async def undo(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        event = await moderator.moderation.last_undoable_event(moderator.scope)
        nothing = notice_view(moderator.phrases.say("sources.undo_none"))
        await interaction.edit_original_response(view=undo_view(event, moderator.phrases) if event else nothing)

    return undo
