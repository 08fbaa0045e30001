"""Messages to systemd: that the bot is ready, is well, or stops. See sd_notify(3)."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

from bot.text.safe_text import one_line

_ABSTRACT: Final = "@"
"""First character of the name of a socket that is no file."""


class Notifier:
    """Sends messages to the service manager that started the process; to nobody if none did."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith(_ABSTRACT) else address
        self._watchdog = 0.0
        if environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid()):
            with suppress(ValueError):
                self._watchdog = int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000

    @property
    def feed_seconds(self) -> float:
        """Time between two messages for the watchdog, half of its time; 0 without a watchdog."""
        return self._watchdog / 2 if self._address else 0.0

    def ready(self, status: str) -> None:
        """Report that the bot answers members."""
        self._send(f"READY=1\nSTATUS={one_line(status)}")

    def status(self, status: str) -> None:
        """Set the line that `systemctl status` shows."""
        self._send(f"STATUS={one_line(status)}")

    def stopping(self) -> None:
        """Report that the bot finishes its answers and ends."""
        self._send("STOPPING=1\nSTATUS=finishing answers")

    def feed_watchdog(self) -> None:
        """Report that the bot is well."""
        self._send("WATCHDOG=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # The service manager may be gone or busy, which must not stop the bot.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(message.encode(), self._address)


@asynccontextmanager
async def watchdog_fed(notifier: Notifier, is_healthy: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    """Feed the watchdog while the block runs, whenever the bot is well."""
    if not notifier.feed_seconds:
        yield
        return
    feeding = asyncio.create_task(_feed(notifier, is_healthy))
    try:
        yield
    finally:
        feeding.cancel()


async def _feed(notifier: Notifier, is_healthy: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await is_healthy():
            notifier.feed_watchdog()
        await asyncio.sleep(notifier.feed_seconds)
