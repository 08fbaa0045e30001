"""Another process with the same token and shards: members then get errors, or two answers.

Each process writes its id into a note of each of its shards, and reads the note again after each heartbeat. A process
that was killed never writes again, so only a process that runs is noticed. A process with another database is noticed
when it has acknowledged an interaction before this one did.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from typing import Final, Protocol

from bot.errors import StoreError
from bot.text.safe_text import one_line

REPEAT_SECONDS: Final = 3600.0
"""Time after which the log says again that another process runs."""
SEEN_SECONDS: Final = 300.0
"""Time for which a report says that another process runs, after it was last noticed."""
_NAME_LENGTH: Final = 60

_log = logging.getLogger(__name__)


class Notes(Protocol):
    """The part of `Store` that this needs."""

    async def note(self, name: str) -> str:
        """Return a note; see `Store.note`."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Set a note; see `Store.set_note`."""
        ...


class OtherProcess:
    """Notices another process that runs the same shards of the same bot."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._id = f"{secrets.token_hex(8)} process {os.getpid()} on {one_line(socket.gethostname())}"[:_NAME_LENGTH]
        self._written: set[str] = set()
        self._seen_at = self._said_at = -REPEAT_SECONDS

    @property
    def is_running(self) -> bool:
        """Whether another process was noticed lately."""
        return self._clock() - self._seen_at < SEEN_SECONDS

    @property
    def detail(self) -> str:
        """A sentence for a report."""
        if self.is_running:
            return "another process answers with this token: stop one, or give each its own HEAT2_SHARD_IDS"
        return "no other process answers with this token"

    async def check(self, notes: Notes, application_id: int, shard_id: int) -> None:
        """Look for another process with this shard, and leave this process's id for it. Never raises StoreError."""
        name = f"gateway shard {shard_id} of {application_id}"
        try:
            found = await notes.note(name)
            if found != self._id:
                await notes.set_note(name, self._id)
        except StoreError:
            return
        if found != self._id and name in self._written:
            self._say(f"{found.partition(' ')[2] or 'another process'} runs shard {shard_id} of this bot too")
        self._written.add(name)

    def acknowledged_elsewhere(self) -> None:
        """Note that Discord had an acknowledgement of an interaction before this process sent its own."""
        self._say("another process with this token has answered a member before this one")

    def _say(self, observation: str) -> None:
        now = self._seen_at = self._clock()
        if now - self._said_at >= REPEAT_SECONDS:
            self._said_at = now
            _log.warning(
                "%s: members get errors or two answers. Stop one of the two, or give each its own HEAT2_SHARD_IDS",
                one_line(observation),
            )
