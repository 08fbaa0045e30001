"""A watchdog over the event loop: what stops it for long leaves a line in the log that says where.

The loop notes the time a few times a second. A thread sees when it no longer does, and logs where the loop's thread is:
file, line and function of each frame, and no values.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

LIMIT: Final = 0.5
"""Seconds of a stop from which on it is logged."""
_BEAT: Final = 0.1
"""Seconds between two notes of the time, and between two looks at them."""
_FRAMES: Final = 12
"""Innermost frames that are logged of a thread."""
_THREADS: Final = 4
"""Other threads that are logged at most."""

_log = logging.getLogger(__name__)


@contextmanager
def watched_loop(limit: float = LIMIT) -> Iterator[None]:
    """Watch the running loop until the end of the block."""
    watchdog = _Watchdog(limit)
    watchdog.beat()
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog(threading.Thread):
    """The thread that looks at the time that the loop has noted last."""

    def __init__(self, limit: float) -> None:
        super().__init__(name="loop-watchdog", daemon=True)
        self._limit = limit
        self._loop = asyncio.get_running_loop()
        self._watched = threading.get_ident()
        self._beaten_at = time.monotonic()
        self._next: asyncio.TimerHandle | None = None
        self._stopped = threading.Event()

    def beat(self) -> None:
        """Note the time, in the loop."""
        self._beaten_at = time.monotonic()
        self._next = self._loop.call_later(_BEAT, self.beat)

    def stop(self) -> None:
        """Watch no longer; called in the loop."""
        if self._next:
            self._next.cancel()
        self._stopped.set()
        self.join(1.0)

    def run(self) -> None:
        """Look at the time until `stop`."""
        looked_at = time.monotonic()
        while not self._stopped.wait(_BEAT):
            own_delay = time.monotonic() - looked_at - _BEAT
            beaten_at = self._beaten_at
            if time.monotonic() - beaten_at - _BEAT > self._limit:
                self._report(beaten_at, was_held=own_delay > self._limit)
            elif own_delay > self._limit:
                # Both were held, and the loop was the first to go on.
                _log.warning("the event loop and all other threads stood still for %.1f s", own_delay)
            looked_at = time.monotonic()

    def _report(self, beaten_at: float, *, was_held: bool) -> None:
        """Log one stop: where it is, and how long it was when it has ended."""
        late = time.monotonic() - beaten_at - _BEAT
        frames = sys._current_frames()  # noqa: SLF001 - the documented way to see another thread
        _log.warning("the event loop has stood still for %.1f s at %s", late, _place(frames.get(self._watched)))
        if was_held:
            # One call kept the interpreter from every thread. It need not be a call of the loop's own thread.
            for name, place in self._others(frames):
                _log.warning("meanwhile thread %s was at %s", name, place)
        del frames
        while self._beaten_at == beaten_at and not self._stopped.wait(_BEAT):
            pass
        if self._beaten_at != beaten_at:
            _log.warning("the event loop goes on after %.1f s", self._beaten_at - beaten_at - _BEAT)

    def _others(self, frames: dict[int, FrameType]) -> Iterator[tuple[str, str]]:
        """The other threads that do something, with their places."""
        names = {each.ident: each.name for each in threading.enumerate()}
        others = [ident for ident in frames if ident not in {self._watched, threading.get_ident()}]
        for ident in others[:_THREADS]:
            yield names.get(ident, str(ident)), _place(frames[ident])


def _place(frame: FrameType | None) -> str:
    """The innermost frames, from the outer to the inner: `file:line function`."""
    places: list[str] = []
    while frame and len(places) < _FRAMES:
        places.append(f"{_short(frame.f_code.co_filename)}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " > ".join(reversed(places)) or "an unknown place"


def _short(file: str) -> str:
    """The file within its package: the folders above say nothing, and may name a person."""
    parts = Path(file).parts
    for root in ("site-packages", "bot"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) - (root == "bot") :])
    return "/".join(parts[-2:])
