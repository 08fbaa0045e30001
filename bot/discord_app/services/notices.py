"""Messages that the bot sends by itself: each of them once, whatever the number of processes and restarts.

    outcome = await notices.post(guild, channel_id, view, key="digest:2026-W31")
    outcome = await notices.announce(guild, view, key="article:17")  # to the announcement channel of the settings
    outcome = await notices.tell_moderators(guild, view, key="feed:ab12:dead")  # to the moderators' channel

The key tells notices of a server apart: with the same key, nothing is sent again for half a year. Call it from a job
(`bot.library.jobs`) and raise `NoticeError` with the outcome if `outcome.can_retry`: the job is then tried again, and
the message is still sent once.

A channel that is gone, or in which the bot may not write, is reported once to the moderators, and again only after a
message could be sent there. Nothing is mentioned but the role given, whatever the view contains. A message in an
announcement channel is published to the servers that follow it. A server gets at most MAX_PER_HOUR notices an hour.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

import aiohttp
import discord

from bot.discord_app.permissions import can_write
from bot.discord_app.replies.components import ComponentView, text
from bot.discord_app.replies.framed import framed
from bot.domain import GuildSettings, Scope
from bot.errors import Heat2Error
from bot.phrases import Phrases, load
from bot.store.notices import NOTICE_LIFETIME, ClaimState, NoticeRepository
from bot.store.rules import utc_now

LEASE: Final = timedelta(seconds=50)
"""Time after which a notice whose process was killed is sent by another one."""
MAX_PER_HOUR: Final = 60
"""Maximum number of notices that a server gets within an hour."""
SEND_SECONDS: Final = 30.0
"""Time for sending one message. With CROSSPOST_SECONDS it is less than LEASE, so that two processes never send the same
one."""
CROSSPOST_SECONDS: Final = 15.0
"""Time to wait for Discord to publish a message to other servers. Discord allows ten an hour in a channel."""
_HISTORY: Final = 50
"""Number of messages that are searched for one that may have been sent."""

Channel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread

_log = logging.getLogger(__name__)


class Outcome(Enum):
    """The result of sending a notice."""

    SENT = auto()
    SENT_BEFORE = auto()
    NO_CHANNEL = auto()
    """The settings name no channel for it."""
    UNREACHABLE = auto()
    """The channel is gone, or the bot may not write in it."""
    BUSY = auto()
    """Another process is sending it."""
    LIMITED = auto()
    """The server has got too many within an hour."""
    FAILED = auto()
    """Discord or the network failed."""

    @property
    def is_sent(self) -> bool:
        """Whether the message is in the channel."""
        return self in {Outcome.SENT, Outcome.SENT_BEFORE}

    @property
    def can_retry(self) -> bool:
        """Whether the same call may succeed a minute later."""
        return self in {Outcome.BUSY, Outcome.LIMITED, Outcome.FAILED}


class NoticeError(Heat2Error):
    """A notice could not be sent now; raised by jobs, to be tried again."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"a message could not be sent: {outcome.name.lower()}")


