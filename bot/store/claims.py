"""Taking turns over all processes: what only one of them may do within a stretch of time.

A claim is a note with who took it and when, so one of a process that was killed lapses by itself.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import isfinite
from typing import Final, Protocol

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables
from bot.store.upsert import upsert

LOOKED_EVERY: Final = 1.0
"""Seconds after which who waits looks whether a claim was given back early."""


class Claims(Protocol):
    """The part of a store that claims need."""

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take the turn of that name; the contract stands in `Store`."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Set a note; an empty one is a claim that nobody has."""
        ...


def written(claimant: str, now: float) -> str:
    """A claim as it is kept; `now` is in seconds since 1970."""
    return f"{now:.6f} {claimant}"


def left_of(claim: str, claimant: str, seconds: float, now: float) -> float:
    """How many seconds the claimant must wait for a claim that is kept: 0.0 when it is over, or their own."""
    since, _, holder = claim.partition(" ")
    if not claim or holder == claimant:
        return 0.0
    try:
        left = float(since) + seconds - now
    except ValueError:  # nobody can have written that
        return 0.0
    # A clock that was set back must not make anybody wait longer than a turn lasts.
    return min(max(0.0, left), seconds) if isfinite(left) else 0.0


async def claim_in(connection: AsyncConnection, name: str, claimant: str, seconds: float, now: float) -> float:
    """Take the turn in a transaction that writes; `now` serves where the database has no clock of its own."""
    if connection.dialect.name == "postgresql":
        # Two processes that find no note yet would have no row to wait for; this lock needs none.
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
        now = float((await connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))).scalar_one())
    kept = (await connection.execute(select(tables.notes.c.value).where(tables.notes.c.name == name))).scalar()
    left = left_of(kept if isinstance(kept, str) else "", claimant, seconds, now)
    if not left:
        await upsert(connection, tables.notes, {"name": name}, {"value": written(claimant, now)})
    return left


@asynccontextmanager
async def alone(claims: Claims, name: str, seconds: float) -> AsyncIterator[None]:
    """Run the block in one process at a time; after `seconds` one that does not end is taken for dead."""
    claimant = secrets.token_hex(8)
    left = await claims.claim(name, claimant, seconds)
    while left:
        await asyncio.sleep(min(left, LOOKED_EVERY))
        left = await claims.claim(name, claimant, seconds)
    try:
        yield
    finally:
        await claims.set_note(name, "")
