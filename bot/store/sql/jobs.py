"""Periodic jobs in the database.

A process takes a job by moving its time into the future. If the process is killed, that time comes and the job is taken
again, so nothing has to be cleaned up.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, func, literal, or_, select, true, update

from bot.domain import Scope
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import Database, upsert
from bot.store.database.tables import jobs
from bot.store.jobs import MAX_AHEAD, Job, Shards
from bot.store.rules import new_key

_SHARD_DIVISOR: Final = 1 << 22
"""Divided by this, a server's id is the number that determines its shard."""
_MIN_SECONDS: Final = 60
"""The interval of a job whose stored interval cannot be read."""


class SqlJobs:
    """Implements `JobRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, job: Job, *, reschedules: bool) -> None:
        """Store a job; one that is stored already gets the interval, and with `reschedules` also the time."""
        key = {"name": job.name, "scope": job.scope.guild_id, "key": job.key}
        seconds = int(job.interval.total_seconds())
        values = {"seconds": seconds, "due_at": job.due_at, "failures": 0, "token": ""}
        changed = None if reschedules else {"seconds": literal(seconds)}
        async with self._database.writing() as connection:
            await upsert(connection, jobs, key, values, on_conflict=changed)

    async def delete(self, name: str, scope: Scope, key: str = "") -> None:
        """Delete a job if it is stored."""
        async with self._database.writing() as connection:
            await connection.execute(delete(jobs).where(_is(name, scope, key)))

    async def claim(
        self, names: Collection[str], shards: Shards, now: datetime, until: datetime, busy: Collection[Scope] = ()
    ) -> tuple[Job, str]:
        """Take the job that is due first. Raises LookupError if none is due."""
        is_free = jobs.c.scope.not_in(sorted(scope.guild_id for scope in busy))
        is_due = or_(jobs.c.due_at <= now, jobs.c.due_at > now + MAX_AHEAD)
        due = select(jobs).where(_selected(names, shards), is_due, is_free)
        first = due.order_by(jobs.c.due_at, jobs.c.name, jobs.c.scope, jobs.c.key).limit(1)
        async with self._database.writing() as connection:
            # On PostgreSQL another process may be taking the first one: then this one takes the next.
            row = (await connection.execute(first.with_for_update(skip_locked=True))).one_or_none()
            if row is None:
                raise LookupError
            job, token = _job_from(row, now), new_key()
            await _update(connection, job, true(), due_at=until, token=token)
        return job, token

    async def finish(self, job: Job, token: str, due_at: datetime, failures: int) -> None:
        """Give a job back. Does nothing if it was taken by others or deleted."""
        async with self._database.writing() as connection:
            await _update(connection, job, jobs.c.token == token, due_at=due_at, failures=failures, token="")

    async def next_due(self, names: Collection[str], shards: Shards) -> datetime | None:
        """Return the time of the job that is due first, None if there is none."""
        async with self._database.reading() as connection:
            query = select(func.min(jobs.c.due_at)).where(_selected(names, shards))
            due_at = (await connection.execute(query)).scalar()
        return due_at if isinstance(due_at, datetime) else None

    async def of_scope(self, name: str, scope: Scope) -> list[Job]:
        """Return the jobs of that name of one scope, by key."""
        query = select(jobs).where(jobs.c.name == name, jobs.c.scope == scope.guild_id).order_by(jobs.c.key)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_job_from(row, row.due_at) for row in rows if isinstance(row.due_at, datetime)]


async def _update(connection: AsyncConnection, job: Job, condition: ColumnElement[bool], **values: Any) -> None:
    await connection.execute(update(jobs).where(_is(*job.identity), condition).values(**values))


def _is(name: str, scope: Scope, key: str) -> ColumnElement[bool]:
    return and_(jobs.c.name == name, jobs.c.scope == scope.guild_id, jobs.c.key == key)


def _selected(names: Collection[str], shards: Shards) -> ColumnElement[bool]:
    scope = jobs.c.scope
    shard = (scope // _SHARD_DIVISOR) % shards.count
    mine = true() if shards.ids is None else or_(scope == 0, shard.in_(sorted(shards.ids)))
    # A row with a negative scope was altered outside the program. It must not stop the jobs of others.
    return and_(jobs.c.name.in_(sorted(names)), scope >= 0, mine)


def _job_from(row: Row[Any], due_at: datetime) -> Job:
    """Return the job of a row; a value that was altered outside the program gets a harmless one."""
    seconds = row.seconds if isinstance(row.seconds, int) and row.seconds > 0 else _MIN_SECONDS
    failures = row.failures if isinstance(row.failures, int) and row.failures > 0 else 0
    moment = row.due_at if isinstance(row.due_at, datetime) else due_at
    return Job(row.name, timedelta(seconds=seconds), moment, Scope(row.scope), row.key, failures)


def is_readable_job(row: Row[Any]) -> bool:
    """Return whether every value of a row of `jobs` can be read."""
    numbers = all(isinstance(value, int) and value >= 0 for value in (row.scope, row.seconds, row.failures))
    return numbers and isinstance(row.due_at, datetime)
