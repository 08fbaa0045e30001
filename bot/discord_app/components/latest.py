"""The pages of the newest articles."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import acknowledge, grey_button, replace_or_copy
from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.failures import reported
from bot.discord_app.reader import reader_of

_TEMPLATE = r"heat2:latest:(?P<page>[0-9]{1,6}):(?P<asker>[0-9]{1,20})"


class LatestButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """Shows its page of the newest articles; what a member sees depends on where they press, never on the button."""

    def __init__(self, page: int, asker: int, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:latest:{page}:{asker}"))
        self.page = page
        self.asker = asker

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(int(match["page"]), int(match["asker"]))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the asker's own message, or give others a copy."""
        async with reported(interaction):
            reader = reader_of(interaction)
            is_own = self.asker in (0, reader.id)
            await acknowledge(interaction, is_own=is_own)
            view = await desk_of(interaction).latest(self.page, reader, private=self.asker == 0 or not is_own)
            await replace_or_copy(interaction, view, is_own=is_own)
