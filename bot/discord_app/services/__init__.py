"""The services that commands and components work with, and the check that a member is a moderator."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import discord

from bot.discord_app.members import Interaction, Moderator, RefusedError, member_of
from bot.discord_app.services.feed_service import FeedService
from bot.discord_app.services.follow_service import FollowService
from bot.discord_app.services.member_service import MemberService
from bot.discord_app.services.moderator_service import ModeratorService
from bot.discord_app.services.notices import Notices
from bot.errors import StoreError
from bot.library.articles.dead_links import LinkCheck
from bot.library.feeds.polling import FeedPoller
from bot.library.jobs import JobRunner


@dataclass(frozen=True, slots=True)
class Services:
    """All that a client answers interactions with."""

    members: MemberService
    moderators: ModeratorService
    feeds: FeedService
    polling: FeedPoller
    jobs: JobRunner
    notices: Notices
    follows: FollowService
    links: LinkCheck


def services_of(interaction: Interaction) -> Services:
    """Return the services of the client that received the interaction."""
    services: Services = interaction.client.services
    return services


async def moderator_of(interaction: Interaction, *, manages_server: bool = False) -> Moderator:
    """Return the moderator who used an interaction. Raises RefusedError for anybody else.

    A moderator manages the server or its messages, or has a role that the server chose in its settings. With
    `manages_server` only somebody who manages the server will do, because settings decide who else is a moderator.
    """
    if interaction.guild_id is None:
        raise RefusedError("error.only_in_servers")
    moderator = Moderator(member_of(interaction), services_of(interaction).moderators.moderation)
    permissions = interaction.permissions
    if permissions.manage_guild or permissions.administrator:
        return moderator
    if not manages_server and isinstance(interaction.user, discord.Member):
        # Permissions in the whole server count: somebody who helps in one channel must not speak for all.
        if interaction.user.guild_permissions.manage_messages:
            return moderator
        allowed = (await moderator.moderation.server_data.settings(moderator.scope)).curator_roles
        if any(role.id in allowed for role in interaction.user.roles):
            return moderator
    raise RefusedError("error.no_manager" if manages_server else "error.no_moderator")


async def schedule_news(interaction: Interaction, moderator: Moderator) -> None:
    """Tell followers soon of what a change of articles brings. If that fails, they are told some minutes later."""
    with suppress(StoreError):
        await services_of(interaction).follows.schedule_soon(moderator.scope)


async def is_moderator(interaction: Interaction) -> bool:
    """Return whether a moderator of the server used an interaction."""
    try:
        await moderator_of(interaction)
    except RefusedError:
        return False
    return True
