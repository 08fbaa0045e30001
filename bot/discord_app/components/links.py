"""The choice of a link: which of several links in a message is the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Self

import discord

from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.text.safe_text import truncate

MOST: Final = 25
LONGEST: Final = 100
"""Discord's bounds on the choices of a select."""


class LinkSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"heat2:link"):
    """Shows a preview of the article at the link that is chosen."""

    def __init__(self, links: Sequence[str] = (), hint: str = "") -> None:
        fitting = [link for link in links if len(link) <= LONGEST][:MOST]
        options = [discord.SelectOption(label=truncate(_short(link), LONGEST), value=link) for link in fitting]
        super().__init__(
            discord.ui.Select[Any](
                custom_id="heat2:link", placeholder=hint[:150] or None, options=options or [_NOTHING]
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], _match: re.Match[str]
    ) -> Self:
        """The select that was used."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Read the page and show its preview in place of the choice."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).preview_of_address(self.item.values[0], moderator)
            await interaction.edit_original_response(view=view)


def _short(link: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", link)


_NOTHING: Final = discord.SelectOption(label="–", value="-")
