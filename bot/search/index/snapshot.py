"""An edition in a file that is mapped into memory: a start reads it once to check it, and keeps no copy.

The file is a magic line, the SHA-256 of all that follows, the size of the header, the header as JSON, and the arrays,
each at a multiple of 64 bytes. It can always be made anew, so that nothing is lost with it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from bot.errors import SnapshotError
from bot.search.index.codes import CodeTable
from bot.search.index.edition import Edition, merged
from bot.search.index.segment import Arrays, Segment
from bot.search.index.vocabulary import Vocabulary

_MAGIC: Final = b"heat2 index 1\n"
_ALIGNED: Final = 64
_log = logging.getLogger(__name__)


def open_or_build(path: Path, made_of: str, build: Callable[[], Edition]) -> Edition:
    """The snapshot if it is whole and made of just that; else what `build` gives, which is kept for the next start.

    `made_of` names the passages and how they were analysed. That a snapshot is made anew, and why, is logged.
    """
    try:
        return load(path, made_of)
    except SnapshotError as error:
        _log.warning("%s; the index is made anew", error)
    edition = build()
    try:
        save(path, edition, made_of)
    except OSError as error:
        _log.warning("the index cannot be kept in %s (%s): the next start makes it anew, too", path, error.strerror)
    return edition


def save(path: Path, edition: Edition, made_of: str) -> None:
    """Put the edition in place of the file, whole or not at all. Raises OSError."""
    segments = [(merged([part]) if part.removed else part).segment for part in edition.parts]
    arrays = [array for segment in segments for array in _arrays_of(segment)]
    header = {
        "made_of": made_of,
        "segments": [[segment.span, segment.count, segment.length] for segment in segments],
        "arrays": [[array.dtype.str, *array.shape] for array in arrays],
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            _write(file, json.dumps(header).encode(), [np.ascontiguousarray(array).data for array in arrays])
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


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


def load(path: Path, made_of: str) -> Edition:
    """The edition in the file. Raises SnapshotError when it is missing, old, damaged or cannot be read."""
    try:
        raw = np.asarray(np.memmap(path, np.uint8, "r"))
    except FileNotFoundError as error:
        raise SnapshotError(f"there is no snapshot {path}") from error
    except (OSError, ValueError) as error:  # NumPy's word for an empty file
        raise SnapshotError(f"the snapshot {path} cannot be read: {error}") from error
    start = len(_MAGIC) + sha256().digest_size
    if raw[: len(_MAGIC)].tobytes() != _MAGIC:
        raise SnapshotError(f"the snapshot {path} is of another version, or something else")
    if sha256(raw[start:].data).digest() != raw[len(_MAGIC) : start].tobytes():
        raise SnapshotError(f"the snapshot {path} is damaged")
    size = int.from_bytes(raw[start : start + 8].tobytes(), "little")
    header = json.loads(raw[start + 8 : start + 8 + size].tobytes())
    if header["made_of"] != made_of:
        raise SnapshotError(f"the snapshot {path} is of other articles, or of an older program")
    return _edition(header, _read(raw, start + 8 + size, header["arrays"]))


def _read(raw: npt.NDArray[np.uint8], place: int, shapes: Sequence[Sequence[Any]]) -> Iterator[npt.NDArray[Any]]:
    for kind, *shape in shapes:
        place += -place % _ALIGNED
        end = place + int(np.prod(shape)) * np.dtype(kind).itemsize
        yield raw[place:end].view(kind).reshape(shape)
        place = end


def _edition(header: dict[str, Any], arrays: Iterator[npt.NDArray[Any]]) -> Edition:
    edition = Edition()
    for span, count, length in header["segments"]:
        vocabulary = Vocabulary(next(arrays))
        table = CodeTable(next(arrays), next(arrays))
        postings = Arrays(next(arrays), next(arrays), next(arrays), next(arrays), next(arrays))
        edition = edition.with_segment(Segment(span, count, length, vocabulary, table, postings))
    return edition


def _arrays_of(segment: Segment) -> Iterator[npt.NDArray[Any]]:
    """In the order in which `_edition` takes them."""
    held = segment.arrays
    yield from (segment.vocabulary.digests, segment.table.lengths, segment.table.frequencies)
    yield from (held.starts, held.passages, held.codes, held.best_starts, held.best)
