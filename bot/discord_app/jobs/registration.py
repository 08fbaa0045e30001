"""The periodic jobs of the bot: each is registered here, with what it needs. See `bot.library.jobs`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

import discord

from bot.discord_app.jobs.digest import DIGEST, send_digest
from bot.discord_app.jobs.feed_notifiers import LogFeedNotifier, ServerFeedNotifier
from bot.discord_app.jobs.greeting import GREETING, greet
from bot.discord_app.services import Services
from bot.discord_app.services.follow_service import JOB as FOLLOWS
from bot.library.feeds.notifier import FeedNotifier
from bot.library.feeds.sources import JOB as FEED_JOB
from bot.store.jobs import Job

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def register_jobs(services: Services, client: discord.Client) -> None:
    """Register all jobs, before the runner is started."""

    async def forget_old_notices(_job: Job) -> None:
        await services.notices.delete_old()

    async def tell_followers(job: Job) -> timedelta | None:
        return await services.follows.deliver(job, client)

    async def try_links(_job: Job) -> None:
        await services.links.run()

    async def delete_old_proposals(_job: Job) -> None:
        await services.feeds.proposals.delete_old()

    async def delete_old_feedback(_job: Job) -> None:
        await services.moderators.moderation.server_data.delete_old_feedback()

    async def poll_feed(job: Job) -> timedelta | None:
        notifier: FeedNotifier = LogFeedNotifier()
        if not job.scope.is_everyone:
            guild = client.get_guild(job.scope.guild_id)
            if guild is None:  # the bot is no longer there, or Discord has an outage
                return None
            notifier = ServerFeedNotifier(guild, services.notices, services.moderators.moderation)
        return await services.polling.poll(job.scope, job.key, notifier)

    services.jobs.register(FEED_JOB, poll_feed)
    services.jobs.register("old-notices", forget_old_notices, every=_DAY)
    services.jobs.register("old-proposals", delete_old_proposals, every=_DAY)
    services.jobs.register("old-feedback", delete_old_feedback, every=_DAY)
    services.jobs.register(GREETING, partial(greet, services=services, client=client))
    services.jobs.register(DIGEST, partial(send_digest, services=services, client=client))
    services.jobs.register("links", try_links, every=_HOUR)
    services.jobs.register(FOLLOWS, tell_followers)  # scheduled for a server with the first follow
