"""What changes a server's settings: two selects of Discord's, one of languages, switches, and the eraser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.phrases import LANGUAGES, Phrases

_MOST_ROLES = 25
_OWN = "-"
"""The choice of each member's own language."""


async def _keep(interaction: Interaction, changes: dict[str, Any]) -> None:
    async with reported(interaction):
        await interaction.response.defer()
        moderator = await moderator_of(interaction, manages_server=True)
        settings = replace(await moderator.moderation.settings(moderator.scope), **changes)
        view = await moderator_desk_of(interaction).keep_settings(settings, moderator)
        await interaction.edit_original_response(view=view)


class RolesSelect(discord.ui.DynamicItem[discord.ui.RoleSelect[Any]], template=r"heat2:settings:roles"):
    """Chooses which roles may keep articles."""

    def __init__(self, roles: frozenset[int] = frozenset(), hint: str = "") -> None:
        chosen = [
            discord.SelectDefaultValue(id=role, type=discord.SelectDefaultValueType.role) for role in sorted(roles)
        ]
        select = discord.ui.RoleSelect[Any](
            custom_id="heat2:settings:roles",
            placeholder=hint[:150] or None,
            min_values=0,
            max_values=_MOST_ROLES,
            default_values=chosen[:_MOST_ROLES],
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, _at: Interaction, _item: discord.ui.Item[Any], _match: re.Match[str]) -> Self:
        """The select that was used."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Keep the roles that were chosen; everyone's own role would open the door to all, and is left out."""
        chosen = frozenset(role.id for role in self.item.values) - {interaction.guild_id or 0}
        await _keep(interaction, {"curator_roles": chosen})


class ChannelSelect(discord.ui.DynamicItem[discord.ui.ChannelSelect[Any]], template=r"heat2:settings:channel"):
    """Chooses the channel that is told of new articles."""

    def __init__(self, channel: int = 0, hint: str = "") -> None:
        of_channel = discord.SelectDefaultValueType.channel
        select = discord.ui.ChannelSelect[Any](
            custom_id="heat2:settings:channel",
            placeholder=hint[:150] or None,
            min_values=0,
            max_values=1,
            channel_types=[discord.ChannelType.text, discord.ChannelType.news],
            default_values=[discord.SelectDefaultValue(id=channel, type=of_channel)] if channel else [],
        )
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], _match: re.Match[str]
    ) -> Self:
        """The select that was used."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Keep the channel, or none."""
        await _keep(interaction, {"announce_channel": next((each.id for each in self.item.values), 0)})


class LanguageSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"heat2:settings:language"):
    """Chooses the language of what is said in public."""

    def __init__(self, chosen: str = "", phrases: Phrases | None = None) -> None:
        options = [
            discord.SelectOption(label=phrases.say("settings.own_language_choice") if phrases else _OWN, value=_OWN)
        ]
        options += [
            discord.SelectOption(label=phrases.name_of_language(code) if phrases else code, value=code)
            for code in LANGUAGES
        ]
        for option in options:
            option.default = option.value == (chosen or _OWN)
        super().__init__(discord.ui.Select[Any](custom_id="heat2:settings:language", options=options))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], _match: re.Match[str]
    ) -> Self:
        """The select that was used."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Keep the language, if it is one that the bot speaks."""
        chosen = next(iter(self.item.values), _OWN)
        await _keep(interaction, {"language": chosen if chosen in LANGUAGES else ""})


class SwitchButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"heat2:settings:(?P<name>private_answers|keeps_unanswered):(?P<on>[01])",
):
    """Turns a setting on or off."""

    def __init__(self, name: str, on: bool, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:settings:{name}:{on:d}"))
        self.name = name
        self.on = on

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(match["name"], match["on"] == "1")

    async def callback(self, interaction: Interaction) -> None:
        """Keep what the button says, whatever was set before."""
        await _keep(interaction, {self.name: self.on})


class EraseButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"heat2:erase:(?P<confirmed>[01])"):
    """Asks whether all that is kept of the server shall go, and at the second press erases it."""

    def __init__(self, *, is_confirmed: bool, label: str = "") -> None:
        button = grey_button(label, f"heat2:erase:{is_confirmed:d}")
        button.style = discord.ButtonStyle.danger
        super().__init__(button)
        self.is_confirmed = is_confirmed

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(is_confirmed=match["confirmed"] == "1")

    async def callback(self, interaction: Interaction) -> None:
        """Ask, or erase."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction, manages_server=True)
            view = await moderator_desk_of(interaction).erase(moderator, is_confirmed=self.is_confirmed)
            await interaction.edit_original_response(view=view)
