"""Follows an interaction from its arrival to its end: its id in the log, its times and its outcome.

The id is random. It is in every log line of the interaction, and in the apology that the member reads.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from discord import InteractionType
from structlog.contextvars import bound_contextvars

from bot.discord_app.members import Interaction

_CUSTOM_ID: Final = re.compile(r"heat2:([a-z-]{1,20}):")
_OTHER: Final = "other"


class Outcome(StrEnum):
    """How an interaction ended."""

    DONE = "done"
    REFUSED = "refused"
    """The member asked for something that cannot be done, and was told."""
    LIMITED = "limited"
    """The member or the server has asked too much."""
    GONE = "gone"
    """The channel or message is gone or closed to the bot."""
    LATE = "late"
    """Discord no longer took the acknowledgement."""
    FAILED = "failed"
    """An error that the operator should look at."""


@dataclass(slots=True)
class Trace:
    """An interaction of a kind, such as `command`, and a name, such as `heat2 ask`. Times are in seconds."""

    kind: str
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    name: str = _OTHER
    outcome: Outcome = Outcome.DONE
    began_at: float = field(default_factory=time.monotonic)
    acknowledged_after: float | None = None
    ended_after: float = 0.0

    def acknowledge(self) -> None:
        """Note that Discord has taken the acknowledgement."""
        if self.acknowledged_after is None:
            self.acknowledged_after = time.monotonic() - self.began_at


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace:
    """Return the trace of the running interaction, or a new one that nobody follows."""
    return _current.get() or Trace(_OTHER)


@contextmanager
def traced(interaction: Interaction) -> Iterator[None]:
    """Follow an interaction during the block. A block inside another one is part of it."""
    if _current.get() is not None:
        yield
        return
    trace = Trace(_kind_of(interaction))
    try:
        with _identified(trace):
            yield
    finally:
        trace.name = _name_of(interaction)
        trace.ended_after = time.monotonic() - trace.began_at
        monitor = getattr(interaction.client, "monitor", None)
        if monitor is not None and monitor.on_trace:
            monitor.on_trace(trace)


@contextmanager
def traced_message(record: Callable[[Trace], None] | None) -> Iterator[None]:
    """Give the lines about a message an id, too.

    Messages that get a name during the block are recorded. Most have none, since they do not concern the bot.
    """
    trace = Trace("message")
    try:
        with _identified(trace):
            yield
    finally:
        trace.ended_after = time.monotonic() - trace.began_at
        if record and trace.name != _OTHER:
            record(trace)


@contextmanager
def _identified(trace: Trace) -> Iterator[None]:
    token = _current.set(trace)
    try:
        with bound_contextvars(interaction=trace.id):
            yield
    finally:
        _current.reset(token)


def _kind_of(interaction: Interaction) -> str:
    match interaction.type:
        case InteractionType.application_command:
            return "command"
        case InteractionType.autocomplete:
            return "suggestions"
        case InteractionType.component:
            return "component"
        case InteractionType.modal_submit:
            return "form"
    return _OTHER


def _name_of(interaction: Interaction) -> str:
    """Return a command's name, or what a button is for: one of a few names, and nothing that a member wrote."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    custom_id = interaction.data.get("custom_id", "") if isinstance(interaction.data, dict) else ""
    found = _CUSTOM_ID.match(str(custom_id))
    return found[1] if found else _OTHER
