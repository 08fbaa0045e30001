"""What erases a member's data: it asks first, and works on the data of whoever presses."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.reader import reader_of


class EraseMeButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"heat2:privacy:(?P<confirmed>[01])"):
    """Asks whether the member's data shall be erased, and at the second press erases it."""

    def __init__(self, *, is_confirmed: bool, label: str = "") -> None:
        button = grey_button(label, f"heat2:privacy:{is_confirmed:d}")
        button.style = discord.ButtonStyle.danger
        super().__init__(button)
        self.is_confirmed = is_confirmed

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(is_confirmed=match["confirmed"] == "1")

    async def callback(self, interaction: Interaction) -> None:
        """Ask, or erase and say so."""
        async with reported(interaction):
            await interaction.response.defer()
            desk = moderator_desk_of(interaction)
            view = await desk.erase_user(reader_of(interaction), is_confirmed=self.is_confirmed)
            await interaction.edit_original_response(view=view)
