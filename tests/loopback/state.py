"""The state of the server: guilds, users, commands, messages, files and running interactions."""

import asyncio
import base64
import contextlib
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .connections import Intent, Session
from .errors import RefusedError
from .exchange import Exchange
from .gateway import Gateway, GatewayRules
from .messages import Message, MessageStore
from .rest import Endpoint
from .validation import Limits
from .wire import JsonObject, new_snowflake, timestamp
from .world import DM_CHANNEL, Attachment, Guild, Role, User, member_payload

DEFAULT_CAPACITY = 20_000
_NO_CONTENT: JsonObject = {"content": "", "embeds": [], "components": [], "attachments": []}


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request of the bot with the status of its response."""

    endpoint: Endpoint
    path: str
    body: Any
    status: int


class State:
    """Everything that one LoopbackDiscord stores for its one bot."""

    def __init__(
        self, guilds: Iterable[Guild], rules: GatewayRules, limits: Limits, capacity: int = DEFAULT_CAPACITY
    ) -> None:
        self.bot = User("Loopback Bot", bot=True)
        self.owner = User("operator")
        self.token = _token(self.bot.id)
        self.guilds = {guild.id: guild for guild in guilds}
        self.users = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.limits = limits
        self.failures: list[str] = []
        self.requests: deque[RecordedRequest] = deque(maxlen=capacity)
        self.commands: dict[int | None, list[JsonObject]] = {}
        self.messages = MessageStore(capacity)
        self.files: dict[int, Attachment] = {}
        self.origin = ""
        self.answering: set[asyncio.Future[None]] = set()
        self.gateway = Gateway(rules, self.token, self.initial_events, self.failures.append)
        self._exchanges: OrderedDict[str, Exchange] = OrderedDict()
        self._bot_roles: dict[int, Role] = {}
        self._dm_channels: dict[int, int] = {}
        self._capacity = capacity

    @property
    def application_id(self) -> int:
        """The application id. It equals the id of the bot user."""
        return self.bot.id

    @property
    def gateway_url(self) -> str:
        """The WebSocket URL of the gateway."""
        return f"{self.origin.replace('http', 'ws', 1)}/gw"

    def initial_events(self, session: Session) -> Iterator[tuple[str, JsonObject]]:
        """Yield READY, then one GUILD_CREATE for each guild of the session's shard."""
        guilds = [guild for guild in self.guilds.values() if guild.shard(session.shard_count) == session.shard_id]
        yield (
            "READY",
            {
                "v": 10,
                "user": self.bot.payload | {"verified": True, "mfa_enabled": True, "email": None},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.gateway_url,
                "shard": [session.shard_id, session.shard_count],
                "application": {"id": str(self.application_id), "flags": 0},
            },
        )
        for guild in guilds:
            yield "GUILD_CREATE", self.guild_payload(guild) | {"unavailable": False}

    def guild_payload(self, guild: Guild) -> JsonObject:
        """Return the guild object as the bot receives it."""
        role = self.bot_role(guild)
        payload = guild.payload(member_payload(self.bot, (role,)), member_payload(guild.owner))
        return payload | {"roles": [*payload["roles"], role.payload]}

    def bot_role(self, guild: Guild) -> Role:
        """Return the role that Discord has made for the bot in a guild; it has the bot's name."""
        return self._bot_roles.setdefault(guild.id, Role(self.bot.name, bot_id=self.bot.id))

    def open_exchange(self, exchange: Exchange) -> None:
        """Store a running interaction. Drops the oldest one if there are more than `capacity`."""
        self._exchanges[exchange.token] = exchange
        if len(self._exchanges) > self._capacity:
            self._exchanges.popitem(last=False)

    async def wait_until_processed(self, guild_id: int | None, within: float) -> None:
        """Wait until the bot has processed the responses to its requests so far, at most `within` seconds.

        discord.py registers a view or a modal only after it has read the response to the request that sent it. A
        person is slower than that, a test is not.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                if self.answering:
                    await asyncio.wait(set(self.answering))
                await self.gateway.wait_until_processed(guild_id)

    def exchange(self, token: str) -> Exchange | None:
        """Return the running interaction with this token, or None."""
        return self._exchanges.get(token)

    def dm_channel(self, user_id: int) -> int:
        """Return the id of the DM channel between the bot and a user."""
        return self._dm_channels.setdefault(user_id, new_snowflake())

    def channel_payload(self, channel_id: int) -> JsonObject:
        """Return the channel object for an id. Raises RefusedError (10003) if it does not exist."""
        for guild in self.guilds.values():
            for channel in guild.channels:
                if channel.id == channel_id:
                    return channel.payload | {"guild_id": str(guild.id)}
        for user_id, dm_channel in self._dm_channels.items():
            if dm_channel == channel_id:
                return self.dm_payload(user_id)
        raise RefusedError(404, 10003, "Unknown Channel")

    def dm_payload(self, user_id: int) -> JsonObject:
        """Return the DM channel object for a user."""
        recipients = [self.users[user_id].payload] if user_id in self.users else []
        channel = {"id": str(self.dm_channel(user_id)), "type": DM_CHANNEL, "recipients": recipients, "flags": 0}
        return channel | {"last_message_id": None}

    def upload(self, filename: str, content: bytes, content_type: str = "application/octet-stream") -> Attachment:
        """Store a file and return it with the URL that serves it."""
        number = new_snowflake()
        url = f"{self.origin}/cdn/attachments/{number}/{filename}"
        attachment = Attachment(filename, content, url, content_type, number)
        self.files[number] = attachment
        return attachment

    async def announce(self, event: str, message: Message) -> None:
        """Publish an event about a public message to the sessions whose intents include it."""
        if message.ephemeral:
            return
        payload = dict(message.payload)
        if message.guild_id:
            payload["guild_id"] = str(message.guild_id)
        if event == "MESSAGE_DELETE":
            payload = {key: payload[key] for key in ("id", "channel_id", "guild_id") if key in payload}
        intent = Intent.GUILD_MESSAGES if message.guild_id else Intent.DIRECT_MESSAGES
        if event == "MESSAGE_DELETE" or not self._needs_content_intent(message):
            await self.gateway.publish(event, payload, message.guild_id, intent)
            return
        await self.gateway.publish(event, payload, message.guild_id, intent | Intent.MESSAGE_CONTENT)
        blank = payload | _NO_CONTENT
        replied = payload.get("referenced_message")
        if replied and replied["author"]["id"] != str(self.bot.id):
            blank["referenced_message"] = replied | _NO_CONTENT
        await self.gateway.publish(event, blank, message.guild_id, intent, without=Intent.MESSAGE_CONTENT)

    async def pin(self, message: Message) -> None:
        """Pin a message, if it is not pinned already, and tell the bot that the pins of the channel have changed."""
        if message.pinned_at is None:
            message.pinned_at, message.payload["pinned"] = timestamp(), True
            await self._announce_pins(message, message.pinned_at)

    async def unpin(self, message: Message) -> None:
        """Unpin a message, if it is pinned, and tell the bot that the pins of the channel have changed."""
        if message.pinned_at is not None:
            message.pinned_at, message.payload["pinned"] = None, False
            await self._announce_pins(message, None)

    async def _announce_pins(self, message: Message, last: str | None) -> None:
        changed: JsonObject = {"channel_id": str(message.channel_id), "last_pin_timestamp": last}
        guild = {"guild_id": str(message.guild_id)} if message.guild_id else {}
        intent = Intent.GUILDS if message.guild_id else Intent.DIRECT_MESSAGES
        await self.gateway.publish("CHANNEL_PINS_UPDATE", changed | guild, message.guild_id, intent)
        await self.announce("MESSAGE_UPDATE", message)

    def readable(self, message: Message) -> JsonObject:
        """Return a message as the bot reads it by an endpoint: without its content if the intent was not granted."""
        is_granted = self.gateway.rules.privileged_intents & Intent.MESSAGE_CONTENT
        return (
            message.payload if is_granted or not self._needs_content_intent(message) else message.payload | _NO_CONTENT
        )

    def _needs_content_intent(self, message: Message) -> bool:
        """Whether the bot needs the privileged MESSAGE_CONTENT intent to read the message."""
        own = message.payload["author"]["id"] == str(self.bot.id)
        if own or message.guild_id is None or f"<@{self.bot.id}>" in message.content:
            return False
        replied = message.payload.get("referenced_message") or {}
        is_reply_to_bot = bool(replied) and replied["author"]["id"] == str(self.bot.id)
        pings = any(user["id"] == str(self.bot.id) for user in message.payload["mentions"])
        # Only responses to interactions have a webhook.
        return not (is_reply_to_bot and pings and "webhook_id" not in replied)


def _token(bot_id: int) -> str:
    """Return a token of the same form as Discord's: the bot's id, a time and a signature."""
    first = base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
    return f"{first}.LoopBk.{'loopback' * 5}"[:72]
