"""Delete: an answer goes when its asker or a moderator wants it gone."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError, reported


class DeleteButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"heat2:delete:(?P<asker>[0-9]{1,20})"):
    """Deletes the message that it stands under."""

    def __init__(self, asker: int, label: str = "") -> None:
        super().__init__(grey_button(label, self.id_of(asker)))
        self.asker = asker

    @staticmethod
    def id_of(asker: int) -> str:
        """The custom id of a button for that member's answer."""
        return f"heat2:delete:{asker}"

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(int(match["asker"]))

    async def callback(self, interaction: Interaction) -> None:
        """Delete for the asker and for members who manage messages; tell others that they cannot."""
        async with reported(interaction):
            if not self._may_delete(interaction):
                raise RefusedError("error.not_yours_to_delete")
            await interaction.response.defer()
            with suppress(discord.NotFound):  # somebody else has deleted it, which is what was wanted
                await interaction.delete_original_response()

    def _may_delete(self, interaction: Interaction) -> bool:
        moderates = interaction.guild_id is not None and interaction.permissions.manage_messages
        return moderates or interaction.user.id == self.asker
