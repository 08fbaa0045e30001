"""More, Back, the order of time, and the closest passages: another page of the same answer.

A public answer belongs to who asked, so only they turn its pages; anyone else who presses gets the page in a message
that nobody but they can see, with buttons of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import acknowledge, grey_button, replace_or_copy
from bot.discord_app.custom_ids import PAGE_PATTERN, AnswerPage
from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.failures import reported
from bot.discord_app.reader import reader_of


class PageButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:turn:{PAGE_PATTERN}"):
    """Shows the page that it holds."""

    def __init__(self, turn: AnswerPage, label: str = "") -> None:
        super().__init__(grey_button(label, self.id_of(turn)))
        self.turn = turn

    @staticmethod
    def id_of(turn: AnswerPage) -> str:
        """The custom id of a button for that page."""
        return f"heat2:turn:{turn.packed}"

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(AnswerPage.unpack(match))

    async def callback(self, interaction: Interaction) -> None:
        """Turn the asker's own message, or give others a copy."""
        async with reported(interaction):
            reader = reader_of(interaction)
            is_own = self.turn.asker in (0, reader.id)
            await acknowledge(interaction, is_own=is_own)
            turn = self.turn if is_own else replace(self.turn, asker=0)
            view = await desk_of(interaction).show(turn, reader)
            await replace_or_copy(interaction, view, is_own=is_own)
