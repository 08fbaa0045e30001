"""What all buttons have in common."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord_app.desk import Interaction, Layout

Grey = discord.ButtonStyle.secondary


def grey_button(label: str, custom_id: str) -> discord.ui.Button[Any]:
    """A button that does not push itself to the front."""
    return discord.ui.Button(style=Grey, label=label[:80], custom_id=custom_id)


async def replace_or_copy(interaction: Interaction, view: Layout, *, is_own: bool) -> None:
    """Show the view in place of the message to whom it belongs, and to anyone else in a message of their own."""
    if is_own:
        await interaction.edit_original_response(view=view)
    else:
        await interaction.followup.send(view=view, ephemeral=True)


async def acknowledge(interaction: Interaction, *, is_own: bool) -> None:
    """Tell Discord within its three seconds that the press was seen, before any work."""
    if is_own:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
