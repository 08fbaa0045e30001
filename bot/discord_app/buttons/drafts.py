"""The buttons under a preview: publish, correct, cancel. They work for who made the draft, in its server, for a day."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.discord_app.buttons.pressing import grey_button
from bot.discord_app.curator import curator_of
from bot.discord_app.curator_desk import curator_desk_of
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.replies.notices import notice_view

_KEY: Final = r"(?P<key>[a-f0-9]{16})"


class PublishButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:publish:{_KEY}"):
    """Keeps the article, says how to undo that, and tells the channel that wants to know."""

    def __init__(self, key: str, label: str = "") -> None:
        button = grey_button(label, f"heat2:publish:{key}")
        button.style = discord.ButtonStyle.success
        super().__init__(button)
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Publish the draft as it is now; a second press finds it gone."""
        async with reported(interaction):
            await interaction.response.defer()
            curator = await curator_of(interaction)
            view = await curator_desk_of(interaction).publish(self.key, interaction, curator)
            await interaction.edit_original_response(view=view)


class CorrectButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:correct:{_KEY}"):
    """Opens a form with what is said of the article."""

    def __init__(self, key: str, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:correct:{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Show the form; what is sent with it changes the draft and its preview."""
        async with reported(interaction):
            curator = await curator_of(interaction)
            await interaction.response.send_modal(await curator_desk_of(interaction).correct(self.key, curator))


class CancelButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:cancel:{_KEY}"):
    """Forgets the draft."""

    def __init__(self, key: str, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:cancel:{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Drop it and say so."""
        async with reported(interaction):
            await interaction.response.defer()
            curator = await curator_of(interaction)
            await curator.curation.drop_draft(self.key, curator.scope, curator.by)
            await interaction.edit_original_response(view=notice_view(curator.phrases.say("sources.cancelled")))
