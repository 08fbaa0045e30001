"""Arrays in a file that is mapped into memory: a start reads it once to check it, and keeps no copy.

The file is a magic line, the SHA-256 of all that follows, the size of the header, the header as JSON, and the arrays,
each at a multiple of 64 bytes. It can always be made anew, so that nothing is lost with it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from threading import get_ident
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from bot.errors import DamagedSnapshotError, SnapshotError
from bot.private_files import opener

Arrays = Sequence[npt.NDArray[Any]]
_MAGIC: Final = b"heat2 index 2\n"
_CHECKED_FROM: Final = len(_MAGIC) + sha256().digest_size
_ALIGNED: Final = 64
_ABANDONED: Final = 3600.0
"""Seconds after which nobody writes a file any more."""


def save(path: Path, made_of: str, content: Mapping[str, Any], arrays: Arrays) -> None:
    """Put it in place of the file, whole or not at all; who has mapped the former one goes on with it. Raises OSError.

    `made_of` names what the arrays were made of and how.
    """
    shapes = [[array.dtype.str, *array.shape] for array in arrays]
    header = json.dumps({"made_of": made_of, "content": content, "arrays": shapes}).encode()
    _sweep(path)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.new")
    try:
        with open(beside, "wb", opener=opener) as file:
            _write(file, header, [np.ascontiguousarray(array).reshape(-1).view(np.uint8).data for array in arrays])
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):  # what kept the file from being written may keep it from being removed
            beside.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what processes have left that were killed while they wrote."""
    for left in path.parent.glob(f"{path.name}.*.new"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _write(file: BinaryIO, header: bytes, arrays: Sequence[memoryview]) -> None:
    checked = sha256()
    file.write(_MAGIC + checked.digest())
    for piece in (memoryview(len(header).to_bytes(8, "little") + header), *arrays):
        gap = bytes(-(file.tell() + piece.nbytes) % _ALIGNED)
        for part in (piece, gap):
            checked.update(part)
            file.write(part)
    file.seek(len(_MAGIC))
    file.write(checked.digest())


def load(path: Path, made_of: str) -> tuple[dict[str, Any], Iterator[npt.NDArray[Any]]]:
    """The content and the arrays, in the order in which they were saved.

    Raises SnapshotError when there is no such file or it is of something else, and DamagedSnapshotError when it is
    damaged or cannot be read.
    """
    try:
        raw = _checked(path)
    except FileNotFoundError as error:
        raise SnapshotError(f"there is no {path} yet") from error
    except OSError as error:
        raise DamagedSnapshotError(f"{path} cannot be read ({error.strerror})") from error
    start = _CHECKED_FROM + 8
    size = int.from_bytes(raw[_CHECKED_FROM:start].tobytes(), "little")
    header = json.loads(raw[start : start + size].tobytes())
    if header["made_of"] != made_of:
        raise SnapshotError(f"{path} is of an older program or of other concepts")
    return header["content"], _read(raw, start + size, header["arrays"])


def _checked(path: Path) -> npt.NDArray[np.uint8]:
    """The whole file. It is read to be checked, and then mapped: what nobody looks at takes no memory."""
    with path.open("rb") as file:
        magic, stated = file.read(len(_MAGIC)), file.read(_CHECKED_FROM - len(_MAGIC))
        if magic and magic != _MAGIC:
            raise SnapshotError(f"{path} is of another version of the program, or something else")
        if file_digest(file, sha256).digest() != stated:
            raise DamagedSnapshotError(f"{path} is damaged")
        return np.asarray(np.memmap(file, np.uint8, "r"))


def _read(raw: npt.NDArray[np.uint8], place: int, shapes: Sequence[Sequence[Any]]) -> Iterator[npt.NDArray[Any]]:
    for kind, *shape in shapes:
        place += -place % _ALIGNED
        end = place + int(np.prod(shape)) * np.dtype(kind).itemsize
        yield raw[place:end].view(kind).reshape(shape)
        place = end
