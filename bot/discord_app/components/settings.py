"""The controls of a server's settings, and the buttons that erase data."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import ModeratorComponent, PersistentComponent
from bot.discord_app.jobs.digest import DIGEST, WEEK
from bot.discord_app.members import Interaction, Moderator, member_of
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.services import services_of
from bot.domain import Mentions
from bot.phrases import LANGUAGES


class _SettingControl(ModeratorComponent, template=r"(?!)"):
    """Changes one setting, whatever it was before."""

    manages_server = True

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Store the setting and show all of them."""
        settings = await moderator.moderation.server_data.settings(moderator.scope)
        changed = replace(settings, **self.changes(interaction))
        return await services_of(interaction).moderators.set_settings(changed, moderator)

    @abstractmethod
    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the setting's new value by the name of its field."""


class RolesSelect(_SettingControl, template=ids.ROLES):
    """Chooses the roles whose members may change articles."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the chosen roles; @everyone, whose id is the server's, would make every member a moderator."""
        return {"curator_roles": frozenset(role.id for role in self.item.values) - {interaction.guild_id or 0}}


class ChannelSelect(_SettingControl, template=ids.CHANNEL):
    """Chooses the channel where new articles are announced."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the channel, 0 for none."""
        return {"announce_channel": next((channel.id for channel in self.item.values), 0)}


class ModeratorChannelSelect(_SettingControl, template=ids.MODERATOR_CHANNEL):
    """Chooses the channel where moderators are told what they should know or decide."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the channel, 0 for none."""
        return {"moderator_channel": next((channel.id for channel in self.item.values), 0)}


class AnnounceRoleSelect(_SettingControl, template=ids.ANNOUNCE_ROLE):
    """Chooses the role that announcements mention."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the role, 0 for none; @everyone is never mentioned."""
        chosen = next((role.id for role in self.item.values), 0)
        return {"announce_role": 0 if chosen == interaction.guild_id else chosen}


class AnnouncementTestButton(ModeratorComponent, template=ids.TEST_ANNOUNCEMENT):
    """Sends a test to the announcement channel, as an article would be announced."""

    manages_server = True

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Send the test, and show the settings with what became of it."""
        service = services_of(interaction).moderators
        return await service.test_announcement(interaction.guild, moderator, str(interaction.id))


class LanguageSelect(_SettingControl, template=ids.LANGUAGE):
    """Chooses the language of public replies."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the language, '' for each member's own."""
        chosen = next(iter(self.item.values), ids.OWN_LANGUAGE)
        return {"language": chosen if chosen in LANGUAGES else ""}


class MentionsSelect(_SettingControl, template=ids.MENTIONS):
    """Chooses where mentions and replies are answered."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the choice; nothing for a value that is not one of the choices."""
        chosen = next(iter(self.item.values), "")
        return {"mentions": Mentions(chosen)} if chosen in list(Mentions) else {}


class MentionChannelsSelect(_SettingControl, template=ids.MENTION_CHANNELS):
    """Chooses the channels where mentions are answered."""

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return the channels. If any are chosen, mentions are answered only there."""
        channels = frozenset(channel.id for channel in self.item.values)
        return {"mention_channels": channels} | ({"mentions": Mentions.CHANNELS} if channels else {})


class SwitchButton(_SettingControl, template=ids.SWITCH):
    """Turns a setting on or off."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Store the setting, and schedule the weekly message or cancel it."""
        view = await super().result(interaction, moderator)
        jobs = services_of(interaction).jobs
        if self.state["name"] == "weekly_digest" and self.state["on"] == "1":
            await jobs.schedule(DIGEST, WEEK, moderator.scope, first=WEEK)
        elif self.state["name"] == "weekly_digest":
            await jobs.cancel(DIGEST, moderator.scope)
        return view

    def changes(self, interaction: Interaction) -> dict[str, Any]:
        """Return what the button says."""
        return {self.state["name"]: self.state["on"] == "1"}


class EraseServerButton(ModeratorComponent, template=ids.ERASE_SERVER):
    """Asks whether to erase all data of the server, and erases it at the second press."""

    manages_server = True

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Ask, or erase and say so."""
        service = services_of(interaction).moderators
        return await service.erase_server(moderator, is_confirmed=self.state["confirmed"] == "1")


class EraseMemberButton(PersistentComponent, template=ids.ERASE_MEMBER):
    """Asks whether to erase the data of the member who presses, and erases it at the second press."""

    async def respond(self, interaction: Interaction) -> None:
        """Ask, or erase and say so."""
        await interaction.response.defer()
        service = services_of(interaction).moderators
        view = await service.erase_member(member_of(interaction), is_confirmed=self.state["confirmed"] == "1")
        await interaction.edit_original_response(view=view)
