"""A gateway connection that skips events it cannot read.

In the library one event of an unexpected form ends the process with all its shards.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import aiohttp
import discord
import discord.gateway
import discord.shard
from discord.gateway import DiscordWebSocket

_log = logging.getLogger(__name__)

_CONNECTION_ERRORS: Final = (
    discord.gateway.ReconnectWebSocket,
    discord.gateway.WebSocketClosure,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    OSError,
)
"""What says that the connection has ended, or shall end, while a message that is no event is handled."""
_NAME: Final = re.compile(r"[A-Z_]{1,64}")


class UnusableConnectionError(ConnectionError):
    """The connection cannot go on; the library makes a new one, and waits longer after each failure."""


class _Head(NamedTuple):
    """What kind of message the gateway sent."""

    opcode: object = None
    event: str = "without a name"


class TolerantWebSocket(DiscordWebSocket):
    """Logs the name of an event that cannot be read and the type of the error, never the content, and goes on."""

    async def received_message(self, msg: Any, /) -> None:
        """Handle a message. Raises UnusableConnectionError when the connection cannot work without it."""
        text = self._decompressed(msg)
        if text is None:
            return
        try:
            await super().received_message(text)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a parser raises is about this one message
            self._skip(_head_of(text), error)

    def _decompressed(self, msg: Any) -> Any:
        """The text of a message; None while a part of it is still to come, or when it is no text."""
        if not isinstance(msg, bytes):
            return msg
        try:
            return self._decompressor.decompress(msg)
        except UnicodeDecodeError:
            _log.warning("a gateway message that is no text was skipped (shard %s)", self.shard_id)
            return None
        except Exception as error:  # noqa: BLE001 - each way of compression raises errors of its own
            raise UnusableConnectionError(f"the compressed stream is broken ({type(error).__name__})") from None

    def _skip(self, head: _Head, error: Exception) -> None:
        is_event = head.opcode == self.DISPATCH
        if not is_event and isinstance(error, _CONNECTION_ERRORS):
            raise error
        if head.opcode == self.HELLO or (is_event and head.event == "READY"):
            raise UnusableConnectionError(f"the gateway's greeting cannot be read ({type(error).__name__})") from None
        kind = "event" if is_event else "message"
        _log.warning(
            "a gateway %s %s cannot be read and was skipped: %s (shard %s)",
            kind,
            head.event,
            type(error).__name__,
            self.shard_id,
        )


def _head_of(text: Any) -> _Head:
    try:
        message = json.loads(text)
        opcode, event = message.get("op"), message.get("t")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _Head()
    # Discord's names are of this form; anything else might be content.
    return _Head(opcode, event) if isinstance(event, str) and _NAME.fullmatch(event) else _Head(opcode)


@contextmanager
def tolerant() -> Iterator[None]:
    """Have the library make connections of this kind; it offers no other way to choose."""
    before = discord.shard.DiscordWebSocket
    discord.shard.DiscordWebSocket = TolerantWebSocket  # type: ignore[misc]
    try:
        yield
    finally:
        discord.shard.DiscordWebSocket = before  # type: ignore[misc]
