"""Frames of bytes on a stream: a frame is its size in eight bytes and its content."""

from __future__ import annotations

from typing import IO, Final

MAX_FRAME: Final = 2**30
"""Bytes of the largest frame that is read."""
SIZE: Final = 8
"""Bytes of a number."""


class BrokenFrameError(Exception):
    """The other process has ended, or has written something else than a frame."""


def write_frame(stream: IO[bytes], *parts: bytes | memoryview) -> None:
    """Write the parts as one frame. Raises OSError when nobody reads."""
    stream.write(sum(len(part) for part in parts).to_bytes(SIZE, "little"))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """The content of the next frame. Raises BrokenFrameError."""
    size = int.from_bytes(_exactly(stream, SIZE), "little")
    if size > MAX_FRAME:
        raise BrokenFrameError(f"a frame of {size} bytes")
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise BrokenFrameError("the stream has ended")
    return content