class Notices:
    """Sends notices. Every method raises StoreError if the database fails."""

    def __init__(
        self,
        store: NoticeRepository,
        settings: Callable[[Scope], Awaitable[GuildSettings]],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self.outcomes: Counter[tuple[str, Outcome]] = Counter()
        """Number of notices by their kind, which their key begins with, and by what became of them."""

    async def announce(self, guild: discord.Guild, view: ComponentView, *, key: str) -> Outcome:
        """Post in the announcement channel of the server's settings, and mention the role of the settings."""
        settings = await self._settings(Scope(guild.id))
        return await self.post(guild, settings.announce_channel, view, key=key, role=settings.announce_role)

    async def tell_moderators(self, guild: discord.Guild, view: ComponentView, *, key: str) -> Outcome:
        """Post in the moderators' channel of the settings, else in the one where Discord itself informs moderators."""
        settings = await self._settings(Scope(guild.id))
        return await self.post(guild, moderator_channel(guild, settings), view, key=key)

    async def post(
        self, guild: discord.Guild, channel_id: int, view: ComponentView, *, key: str, role: int = 0
    ) -> Outcome:
        """Post in a channel, unless that was done before. `role` is mentioned above the view; 0 is none."""
        outcome = await self._post(guild, channel_id, view, key, role)
        self.outcomes[key.partition(":")[0], outcome] += 1
        return outcome

    async def _post(self, guild: discord.Guild, channel_id: int, view: ComponentView, key: str, role: int) -> Outcome:
        if not channel_id:
            return Outcome.NO_CHANNEL
        scope, now = Scope(guild.id), self._clock()
        channel = writable_channel(guild, channel_id)
        if channel is None:
            await self._report_unreachable(guild, channel_id)
            return Outcome.UNREACHABLE
        if await self._store.count_since(scope, now - timedelta(hours=1)) >= MAX_PER_HOUR:
            return Outcome.LIMITED
        claim = await self._store.claim(scope, key, now, LEASE)
        if claim.state in {ClaimState.SENT, ClaimState.BUSY}:
            return Outcome.SENT_BEFORE if claim.state is ClaimState.SENT else Outcome.BUSY
        if claim.state is ClaimState.TAKEN_OVER and (message := await _find_sent(channel, view, claim.since)):
            await _publish(message)
            await self._store.mark_sent(scope, key, now)
            return Outcome.SENT_BEFORE
        return await self._send(guild, channel, _with_mention(view, guild, role), key, role)

    async def delete_old(self) -> None:
        """Forget notices of long ago, so that the table does not grow for ever."""
        await self._store.delete_before(self._clock() - NOTICE_LIFETIME)

    async def _send(self, guild: discord.Guild, channel: Channel, view: ComponentView, key: str, role: int) -> Outcome:
        scope = Scope(guild.id)
        mentions = discord.AllowedMentions(
            everyone=False, users=False, replied_user=False, roles=[discord.Object(role)] if role else False
        )
        # Discord sends a second message of the same nonce only after some minutes: a try that may have arrived can be
        # repeated.
        nonce = hashlib.sha256(f"{guild.id}:{channel.id}:{key}".encode()).hexdigest()[:24]
        try:
            async with asyncio.timeout(SEND_SECONDS):
                message = await channel.send(view=view, nonce=nonce, allowed_mentions=mentions)
        except (discord.Forbidden, discord.NotFound):
            await self._store.delete(scope, key)
            await self._report_unreachable(guild, channel.id)
            return Outcome.UNREACHABLE
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            # The claim stays: the message may have arrived, and the next try looks for it.
            _log.warning("a message to server %s could not be sent: %s", guild.id, type(error).__name__)
            return Outcome.FAILED
        # If the process is killed before the notice is marked as sent, the next one looks for it and publishes it.
        await _publish(message)
        await self._store.mark_sent(scope, key, self._clock())
        await self._store.delete(scope, _unreachable_key(channel.id))
        return Outcome.SENT

    async def _report_unreachable(self, guild: discord.Guild, channel_id: int) -> None:
        """Tell the moderators once that a channel cannot be used, if there is a channel to tell them."""
        settings = await self._settings(Scope(guild.id))
        told = moderator_channel(guild, settings)
        if told == channel_id or writable_channel(guild, told) is None:
            return
        phrases = phrases_of(guild, settings)
        view = framed([phrases.say("notice.unreachable", channel=f"<#{channel_id}>")])
        await self.post(guild, told, view, key=_unreachable_key(channel_id))


def phrases_of(guild: discord.Guild, settings: GuildSettings) -> Phrases:
    """Return the phrases of what the bot writes in a server's channels."""
    return load(settings.language or guild.preferred_locale.value)


def moderator_channel(guild: discord.Guild, settings: GuildSettings) -> int:
    """Return the channel where moderators are told something, 0 for none.

    Without a setting it is the channel in which Discord itself informs the moderators of a community server.
    """
    public_updates = guild.public_updates_channel
    return settings.moderator_channel or (public_updates.id if public_updates else 0)


def writable_channel(guild: discord.Guild, channel_id: int) -> Channel | None:
    """Return the channel of the server if the bot may write in it."""
    channel = guild.get_channel_or_thread(channel_id)
    if not isinstance(channel, Channel):
        return None
    return channel if can_write(channel, channel.permissions_for(guild.me)) else None


def _unreachable_key(channel_id: int) -> str:
    return f"unreachable:{channel_id}"


def _with_mention(view: ComponentView, guild: discord.Guild, role: int) -> ComponentView:
    """Return the view under a mention of the role. The role of everybody is never mentioned."""
    if not role or role == guild.id or guild.get_role(role) is None:
        return view
    return ComponentView([text(f"<@&{role}>"), *view.to_components()])


async def _publish(message: discord.Message) -> None:
    """Publish a message of an announcement channel to the servers that follow it. A failure is logged only."""
    channel = message.channel
    if not isinstance(channel, discord.TextChannel) or not channel.is_news() or message.flags.crossposted:
        return
    try:
        async with asyncio.timeout(CROSSPOST_SECONDS):
            await message.publish()
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        _log.warning("a message was not published to other servers: %s", type(error).__name__)


async def _find_sent(channel: Channel, view: ComponentView, since: datetime) -> discord.Message | None:
    """Return the message in which the bot has sent this view since then; None also if that cannot be found out."""
    wanted = list(_texts(view.to_components()))
    try:
        async with asyncio.timeout(SEND_SECONDS):
            async for message in channel.history(limit=_HISTORY, after=since - LEASE):
                sent = list(_texts([each.to_dict() for each in message.components]))
                if message.author == channel.guild.me and sent[-len(wanted) :] == wanted:
                    return message
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
        return None
    return None


def _texts(components: list[Any]) -> Iterator[str]:
    for component in components:
        if "content" in component:
            yield component["content"]
        yield from _texts(component.get("components") or [])
