"""Periodic jobs: what is stored of one, the contract of its repository, and the repository in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain import EVERYONE, Scope

MAX_AHEAD: Final = timedelta(days=30)
"""Maximum time until the next run of a job. A later time was written while the clock was wrong: the job is due."""
_SHARD_BITS: Final = 22
"""Discord assigns a server to a shard by its id without these lowest bits."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The servers that a process works for: those of its shards, or all of them where `ids` is None."""

    count: int = 1
    ids: frozenset[int] | None = None

    def has(self, scope: Scope) -> bool:
        """Return whether the process works for the scope. Everyone's scope belongs to every process."""
        return self.ids is None or scope.is_everyone or (scope.guild_id >> _SHARD_BITS) % self.count in self.ids


ALL_SHARDS: Final = Shards()


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is done again and again. Name, scope and key identify it."""

    name: str
    """Selects the function that does the work; at most 40 characters."""
    interval: timedelta
    due_at: datetime
    scope: Scope = EVERYONE
    """The server that the job is for; EVERYONE for none."""
    key: str = ""
    """Tells jobs of one name and server apart, such as the id of a feed; at most 80 characters."""
    failures: int = 0
    """The number of failures since the last success."""

    @property
    def identity(self) -> tuple[str, Scope, str]:
        """The name, scope and key."""
        return self.name, self.scope, self.key


class JobRepository(Protocol):
    """Stored jobs. Every method raises StoreError if the database fails; then nothing has changed."""

    async def put(self, job: Job, *, reschedules: bool) -> None:
        """Store a job. One that is stored already gets the interval, and with `reschedules` also the time."""
        ...

    async def delete(self, name: str, scope: Scope, key: str = "") -> None:
        """Delete a job if it is stored, also while it runs."""
        ...

    async def claim(
        self, names: Collection[str], shards: Shards, now: datetime, until: datetime, busy: Collection[Scope] = ()
    ) -> tuple[Job, str]:
        """Take the job that is due first among these names and shards, so that no process can take it before `until`.

        A job is due from its time on, and if that is more than MAX_AHEAD away. Jobs of the `busy` scopes are left.
        Returns the job with a token for `finish`. Raises LookupError if none is due.
        """
        ...

    async def finish(self, job: Job, token: str, due_at: datetime, failures: int) -> None:
        """Give a job back, with the next time and its failures. Does nothing if it was taken by others or deleted."""
        ...

    async def next_due(self, names: Collection[str], shards: Shards) -> datetime | None:
        """Return the time of the job that is due first, None if there is none."""
        ...

    async def of_scope(self, name: str, scope: Scope) -> list[Job]:
        """Return the jobs of that name of one scope, by key."""
        ...


class MemoryJobs:
    """Implements `JobRepository` in memory."""

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, Scope, str], Job] = {}
        self._tokens: dict[tuple[str, Scope, str], str] = {}
        self._claims = 0

    async def put(self, job: Job, *, reschedules: bool) -> None:
        """Store a job; one that is stored already gets the interval, and with `reschedules` also the time."""
        known = self._jobs.get(job.identity)
        if known and not reschedules:
            job = replace(known, interval=job.interval)
        self._jobs[job.identity] = job

    async def delete(self, name: str, scope: Scope, key: str = "") -> None:
        """Delete a job if it is stored."""
        self._jobs.pop((name, scope, key), None)

    async def claim(
        self, names: Collection[str], shards: Shards, now: datetime, until: datetime, busy: Collection[Scope] = ()
    ) -> tuple[Job, str]:
        """Take the job that is due first. Raises LookupError if none is due."""
        free = (job for job in self._of(names, shards) if job.scope not in busy)
        due = (job for job in free if not now < job.due_at <= now + MAX_AHEAD)
        job = min(due, key=_order, default=None)
        if job is None:
            raise LookupError
        self._claims += 1
        self._jobs[job.identity] = replace(job, due_at=until)
        self._tokens[job.identity] = str(self._claims)
        return job, str(self._claims)

    async def finish(self, job: Job, token: str, due_at: datetime, failures: int) -> None:
        """Give a job back."""
        known = self._jobs.get(job.identity)
        if known and self._tokens.get(job.identity) == token:
            self._jobs[job.identity] = replace(known, due_at=due_at, failures=failures)

    async def next_due(self, names: Collection[str], shards: Shards) -> datetime | None:
        """Return the time of the job that is due first."""
        return min((job.due_at for job in self._of(names, shards)), default=None)

    async def of_scope(self, name: str, scope: Scope) -> list[Job]:
        """Return the jobs of that name of one scope, by key."""
        found = [job for job in self._jobs.values() if (job.name, job.scope) == (name, scope)]
        return sorted(found, key=lambda job: job.key)

    def erase(self, scope: Scope) -> None:
        """Delete all jobs of a scope."""
        self._jobs = {identity: job for identity, job in self._jobs.items() if job.scope != scope}

    def _of(self, names: Collection[str], shards: Shards) -> list[Job]:
        return [job for job in self._jobs.values() if job.name in names and shards.has(job.scope)]


def _order(job: Job) -> tuple[datetime, str, int, str]:
    return job.due_at, job.name, job.scope.guild_id, job.key
