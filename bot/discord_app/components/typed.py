"""The buttons under a form that was not used yet: open it again with all that was typed, or use it all the same."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of

_KEY: Final = r"(?P<key>[a-f0-9]{16})"


class ReopenButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:reopen:{_KEY}"):
    """Opens the form again with what was typed."""

    def __init__(self, key: str, label: str = "") -> None:
        button = grey_button(label, f"heat2:reopen:{key}")
        button.style = discord.ButtonStyle.primary
        super().__init__(button)
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Show the form."""
        async with reported(interaction):
            moderator = await moderator_of(interaction)
            await interaction.response.send_modal(await moderator_desk_of(interaction).reopen(self.key, moderator))


class ConfirmButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:confirm:{_KEY}"):
    """Uses the form as it was typed, though something about it was asked."""

    def __init__(self, key: str, label: str = "") -> None:
        button = grey_button(label, f"heat2:confirm:{key}")
        button.style = discord.ButtonStyle.success
        super().__init__(button)
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what the form asks for, and show that in place of the question."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).confirm(self.key, interaction.locale.value, moderator)
            await interaction.edit_original_response(view=view)
