"""An event loop that notes when it is busy, so that a block is noticed without waking up an idle process.

The loop asks its selector to wait whenever it has nothing to do. The selector notes the time before and after that.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import time
from collections.abc import Callable
from typing import Any, Final

LAG_WINDOW_SECONDS: Final = 30.0
"""Length of a window: the lag is the longest busy time of the current window and the one before."""


class LoopTimes:
    """Busy times of an event loop in seconds. The loop's thread writes them, and any thread may read them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window_began = clock()
        self._longest = self._former_longest = 0.0
        self.busy_since: float | None = clock()
        """Start of the current busy time; None while the loop waits."""
        self.busy_seconds = 0.0
        """Sum of all busy times that have ended."""
        self.on_busy: Callable[[], None] | None = None
        """Called once, in the loop, when the next busy time begins."""
        self.on_idle: Callable[[float, float], None] | None = None
        """Called in the loop with the start and the duration of each busy time that has ended."""

    def rest(self) -> None:
        """Note that the loop begins to wait."""
        began = self.busy_since
        self.busy_since = None
        if began is None:
            return
        duration = self._clock() - began
        self.busy_seconds += duration
        if duration > self._longest:
            self._turn_window()
            self._longest = max(self._longest, duration)
        if self.on_idle:
            self.on_idle(began, duration)

    def resume(self) -> None:
        """Note that the loop has something to do."""
        self.busy_since = self._clock()
        if self.on_busy:
            wake, self.on_busy = self.on_busy, None
            wake()

    @property
    def lag(self) -> float:
        """The longest time that an event has waited lately because the loop was busy, in seconds."""
        self._turn_window()
        began = self.busy_since
        return max(self._longest, self._former_longest, self._clock() - began if began is not None else 0.0)

    def forget_lag(self) -> None:
        """Forget the lag so far. Called when the bot has started: until then nobody waits."""
        self._longest = self._former_longest = 0.0
        if self.busy_since is not None:
            self.busy_since = self._clock()

    def _turn_window(self) -> None:
        age = self._clock() - self._window_began
        if age >= LAG_WINDOW_SECONDS:
            self._former_longest = self._longest if age < 2 * LAG_WINDOW_SECONDS else 0.0
            self._longest, self._window_began = 0.0, self._clock()


if sys.platform == "win32":
    # Subprocesses need this kind of loop on Windows.
    from asyncio.windows_events import IocpProactor

    class _NotingProactor(IocpProactor):
        def __init__(self, times: LoopTimes) -> None:
            super().__init__()
            self._times = times

        def select(self, timeout: int | None = None) -> list[Any]:
            self._times.rest()
            try:
                return super().select(timeout)
            finally:
                self._times.resume()

    class TimedEventLoop(asyncio.ProactorEventLoop):
        """The standard event loop with `times`."""

        def __init__(self) -> None:
            self.times = LoopTimes()
            super().__init__(_NotingProactor(self.times))

else:

    class _TimedSelector(selectors.DefaultSelector):
        def __init__(self, times: LoopTimes) -> None:
            super().__init__()
            self._times = times

        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            self._times.rest()
            try:
                return super().select(timeout)
            finally:
                self._times.resume()

    class TimedEventLoop(asyncio.SelectorEventLoop):
        """The standard event loop with `times`."""

        def __init__(self) -> None:
            self.times = LoopTimes()
            super().__init__(_TimedSelector(self.times))


def running_loop_times() -> LoopTimes | None:
    """Return the times of the running loop; None if it is of another kind."""
    loop = asyncio.get_running_loop()
    return loop.times if isinstance(loop, TimedEventLoop) else None
