"""The buttons and selects that end follows."""

from __future__ import annotations

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import PersistentComponent
from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed
from bot.discord_app.services import is_moderator, moderator_of, services_of
from bot.discord_app.services.follow_service import check_owner
from bot.domain import Scope
from bot.library.follows import MAX_TOPIC


class UnfollowButton(PersistentComponent, template=ids.UNFOLLOW):
    """Ends a follow: its user's own, or a channel's if a moderator of the server presses."""

    async def respond(self, interaction: Interaction) -> None:
        """End it and say so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        service, member = services_of(interaction).follows, member_of(interaction)
        follow = await service.find(self.state["key"])
        if not follow.channel:
            check_owner(follow, member)
        elif follow.scope != Scope(interaction.guild_id or 0):
            raise RefusedError("error.not_your_follow")
        else:
            await moderator_of(interaction)
        await service.stop([follow])
        says = member.phrases.say("follow.stopped", topic=inline(follow.topic, MAX_TOPIC))
        await interaction.edit_original_response(view=framed([says]))


class FollowsSelect(PersistentComponent, template=ids.FOLLOWS):
    """Ends the chosen follows of a member, or of the server's channels."""

    async def respond(self, interaction: Interaction) -> None:
        """End them and show what is left."""
        await interaction.response.defer()
        service, member, keys = services_of(interaction).follows, member_of(interaction), self.item.values
        moderates = await is_moderator(interaction)
        if self.state["kind"] == "own":
            await service.stop_own(keys, member)
        elif moderates:
            await service.stop_of_channels(keys, member.scope)
        view = await service.following(member, interaction.client, is_moderator=moderates)
        await interaction.edit_original_response(view=view)


class UnfollowAllButton(PersistentComponent, template=ids.UNFOLLOW_ALL):
    """Ends everything that a member follows."""

    async def respond(self, interaction: Interaction) -> None:
        """End it and show that nothing is left."""
        await interaction.response.defer()
        service, member = services_of(interaction).follows, member_of(interaction)
        await service.stop_own(None, member)
        moderates = await is_moderator(interaction)
        view = await service.following(member, interaction.client, is_moderator=moderates)
        await interaction.edit_original_response(view=view)
