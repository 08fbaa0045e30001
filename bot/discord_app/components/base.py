"""The base classes of all buttons and selects."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

import discord

from bot.discord_app.failures import reported
from bot.discord_app.members import Interaction, Moderator
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.services import moderator_of

_MATCHES_NOTHING = r"(?!)"


class PersistentComponent(discord.ui.DynamicItem[Any], template=_MATCHES_NOTHING):
    """A button or select that is found by its custom id.

    A subclass names the pattern of its custom ids as `template` and implements `respond`.
    """

    def __init__(self, item: discord.ui.Item[Any], match: re.Match[str]) -> None:
        """Take the component as it is in the message, and the match of its custom id."""
        super().__init__(item)
        self.state = match

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """Return the component that was used."""
        return cls(item, match)

    async def callback(self, interaction: Interaction) -> None:
        """Respond, and report what fails to the member."""
        async with reported(interaction):
            await self.respond(interaction)

    async def respond(self, interaction: Interaction) -> None:
        """Do what the component is for. Raises Heat2Error with a message for the member."""
        raise NotImplementedError


class ModeratorComponent(PersistentComponent, template=_MATCHES_NOTHING):
    """A component that only moderators can use. Its result replaces the message that it is in.

    A subclass implements `result`. The check is here and not where the component is sent, because a message with
    the same component could be made by anybody.
    """

    manages_server: ClassVar[bool] = False
    """Whether only somebody who manages the server may use it."""

    async def respond(self, interaction: Interaction) -> None:
        """Check the moderator and show the result."""
        await interaction.response.defer()
        moderator = await moderator_of(interaction, manages_server=self.manages_server)
        await interaction.edit_original_response(view=await self.result(interaction, moderator))

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Return the reply. Raises Heat2Error with a message for the moderator."""
        raise NotImplementedError


async def acknowledge(interaction: Interaction, *, is_own: bool) -> None:
    """Tell Discord within its three seconds that the press was received, before any work."""
    if is_own:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def replace_or_copy(interaction: Interaction, view: ComponentView, *, is_own: bool) -> None:
    """Show the view in place of the member's own message, or in a new message that only the member sees."""
    if is_own:
        await interaction.edit_original_response(view=view, attachments=view.edited_files())
    else:
        await interaction.followup.send(view=view, ephemeral=True, files=view.new_files())
