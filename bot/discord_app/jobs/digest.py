"""The weekly message to a server's moderators about what members missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import discord

from bot.discord_app.replies.gaps import digest_view
from bot.discord_app.services import Services
from bot.discord_app.services.notices import NoticeError, Outcome, moderator_channel, phrases_of
from bot.store.jobs import Job
from bot.store.rules import utc_now

DIGEST: Final = "weekly-digest"
"""Name of the job."""
WEEK: Final = timedelta(days=7)
RETRY: Final = timedelta(hours=1)
"""Time until the next try if Discord does not show the server at the moment."""


async def send_digest(job: Job, services: Services, client: discord.Client) -> timedelta | None:
    """Send what members missed within a week, if anything. Raises NoticeError to be tried again, and StoreError.

    It goes to the moderators' channel, else to that of announcements. Returns the time until the next try if the server
    is away, None otherwise.
    """
    moderation = services.moderators.moderation
    settings = await moderation.server_data.settings(job.scope)
    guild = client.get_guild(job.scope.guild_id)
    if not settings.weekly_digest or not settings.keeps_unanswered:
        return None
    if guild is None:
        return RETRY  # an outage of Discord must not cost a whole week
    now = utc_now()
    gaps = await moderation.gaps.current(job.scope, now - WEEK)
    if not gaps:
        return None
    year, week, _ = now.isocalendar()
    channel = moderator_channel(guild, settings) or settings.announce_channel
    view = digest_view(gaps, phrases_of(guild, settings))
    outcome: Outcome = await services.notices.post(guild, channel, view, key=f"{DIGEST}:{year}-{week}")
    if outcome.can_retry:
        raise NoticeError(outcome)
    return None
