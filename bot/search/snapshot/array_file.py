"""Arrays in a file that is mapped into memory. A start reads the file once to check it, and copies nothing.

The file consists of a magic line, the SHA-256 of everything after it, the size of the header, the header in JSON, and
the arrays, each aligned to 64 bytes. A lost or damaged file costs only the time to make it again.
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

# The number in the magic line rises when the layout of the file changes.
_MAGIC: Final = b"heat2 index 2\n"
_BODY_START: Final = len(_MAGIC) + sha256().digest_size
_ALIGNMENT: Final = 64
_SIZE_BYTES: Final = 8
"""Number of bytes that hold the size of the header."""
_ABANDONED_SECONDS: Final = 3600.0
"""Minimum age of an unfinished file that a killed process must have left."""


def save(path: Path, fingerprint: str, content: Mapping[str, Any], arrays: Arrays) -> None:
    """Replace the file atomically. Processes that have mapped the former file keep it. Raises OSError.

    `fingerprint` identifies the program and the data that made the arrays. `content` must be serializable as JSON.
    """
    shapes = [[array.dtype.str, *array.shape] for array in arrays]
    header = json.dumps({"made_of": fingerprint, "content": content, "arrays": shapes}).encode()
    _remove_abandoned(path)
    # The name is unique to this thread, so that several writers cannot mix their files.
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.new")
    try:
        with open(unfinished, "wb", opener=opener) as file:
            _write(file, header, [np.ascontiguousarray(array).reshape(-1).view(np.uint8).data for array in arrays])
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        # A full or read-only disk may prevent the removal as well; the first error is the one to report.
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _remove_abandoned(path: Path) -> None:
    """Remove unfinished files of processes that were killed."""
    for unfinished in path.parent.glob(f"{path.name}.*.new"):
        with suppress(OSError):
            if time.time() - unfinished.stat().st_mtime > _ABANDONED_SECONDS:
                unfinished.unlink()


def _write(file: BinaryIO, header: bytes, arrays: Sequence[memoryview]) -> None:
    digest = sha256()
    file.write(_MAGIC + digest.digest())
    for block in (memoryview(len(header).to_bytes(_SIZE_BYTES, "little") + header), *arrays):
        padding = bytes(-(file.tell() + block.nbytes) % _ALIGNMENT)
        for part in (block, padding):
            digest.update(part)
            file.write(part)
    file.seek(len(_MAGIC))
    file.write(digest.digest())


def load(path: Path, fingerprint: str) -> tuple[dict[str, Any], Iterator[npt.NDArray[Any]]]:
    """Return the content and the arrays, in the order in which they were saved.

    Raises SnapshotError if there is no file, or if it has another fingerprint. Raises DamagedSnapshotError if the file
    is damaged or cannot be read.
    """
    try:
        raw = _map_checked(path)
    except FileNotFoundError as error:
        raise SnapshotError(f"there is no {path} yet") from error
    except OSError as error:
        raise DamagedSnapshotError(f"{path} cannot be read ({error.strerror})") from error
    start = _BODY_START + _SIZE_BYTES
    size = int.from_bytes(raw[_BODY_START:start].tobytes(), "little")
    header = json.loads(raw[start : start + size].tobytes())
    if header["made_of"] != fingerprint:
        raise SnapshotError(f"{path} was made by an older program or with other concepts")
    return header["content"], _arrays(raw, start + size, header["arrays"])


def _map_checked(path: Path) -> npt.NDArray[np.uint8]:
    """Check the digest of the file, then map it. Mapped pages that nobody reads take no memory."""
    with path.open("rb") as file:
        magic, expected = file.read(len(_MAGIC)), file.read(_BODY_START - len(_MAGIC))
        if magic and magic != _MAGIC:
            raise SnapshotError(f"{path} was made by another version of the program, or is no snapshot")
        if file_digest(file, sha256).digest() != expected:
            raise DamagedSnapshotError(f"{path} is damaged")
        return np.asarray(np.memmap(file, np.uint8, "r"))


def _arrays(raw: npt.NDArray[np.uint8], place: int, shapes: Sequence[Sequence[Any]]) -> Iterator[npt.NDArray[Any]]:
    for kind, *shape in shapes:
        place += -place % _ALIGNMENT
        end = place + int(np.prod(shape)) * np.dtype(kind).itemsize
        yield raw[place:end].view(kind).reshape(shape)
        place = end
