"""Why these: the grounds of an answer, shown to whoever asks for them and to nobody else."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.custom_ids import KEY_PATTERN
from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.failures import reported
from bot.discord_app.reader import reader_of


class WhyButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:why:{KEY_PATTERN}"):
    """Explains the answer to the question of its key."""

    def __init__(self, key: str, label: str = "") -> None:
        super().__init__(grey_button(label, self.id_of(key)))
        self.key = key

    @staticmethod
    def id_of(key: str) -> str:
        """The custom id of a button for that question."""
        return f"heat2:why:{key}"

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Send the explanation to the member who pressed."""
        async with reported(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            view = await desk_of(interaction).explain(self.key, reader_of(interaction))
            await interaction.edit_original_response(view=view)
