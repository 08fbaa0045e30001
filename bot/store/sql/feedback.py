"""Votes and dismissed questions in the database; see `bot.store.feedback` for how voters are told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, and_, delete, func, insert, select

from bot.domain import CastVote, Scope, Vote, VoteReason
from bot.errors import StoreError
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import Database, insert_into, upsert
from bot.store.database.tables import dismissed, unanswered, vote_keys, votes
from bot.store.database.write_behind import WriteBehind
from bot.store.feedback import (
    MAX_DISMISSED,
    MAX_VOTES,
    UNANSWERED_LIFETIME,
    VOTE_LIFETIME,
    key_period,
    new_secret,
    voter_hash,
)

_REASONS: Final = {"", *VoteReason}


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A vote that is not in the database yet."""

    scope: Scope
    question: str
    user: int
    vote: Vote | None
    at: datetime


class SqlFeedback:
    """Implements `FeedbackRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ballots = WriteBehind(self._write, "votes")

    async def vote(self, scope: Scope, question: str, user: int, vote: Vote | None, now: datetime) -> None:
        """Store a member's vote in place of their former one on the question; None takes it back."""
        self._ballots.put(f"{scope.guild_id} {user} {question}", _Ballot(scope, question, user, vote, now))

    async def _write(self, ballots: Mapping[str, _Ballot]) -> None:
        async with self._database.writing() as connection:
            for ballot in ballots.values():
                await _replace_vote(connection, ballot)

    async def flush(self) -> None:
        """Write the votes that are not in the database yet. Raises StoreError; the votes are kept then."""
        await self._ballots.flush()

    async def discard(self, scope: Scope) -> None:
        """Drop the votes of a server that are not in the database yet."""
        await self._ballots.discard(lambda ballot: ballot.scope == scope)

    async def close(self) -> None:
        """Write the votes that are not in the database yet, if it can be written."""
        await self._ballots.close()

    async def votes(self, scope: Scope) -> list[CastVote]:
        """Return the votes of a server that can be read, oldest first."""
        # If this process cannot write its newest votes now, the others are listed.
        with suppress(StoreError):
            await self.flush()
        query = select(votes).where(votes.c.scope == scope.guild_id).order_by(votes.c.at, votes.c.question)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_vote_from(row) for row in rows if is_readable_vote(row)]

    async def dismiss(self, scope: Scope, questions: Sequence[str], now: datetime) -> None:
        """Store that a server has dismissed these questions."""
        async with self._database.writing() as connection:
            for question in questions:
                await upsert(connection, dismissed, {"scope": scope.guild_id, "question": question}, {"at": now})
            await _drop_oldest(connection, dismissed, scope, MAX_DISMISSED)

    async def restore(self, scope: Scope, questions: Sequence[str]) -> None:
        """Remove these questions from the dismissed ones."""
        mine = and_(dismissed.c.scope == scope.guild_id, dismissed.c.question.in_(questions))
        async with self._database.writing() as connection:
            await connection.execute(delete(dismissed).where(mine))

    async def dismissed(self, scope: Scope) -> list[str]:
        """Return the questions that the server has dismissed and that can be read."""
        query = select(dismissed.c.question).where(dismissed.c.scope == scope.guild_id)
        async with self._database.reading() as connection:
            return sorted(each for each in (await connection.execute(query)).scalars() if isinstance(each, str))

    async def delete_old(self, now: datetime) -> None:
        """Delete votes and unanswered questions after their lifetime, and keys that are no longer used."""
        async with self._database.writing() as connection:
            await connection.execute(delete(votes).where(votes.c.at <= now - VOTE_LIFETIME))
            await connection.execute(delete(unanswered).where(unanswered.c.last_asked <= now - UNANSWERED_LIFETIME))
            await _delete_old_keys(connection, now)


async def _replace_vote(connection: AsyncConnection, ballot: _Ballot) -> None:
    scope, vote = ballot.scope, ballot.vote
    hashes = [voter_hash(key, scope, ballot.user) for key in await _current_keys(connection, ballot.at)]
    mine = and_(votes.c.scope == scope.guild_id, votes.c.question == ballot.question, votes.c.voter.in_(hashes))
    await connection.execute(delete(votes).where(mine))
    if vote is None:
        return
    row = {"scope": scope.guild_id, "question": ballot.question, "voter": hashes[-1], "at": ballot.at}
    values = {"is_up": vote.is_up, "reason": vote.reason.value if vote.reason else ""}
    await connection.execute(insert(votes).values({**row, **values}))
    await _drop_oldest(connection, votes, scope, MAX_VOTES)


async def _current_keys(connection: AsyncConnection, now: datetime) -> list[str]:
    """Return the key before the present one, if there is one, and the present one, which is made if needed."""
    await _delete_old_keys(connection, now)
    period = key_period(now)
    # Another process may make the key at the same moment: the first one stays.
    added = insert_into(vote_keys, connection).values(period=period, secret=new_secret()).on_conflict_do_nothing()
    await connection.execute(added)
    query = select(vote_keys.c.secret).where(vote_keys.c.period <= period).order_by(vote_keys.c.period)
    return [*(await connection.execute(query)).scalars()]


async def _delete_old_keys(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(delete(vote_keys).where(vote_keys.c.period < key_period(now) - 1))


async def _drop_oldest(connection: AsyncConnection, table: Table, scope: Scope, kept: int) -> None:
    of_scope = table.c.scope == scope.guild_id
    newest = select(table.c.at).where(of_scope).order_by(table.c.at.desc())
    limit = (await connection.execute(newest.offset(kept).limit(1))).scalar()
    if limit:
        await connection.execute(delete(table).where(of_scope, table.c.at <= limit))


async def count_votes_of(connection: AsyncConnection, user: str) -> int:
    """Return the number of votes that can be assigned to the user."""
    counts = [select(func.count()).where(mine) for mine in await _votes_by(connection, user)]
    return sum([(await connection.execute(query)).scalar_one() for query in counts])


async def erase_votes_of(connection: AsyncConnection, user: str) -> None:
    """Delete the votes that can be assigned to the user."""
    for mine in await _votes_by(connection, user):
        await connection.execute(delete(votes).where(mine))


async def _votes_by(connection: AsyncConnection, user: str) -> list[ColumnElement[bool]]:
    """Return for each server the condition that selects the user's votes, as far as their keys are still stored."""
    keys = [*(await connection.execute(select(vote_keys.c.secret))).scalars()]
    scopes = (await connection.execute(select(votes.c.scope).distinct())).scalars().all()
    hashes = {scope: [voter_hash(key, Scope(scope), user) for key in keys] for scope in scopes}
    return [and_(votes.c.scope == scope, votes.c.voter.in_(each)) for scope, each in hashes.items()]


def is_readable_vote(row: Row[Any]) -> bool:
    """Return whether every value of a row of `votes` can be read."""
    is_vote = isinstance(row.is_up, bool) and row.reason in _REASONS
    return is_vote and isinstance(row.question, str) and isinstance(row.at, datetime) and row.scope >= 0


def is_readable_dismissal(row: Row[Any]) -> bool:
    """Return whether every value of a row of `dismissed` can be read."""
    return isinstance(row.question, str) and isinstance(row.at, datetime)


def _vote_from(row: Row[Any]) -> CastVote:
    return CastVote(row.question, Vote(row.is_up, VoteReason(row.reason) if row.reason else None), row.at)
