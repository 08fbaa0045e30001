"""A watchdog that logs when something blocks the event loop, and where.

The loop notes the time ten times a second. A thread checks these notes. When they stop, it logs the position of the
loop's thread: file, line and function of each frame, and no values.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

LIMIT_SECONDS: Final = 0.5
"""Minimum time of a block that is logged."""
_BEAT_SECONDS: Final = 0.1
"""Time between two notes, and between two checks of them."""
_MAX_FRAMES: Final = 12
"""Maximum number of innermost frames that are logged of a thread."""
_MAX_THREADS: Final = 4
"""Maximum number of other threads that are logged."""

SWITCH_INTERVAL_SECONDS: Final = 0.001
"""Longest time that a thread keeps the interpreter while the event loop waits for it."""

_log = logging.getLogger(__name__)


def favor_event_loop() -> None:
    """Keep threads and the garbage collector from delaying the event loop; call this once everything is loaded."""
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    # What is loaded by now stays for the whole run. Visiting it in each collection would stop the loop for 0.1 s.
    gc.collect()
    gc.freeze()


@contextmanager
def watched_loop(limit: float = LIMIT_SECONDS) -> Iterator[None]:
    """Watch the running loop until the end of the block."""
    watchdog = _Watchdog(limit)
    watchdog.beat()
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog(threading.Thread):
    """The thread that checks the time that the loop has noted last."""

    def __init__(self, limit: float) -> None:
        super().__init__(name="loop-watchdog", daemon=True)
        self._limit = limit
        self._loop = asyncio.get_running_loop()
        self._loop_thread = threading.get_ident()
        self._noted_at = time.monotonic()
        self._next: asyncio.TimerHandle | None = None
        self._stopped = threading.Event()

    def beat(self) -> None:
        """Note the time. Runs in the loop."""
        self._noted_at = time.monotonic()
        self._next = self._loop.call_later(_BEAT_SECONDS, self.beat)

    def stop(self) -> None:
        """Stop watching. Call it in the loop."""
        if self._next:
            self._next.cancel()
        self._stopped.set()
        self.join(1.0)

    def run(self) -> None:
        """Check the time until `stop` is called."""
        checked_at = time.monotonic()
        while not self._stopped.wait(_BEAT_SECONDS):
            own_delay = time.monotonic() - checked_at - _BEAT_SECONDS
            noted_at = self._noted_at
            if time.monotonic() - noted_at - _BEAT_SECONDS > self._limit:
                self._report(noted_at, was_blocked_too=own_delay > self._limit)
            elif own_delay > self._limit:
                # Both threads were blocked, and the loop went on first.
                _log.warning("the event loop and all other threads stood still for %.1f s", own_delay)
            checked_at = time.monotonic()

    def _report(self, noted_at: float, *, was_blocked_too: bool) -> None:
        """Log one block: its place now, and its duration when it has ended."""
        late = time.monotonic() - noted_at - _BEAT_SECONDS
        frames = sys._current_frames()  # noqa: SLF001 - the documented way to see another thread
        _log.warning("the event loop has stood still for %.1f s at %s", late, _position(frames.get(self._loop_thread)))
        if was_blocked_too:
            # One call held the interpreter's lock, so this thread was blocked too. It may be a call of any thread.
            for name, place in self._other_threads(frames):
                _log.warning("meanwhile thread %s was at %s", name, place)
        del frames
        while self._noted_at == noted_at and not self._stopped.wait(_BEAT_SECONDS):
            pass
        if self._noted_at != noted_at:
            _log.warning("the event loop goes on after %.1f s", self._noted_at - noted_at - _BEAT_SECONDS)

    def _other_threads(self, frames: dict[int, FrameType]) -> Iterator[tuple[str, str]]:
        """Yield the names and positions of the other threads."""
        names = {each.ident: each.name for each in threading.enumerate()}
        others = [ident for ident in frames if ident not in {self._loop_thread, threading.get_ident()}]
        for ident in others[:_MAX_THREADS]:
            yield names.get(ident, str(ident)), _position(frames[ident])


def _position(frame: FrameType | None) -> str:
    """Return the innermost frames, from the outer to the inner: `file:line function`."""
    positions: list[str] = []
    while frame and len(positions) < _MAX_FRAMES:
        positions.append(f"{_path_in_package(frame.f_code.co_filename)}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(positions)) or "an unknown position"


def _path_in_package(file: str) -> str:
    """Return the file within its package: the folders above it may name a person."""
    parts = Path(file).parts
    for root in ("site-packages", "bot"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) - (root == "bot") :])
    return "/".join(parts[-2:])
