"""Followed topics in Discord: start, list and stop them, and deliver what is new."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Collection, Coroutine
from datetime import timedelta
from enum import Enum, auto
from typing import Any, Final

import aiohttp
import discord

from bot.discord_app.members import Member, RefusedError
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.follows import following_view, news_view, started_view
from bot.discord_app.services.notices import Notices, phrases_of
from bot.domain import EVERYONE, Scope
from bot.errors import ConflictError
from bot.library.follows import Follower, Follows, News
from bot.library.jobs import JobRunner
from bot.library.library import today
from bot.library.server_data import ServerData
from bot.phrases import load
from bot.phrases.messages import message
from bot.store.follows import Follow
from bot.store.jobs import Job

JOB: Final = "follows"
NEWS_INTERVAL: Final = timedelta(minutes=20)
"""Time between two searches for news. After an article is published in Discord, the next one is sooner."""
NEWS_DELAY: Final = timedelta(minutes=1)
"""Time until the next search if an article was published, or if followers are left."""
SEND_SECONDS: Final = 20.0
"""Time for sending one message."""
DELIVERY_SECONDS: Final = 200.0
"""Time after which deliveries end although followers are left: less than a job may take."""
PAUSE_SECONDS: Final = 0.5
"""Pause between two direct messages: Discord treats many of them in a row as spam."""

Client = discord.Client

_log = logging.getLogger(__name__)


class Delivery(Enum):
    """The result of sending a message to a follower."""

    ARRIVED = auto()
    CLOSED = auto()
    """The follower cannot receive it: closed direct messages, or a channel that the bot may not use."""
    GONE = auto()
    """There is no such member or user any more."""
    LATER = auto()
    """Discord or the network failed."""


class FollowService:
    """Makes the replies about followed topics, and sends the news."""

    def __init__(
        self, follows: Follows, jobs: JobRunner, notices: Notices, server_data: ServerData, pause: float = PAUSE_SECONDS
    ) -> None:
        self._follows = follows
        self._jobs = jobs
        self._notices = notices
        self._server_data = server_data
        self._pause = pause

    async def start(self, topic: str, member: Member, channel: int = 0, role: int = 0) -> ComponentView:
        """Follow a topic for a member, or for a channel of their server. Raises Heat2Error to be shown."""
        user = "" if channel else str(member.id)
        follower = Follower(user, channel, role, member.phrases.language)
        follow = await self._follows.start(topic, member.scope, follower)
        await self._jobs.schedule(JOB, NEWS_INTERVAL, member.scope)
        is_new = not await self._follows.has_statements(topic, member.scope)
        return started_view(follow, member.phrases, is_new=is_new)

    async def following(self, member: Member, client: Client, *, is_moderator: bool) -> ComponentView:
        """Show what a member follows, and to moderators what the server's channels follow."""
        own = await self._follows.of_user(str(member.id))
        of_channels = await self._follows.of_channels(member.scope) if is_moderator else []
        return following_view(own, of_channels, lambda scope: _server_name(client, scope), member.phrases)

    async def find(self, key: str) -> Follow:
        """Return the follow of that key. Raises ConflictError if it has ended."""
        follow = await self._follows.find(key)
        if follow is None:
            raise ConflictError(message("follow.ended"))
        return follow

    async def stop(self, follows: Collection[Follow]) -> None:
        """End follows."""
        await self._follows.stop([each.key for each in follows])

    async def stop_own(self, keys: Collection[str] | None, member: Member) -> None:
        """End those follows of a member, all of them if `keys` is None."""
        own = await self._follows.of_user(str(member.id))
        await self.stop([each for each in own if keys is None or each.key in keys])

    async def stop_of_channels(self, keys: Collection[str], scope: Scope) -> None:
        """End those follows of a server's channels. The caller checks that a moderator asks."""
        await self.stop([each for each in await self._follows.of_channels(scope) if each.key in keys])

    async def schedule_soon(self, scope: Scope) -> None:
        """Look for news soon, because an article was published."""
        if await self._follows.has_any(scope):
            await self._jobs.schedule(JOB, NEWS_INTERVAL, scope, first=NEWS_DELAY)

    async def deliver(self, job: Job, client: Client) -> timedelta | None:
        """Send a scope's followers what is new. Return the time until the next search if it is soon."""
        if not await self._follows.has_any(job.scope):
            await self._jobs.cancel(JOB, job.scope)
            return None
        if not job.scope.is_everyone and client.get_guild(job.scope.guild_id) is None:
            return None  # the bot was removed from the server, or the server is away
        ends_at, count = time.monotonic() + DELIVERY_SECONDS, 0
        async for news in self._follows.news(job.scope):
            count += 1
            await _finished(self._deliver(news, client))
            await asyncio.sleep(self._pause)
            if time.monotonic() > ends_at:
                break  # the others are still to be claimed, and are told the next time
        return NEWS_DELAY if count and await self._follows.is_waiting(job.scope) else None

    async def _deliver(self, news: News, client: Client) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                delivery = await (self._post(news, client) if news.follow.channel else _send(news, client))
        except discord.NotFound:
            delivery = Delivery.GONE
        except discord.Forbidden:
            delivery = Delivery.CLOSED
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("news on a followed topic could not be sent: %s", type(error).__name__)
            delivery = Delivery.LATER
        match delivery:
            case Delivery.ARRIVED:
                await self._follows.delivered(news)
            case Delivery.CLOSED:
                await self._follows.failed(news)
            case Delivery.GONE:
                await self._follows.stop([news.follow.key])
            case Delivery.LATER:
                await self._follows.postpone(news)

    async def _post(self, news: News, client: Client) -> Delivery:
        """Post in the channel that follows the topic."""
        guild = client.get_guild(news.follow.scope.guild_id)
        if guild is None:
            return Delivery.LATER
        phrases = phrases_of(guild, await self._server_data.settings(news.follow.scope))
        view = news_view(news.follow, news.excerpts, guild.name, phrases, today())
        if view is None:
            return Delivery.ARRIVED
        key = f"follow:{news.follow.key}:{news.claimed.next_at:%Y%m%d%H%M}"
        outcome = await self._notices.post(guild, news.follow.channel, view, key=key, role=news.follow.role)
        if outcome.is_sent:
            return Delivery.ARRIVED
        return Delivery.LATER if outcome.can_retry else Delivery.CLOSED


