"""Gateway connections: the sockets, their compression, and the sessions that outlive them."""

import asyncio
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any, Protocol

import zstandard
from aiohttp import web

from .wire import JsonObject, to_json


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Intent(IntFlag):
    """Gateway intents: they select the events that a session receives."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


class Encoder(Protocol):
    """Encode gateway messages as WebSocket frames. One encoder serves one socket and flushes after each message."""

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Send one JSON message. Raises ConnectionError if the socket is closing."""


class Plain:
    """Uncompressed text frames."""

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Send one JSON message."""
        await socket.send_str(message.decode())


class ZlibStream:
    """Binary frames of one zlib stream. Each frame ends with the sync marker 00 00 FF FF."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=1)

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Send one JSON message."""
        await socket.send_bytes(self._stream.compress(message) + self._stream.flush(zlib.Z_SYNC_FLUSH))


class ZstdStream:
    """Binary frames of one zstd stream. Each frame is a complete message."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=1).compressobj()

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Send one JSON message."""
        await socket.send_bytes(self._stream.compress(message) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))


_ENCODERS: dict[str, type[Plain] | type[ZlibStream] | type[ZstdStream]] = {
    "": Plain,
    "zlib-stream": ZlibStream,
    "zstd-stream": ZstdStream,
}


def encoder(name: str) -> Encoder:
    """Return the encoder for the `compress` parameter of the gateway URL. Raises KeyError for an unknown value."""
    return _ENCODERS[name]()


@dataclass(eq=False, slots=True)
class Socket:
    """One WebSocket connection. It belongs to at most one session."""

    response: web.WebSocketResponse
    request: web.BaseRequest
    encoder: Encoder
    compression: str
    session: "Session | None" = None
    heartbeats: int = 0
    acknowledged: int = 0
    pings: deque[asyncio.Future[None]] = field(default_factory=deque)

    async def send(self, message: bytes) -> None:
        """Send a message. If the peer is gone, do nothing: the session replays its events after a RESUME."""
        if self.response.closed:
            return
        try:
            await self.encoder.send(self.response, message)
        except ConnectionError:
            self.abort()

    async def send_op(self, op: Op, data: Any = None) -> None:
        """Send a message that is not an event."""
        await self.send(to_json({"op": op, "d": data, "s": None, "t": None}))

    async def close(self, code: int) -> None:
        """Close the connection with a closing handshake and this code."""
        await self.response.close(code=code)

    async def round_trip(self) -> None:
        """Wait until the bot has read all earlier messages (shown by a pong), or until the socket is closed."""
        if self.response.closed:
            return
        answered = asyncio.get_running_loop().create_future()
        self.pings.append(answered)
        await self.response.ping()
        await answered

    def record_pong(self) -> None:
        """Complete the oldest pending round trip."""
        if self.pings:
            answered = self.pings.popleft()
            if not answered.done():
                answered.set_result(None)

    def abort(self) -> None:
        """Cut the connection without a closing handshake, as a network failure does."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False, slots=True)
class Session:
    """A session of one shard, created by IDENTIFY. It numbers its events and buffers them for a RESUME."""

    shard_id: int
    shard_count: int
    intents: Intent
    identify: JsonObject
    socket: Socket | None
    replay_buffer: deque[tuple[int, bytes]]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    resumes: int = 0
    ready: bool = False

    async def dispatch(self, event: str, data: Any) -> None:
        """Send an event, or only buffer it while the session has no socket."""
        self.sequence += 1
        message = to_json({"op": Op.DISPATCH, "t": event, "s": self.sequence, "d": data})
        self.replay_buffer.append((self.sequence, message))
        if self.socket is not None:
            await self.socket.send(message)

    def can_replay(self, sequence: int) -> bool:
        """Whether all events after `sequence` are still in the replay buffer."""
        oldest = self.replay_buffer[0][0] if self.replay_buffer else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    async def resume(self, socket: Socket, sequence: int) -> None:
        """Attach the session to a new socket: replay the events after `sequence`, then send RESUMED."""
        seen = sequence
        while missed := [(number, message) for number, message in self.replay_buffer if number > seen]:
            for _, message in missed:
                await socket.send(message)
            seen = missed[-1][0]
        self.socket, socket.session = socket, self
        self.resumes += 1
        await self.dispatch("RESUMED", {})
