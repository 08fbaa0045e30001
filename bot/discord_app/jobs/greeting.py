"""The greeting of a server that the bot has joined: one message, in a channel where members write.

Servers are joined as an event of the gateway, which several processes may receive. A job and a notice make sure that
the server is greeted once, and that a restart forgets no greeting.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import discord

from bot.discord_app.replies.greeting import greeting_view
from bot.discord_app.services import Services
from bot.discord_app.services.notices import NoticeError, phrases_of, writable_channel
from bot.domain import Scope
from bot.store.jobs import Job

GREETING: Final = "greeting"
"""Name of the job, and key of the notice."""
DELAY: Final = timedelta(seconds=30)
"""Time between joining and the greeting, in which the bot can be given roles, or removed again."""
_EXAMPLES: Final = 2
"""Number of example questions in the greeting."""


async def schedule_greeting(guild: discord.Guild, services: Services) -> None:
    """Schedule the greeting of a server. Raises StoreError."""
    # The job ends itself, so the interval is only for a failure that it does not see.
    await services.jobs.schedule(GREETING, timedelta(days=1), Scope(guild.id), first=DELAY)


async def greet(job: Job, services: Services, client: discord.Client) -> None:
    """Greet a server if the bot may write in it. Raises NoticeError to be tried again, and StoreError."""
    guild = client.get_guild(job.scope.guild_id)
    channel = greeting_channel(guild) if guild else None
    if guild and channel:
        settings = await services.moderators.moderation.server_data.settings(job.scope)
        phrases = phrases_of(guild, settings)
        view = greeting_view(await services.members.examples(job.scope, phrases.language, _EXAMPLES), phrases)
        outcome = await services.notices.post(guild, channel.id, view, key=GREETING)
        if outcome.can_retry:
            raise NoticeError(outcome)
    await services.jobs.cancel(GREETING, job.scope)


def greeting_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """Return the system channel, else the first one that everybody sees; None if the bot may write in none.

    A message in an announcement channel would go to other servers, and in the one for rules it would be in the way.
    """
    system, everybody = guild.system_channel, guild.default_role
    others = [each for each in guild.text_channels if not each.is_news() and each != guild.rules_channel]
    shown = [each for each in others if each.permissions_for(everybody).view_channel]
    found = ([system] if system else []) + shown
    return next((each for each in found if writable_channel(guild, each.id)), None)
