"""The protocol between the bot and an analysis worker: frames on a pipe, and the status byte that begins an answer.

A frame is its size in eight bytes, little-endian, and its content. This module imports no other one, so that a worker
whose installation is incomplete can still report it.
"""

from __future__ import annotations

from typing import IO, Final

MAX_FRAME: Final = 2**30
"""Maximum size of a frame, in bytes."""
SIZE_BYTES: Final = 8
"""Bytes of the size of a frame."""

READY: Final = b"r"
"""The worker has loaded the language data."""
DONE: Final = b"d"
"""Followed by the CPU time in microseconds, as eight bytes, and the serialized analysis."""
FAILED: Final = b"f"
"""Followed by the reason, as text."""


class BrokenFrameError(Exception):
    """The other process has ended, or has written something that is not a frame."""


def write_frame(stream: IO[bytes], *parts: bytes | memoryview) -> None:
    """Write the parts as one frame. Raises OSError if the other process has ended."""
    stream.write(sum(len(part) for part in parts).to_bytes(SIZE_BYTES, "little"))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Return the content of the next frame. Raises BrokenFrameError."""
    size = int.from_bytes(_read_exactly(stream, SIZE_BYTES), "little")
    if size > MAX_FRAME:
        raise BrokenFrameError(f"a frame of {size} bytes")
    return _read_exactly(stream, size)


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise BrokenFrameError("the stream has ended")
    return content
