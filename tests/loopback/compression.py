"""The transport compressions of the gateway: one stream a socket, flushed after each message."""

import zlib
from typing import Protocol

import zstandard
from aiohttp import web


class Encoder(Protocol):
    """Turns gateway messages into websocket frames, in the order in which they are sent."""

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Sends one JSON message. Raises ConnectionError if the socket is closing."""


class Plain:
    """Text frames, for a client that asked for no compression."""

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Sends one JSON message."""
        await socket.send_str(message.decode())


class ZlibStream:
    """Binary frames of one zlib stream; each ends with the sync marker 00 00 FF FF."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(level=1)

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Sends one JSON message."""
        await socket.send_bytes(self._stream.compress(message) + self._stream.flush(zlib.Z_SYNC_FLUSH))


class ZstdStream:
    """Binary frames of one zstd stream; each is a complete message."""

    def __init__(self) -> None:
        self._stream = zstandard.ZstdCompressor(level=1).compressobj()

    async def send(self, socket: web.WebSocketResponse, message: bytes) -> None:
        """Sends one JSON message."""
        await socket.send_bytes(self._stream.compress(message) + self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))


_ENCODERS: dict[str, type[Plain] | type[ZlibStream] | type[ZstdStream]] = {
    "": Plain,
    "zlib-stream": ZlibStream,
    "zstd-stream": ZstdStream,
}


def encoder(name: str) -> Encoder:
    """The encoder for the `compress` parameter of the gateway address. Raises KeyError if Discord has none such."""
    return _ENCODERS[name]()
