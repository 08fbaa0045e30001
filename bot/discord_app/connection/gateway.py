"""A gateway connection that skips events that it cannot read.

In discord.py a single event of an unexpected form ends the process with all its shards.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple, Self

import aiohttp
import discord
import discord.gateway
import discord.shard
from discord.gateway import DiscordWebSocket

from bot.discord_app.connection.monitored_client import MonitoredClient

_log = logging.getLogger(__name__)

_CONNECTION_ERRORS: Final = (
    discord.gateway.ReconnectWebSocket,
    discord.gateway.WebSocketClosure,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    OSError,
)
"""Errors that mean that the connection has ended or must end. No event may raise them."""
_MAX_ANSWER_LENGTH: Final = 100
"""The answer to a heartbeat is shorter than this. Longer messages are not parsed a second time to look for it."""
_EVENT_NAME: Final = re.compile(r"[A-Z_]{1,64}")


class UnusableConnectionError(ConnectionError):
    """The connection cannot go on. discord.py makes a new one, and waits longer after each failure."""


class _Kind(NamedTuple):
    """The kind of a message from the gateway."""

    opcode: object = None
    event: str = "without a name"


class TolerantWebSocket(DiscordWebSocket):
    """Skips an event that cannot be read, and logs its name and the type of the error, never its content.

    It tells the client about heartbeats and logins.
    """

    @classmethod
    async def from_client(cls, client: discord.Client, **options: Any) -> Self:
        """Return an open connection. The first connection of a shard is tried until it is open."""
        connect = partial(super().from_client, client, **options)
        shard_id = options["shard_id"]
        if isinstance(client, MonitoredClient) and client.get_shard(shard_id) is None:
            return await client.until_connected(shard_id, connect)
        return await connect()

    async def identify(self) -> None:
        """Log in, and expect Discord's answer."""
        await super().identify()
        self._dispatch("identified", self.shard_id)

    async def send_heartbeat(self, data: Any) -> None:
        """Send a heartbeat."""
        await super().send_heartbeat(data)
        self._dispatch("heartbeat_sent", self.shard_id)

    async def received_message(self, msg: Any, /) -> None:
        """Handle a message. Raises UnusableConnectionError when the connection cannot go on without it."""
        text = self._decompressed(msg)
        if text is None:
            return
        try:
            await super().received_message(text)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - any error of a parser is about this one message
            self._skip(_kind_of(text), error)
        else:
            if len(text) < _MAX_ANSWER_LENGTH and _kind_of(text).opcode == self.HEARTBEAT_ACK:
                self._dispatch("heartbeat_answered", self.shard_id)

    def _decompressed(self, msg: Any) -> Any:
        """Return the text of a message; None while a part of it is still to come, or when it is no text."""
        if not isinstance(msg, bytes):
            return msg
        try:
            return self._decompressor.decompress(msg)
        except UnicodeDecodeError:
            _log.warning("a gateway message that is no text was skipped (shard %s)", self.shard_id)
            return None
        except Exception as error:  # noqa: BLE001 - each compression raises errors of its own
            raise UnusableConnectionError(f"the compressed stream is broken ({type(error).__name__})") from None

    def _skip(self, kind: _Kind, error: Exception) -> None:
        is_event = kind.opcode == self.DISPATCH
        if not is_event and isinstance(error, _CONNECTION_ERRORS):
            raise error
        # Without HELLO there is no heartbeat, and without READY no session.
        if kind.opcode == self.HELLO or (is_event and kind.event == "READY"):
            raise UnusableConnectionError(f"the gateway's greeting cannot be read ({type(error).__name__})") from None
        noun = "event" if is_event else "message"
        _log.warning(
            "a gateway %s %s cannot be read and was skipped: %s (shard %s)",
            noun,
            kind.event,
            type(error).__name__,
            self.shard_id,
        )


def _kind_of(text: Any) -> _Kind:
    try:
        message = json.loads(text)
        opcode, event = message.get("op"), message.get("t")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _Kind()
    # Discord's event names have this form; anything else might be content, which is not logged.
    return _Kind(opcode, event) if isinstance(event, str) and _EVENT_NAME.fullmatch(event) else _Kind(opcode)


_NEEDLESS: Final = ("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK")
"""Events about messages that the bot does nothing with."""


def read_own_messages_only(state: Any) -> None:
    """Make a client's connection state drop messages that do not concern the bot before it builds objects for them.

    Discord sends every message of every server, most of them without text.
    """
    parsers = state.parsers
    for name in _NEEDLESS:
        parsers.pop(name, None)
    parse = parsers["MESSAGE_CREATE"]

    def parse_if_addressed(data: Any) -> None:
        in_server, mentioned = "guild_id" in data, (user["id"] for user in data["mentions"])
        if not in_server or str(state.self_id) in mentioned or _mentions_own_role(state, data):
            parse(data)

    parsers["MESSAGE_CREATE"] = parse_if_addressed


def _mentions_own_role(state: Any, data: Any) -> bool:
    roles = data.get("mention_roles")
    guild = state._get_guild(int(data["guild_id"])) if roles else None  # noqa: SLF001 - a state has nothing else for it
    own = guild.self_role if guild else None
    return own is not None and str(own.id) in roles


@contextmanager
def tolerant() -> Iterator[None]:
    """Make discord.py use TolerantWebSocket until the end of the block; it has no option for that."""
    before = discord.shard.DiscordWebSocket
    discord.shard.DiscordWebSocket = TolerantWebSocket  # type: ignore[misc]
    try:
        yield
    finally:
        discord.shard.DiscordWebSocket = before  # type: ignore[misc]