async def _finished(delivery: Coroutine[Any, Any, None]) -> None:
    """Finish a delivery even if the program is being ended: its message is claimed, and may be on its way."""
    task = asyncio.ensure_future(delivery)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _send(news: News, client: Client) -> Delivery:
    """Send a direct message, if the user is still a member of the server whose articles are quoted."""
    follow = news.follow
    user = discord.Object(int(follow.user))
    if not follow.scope.is_everyone:
        guild = client.get_guild(follow.scope.guild_id)
        if guild is None:
            return Delivery.LATER
        await guild.fetch_member(user.id)  # raises NotFound for somebody who has left
    place = _server_name(client, follow.scope)
    view = news_view(follow, news.excerpts, place, load(follow.language), today())
    if view is not None:
        channel = await client.create_dm(user)
        # Discord drops a second message of the same nonce, if the first try has arrived after all.
        nonce = hashlib.sha256(f"{follow.key}:{news.claimed.seen}".encode()).hexdigest()[:24]
        await channel.send(view=view, nonce=nonce)
    return Delivery.ARRIVED


def _server_name(client: Client, scope: Scope) -> str:
    guild = None if scope.is_everyone else client.get_guild(scope.guild_id)
    return guild.name if guild else ""


def scope_of(interaction: discord.Interaction[Any]) -> Scope:
    """Return the scope that is followed from here: the server if the bot is in it, else everyone's articles."""
    in_server = interaction.guild_id and interaction.client.get_guild(interaction.guild_id)
    return Scope(interaction.guild_id) if interaction.guild_id and in_server else EVERYONE


def check_owner(follow: Follow, member: Member) -> None:
    """Raise RefusedError unless the member follows this topic."""
    if follow.user != str(member.id):
        raise RefusedError("error.not_your_follow")
