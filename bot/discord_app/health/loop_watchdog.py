"""A watchdog that logs when something blocks the event loop, and where.

The loop notes since when it is busy. A thread looks at that, and sleeps while the loop waits. When the loop is busy for
too long, the thread logs the position of the loop's thread: file, line and function of each frame, and no values.
"""

from __future__ import annotations

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

from bot.discord_app.health.event_loop import LoopTimes, running_loop_times

LIMIT_SECONDS: Final = 0.5
"""Minimum time of a block that is logged."""
_CHECK_SECONDS: Final = 0.1
"""Time between two looks at a busy loop."""
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
    # Objects that exist now stay for the whole run. Visiting them in each collection would stop the loop for 0.1 s.
    gc.collect()
    gc.freeze()


@contextmanager
def watched_loop(limit: float = LIMIT_SECONDS) -> Iterator[None]:
    """Watch the running loop until the end of the block. Does nothing for a loop without times."""
    times = running_loop_times()
    if times is None:
        yield
        return
    times.forget_lag()
    watchdog = _Watchdog(times, limit)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.stop()


class _Watchdog(threading.Thread):
    """A thread that looks at the loop while it is busy, and sleeps while the loop waits."""

    def __init__(self, times: LoopTimes, limit: float) -> None:
        super().__init__(name="loop-watchdog", daemon=True)
        self._times = times
        self._limit = limit
        self._loop_thread = threading.get_ident()
        self._busy = threading.Event()
        self._stopped = False
        self._reported: float | None = None
        times.on_idle = self._note_end

    def stop(self) -> None:
        """Stop watching. Call it in the loop."""
        self._times.on_busy = self._times.on_idle = None
        self._stopped = True
        self._busy.set()
        self.join(1.0)

    def run(self) -> None:
        """Look at the loop until `stop` is called."""
        while not self._stopped:
            self._busy.clear()
            self._times.on_busy = self._busy.set
            # The loop may have become busy just before `on_busy` was set, so it is looked at once more.
            if self._times.busy_since is None:
                self._busy.wait()
            self._watch_until_idle()

    def _watch_until_idle(self) -> None:
        while not self._stopped:
            looked_at = time.monotonic()
            time.sleep(_CHECK_SECONDS)
            began = self._times.busy_since
            if began is None:
                return
            if began != self._reported and time.monotonic() - began > self._limit:
                own_delay = time.monotonic() - looked_at - _CHECK_SECONDS
                self._report(began, was_blocked_too=own_delay > self._limit)

    def _report(self, began: float, *, was_blocked_too: bool) -> None:
        """Log the place of a block. `_note_end` logs its duration."""
        self._reported = began
        late = time.monotonic() - began
        frames = sys._current_frames()  # noqa: SLF001 - the documented way to see another thread
        _log.warning("the event loop has stood still for %.1f s at %s", late, _position(frames.get(self._loop_thread)))
        if was_blocked_too:
            # One call held the interpreter's lock, so this thread was blocked too. It may be a call of any thread.
            for name, place in self._other_threads(frames):
                _log.warning("meanwhile thread %s was at %s", name, place)

    def _note_end(self, began: float, duration: float) -> None:
        """Log the duration of a block that has ended. Runs in the loop."""
        if duration > self._limit:
            if self._reported == began:
                _log.warning("the event loop goes on after %.1f s", duration)
            else:
                # One call held the interpreter's lock all the time.
                _log.warning("the event loop and all other threads stood still for %.1f s", duration)

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
