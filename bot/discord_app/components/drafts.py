"""The buttons under a preview: publish, correct, cancel. They work for who made the draft, in its server, for a day."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.replies.notices import notice_view

_KEY: Final = r"(?P<key>[a-f0-9]{16})"


class PublishButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:publish:(?:(?P<seen>\d{{1,9}}):)?{_KEY}"
):
    """Keeps the article, says how to undo that, and tells the channel that wants to know."""

    def __init__(self, key: str, label: str = "", seen: int | None = None) -> None:
        button = grey_button(label, f"heat2:publish:{key}" if seen is None else f"heat2:publish:{seen}:{key}")
        button.style = discord.ButtonStyle.success
        super().__init__(button)
        self.key = key
        self.seen = seen
        """The revision that would be replaced, as the preview showed it; None under previews of earlier versions."""

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"], seen=int(match["seen"]) if match["seen"] else None)

    async def callback(self, interaction: Interaction) -> None:
        """Publish the draft as it is now; a second press finds it gone."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).publish(self.key, self.seen, interaction, moderator)
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
            moderator = await moderator_of(interaction)
            await interaction.response.send_modal(await moderator_desk_of(interaction).correct(self.key, moderator))


class SeparateButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:separate:{_KEY}"):
    """Shows the preview of an article of its own, where one of the same title was to be replaced."""

    def __init__(self, key: str, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:separate:{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["key"])

    async def callback(self, interaction: Interaction) -> None:
        """Show the other draft."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).preview_of_draft(self.key, moderator)
            await interaction.edit_original_response(view=view)


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
            moderator = await moderator_of(interaction)
            await moderator.moderation.delete_draft(self.key, moderator.scope, moderator.by)
            await interaction.edit_original_response(view=notice_view(moderator.phrases.say("sources.cancelled")))
