"""Messages to systemd on a real socket."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord_app.health.systemd import Notifier, watchdog_fed


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    """Return the socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "notify"))
        receiver.setblocking(False)
        yield receiver


def notifier(manager: socket.socket, microseconds: int = 0, pid: int = os.getpid()) -> Notifier:
    """Return what a process that this manager has started makes of its environment."""
    watchdog = {"WATCHDOG_USEC": str(microseconds), "WATCHDOG_PID": str(pid)}
    return Notifier({"NOTIFY_SOCKET": manager.getsockname(), **watchdog})


def received(manager: socket.socket) -> list[bytes]:
    """Return the messages that have arrived."""
    messages = []
    try:
        while True:
            messages.append(manager.recv(1000))
    except BlockingIOError:
        return messages


def test_states_are_told(manager: socket.socket) -> None:
    """The manager is told that the bot is ready and that it stops, each in one message."""
    told = notifier(manager)
    told.ready("in 3\nservers")
    told.stopping()
    assert received(manager) == [b"READY=1\nSTATUS=in 3 servers", b"STOPPING=1\nSTATUS=finishing answers"]


async def test_the_watchdog_is_fed_only_while_the_bot_is_healthy(manager: socket.socket) -> None:
    """A bot that is not well is not reported as alive, so that systemd restarts it."""
    answers = iter([True, False, True])
    asked = asyncio.Event()

    async def is_healthy() -> bool:
        well = next(answers, None)
        if well is None:
            asked.set()
        return bool(well)

    async with watchdog_fed(notifier(manager, microseconds=20_000), is_healthy):
        await asyncio.wait_for(asked.wait(), 10)
    assert received(manager) == [b"WATCHDOG=1", b"WATCHDOG=1"]


async def test_without_a_manager_nothing_is_sent(manager: socket.socket, tmp_path: Path) -> None:
    """No socket, one that is gone, and a watchdog of another process are no error."""
    for told in (Notifier({}), Notifier({"NOTIFY_SOCKET": str(tmp_path / "gone")})):
        told.ready("ready")
        told.feed_watchdog()
    assert Notifier({"WATCHDOG_USEC": "1000"}).feed_seconds == 0
    assert notifier(manager, microseconds=1000, pid=1).feed_seconds == 0
    assert received(manager) == []
