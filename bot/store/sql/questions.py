"""Questions in the database: those that a reply's buttons answer again, and those that no article answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, delete, insert, literal, select

from bot.domain import AskedQuestion, Scope, Unanswered
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import upsert
from bot.store.database.tables import questions, unanswered

MAX_UNANSWERED: Final = 1_000
"""Maximum number of unanswered questions of a server; beyond, the one that was asked longest ago is dropped."""


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question and when it was asked."""

    question: AskedQuestion
    asked_at: datetime


async def insert_questions(connection: AsyncConnection, stored: Mapping[str, StoredQuestion]) -> None:
    """Insert questions under their keys; keys that exist already are left as they are."""
    # After a failure that was reported too late, the write-behind buffer passes rows that are stored already.
    query = select(questions.c.key).where(questions.c.key.in_(stored))
    existing = set((await connection.execute(query)).scalars())
    rows = [_question_row(key, each) for key, each in stored.items() if key not in existing]
    if rows:
        await connection.execute(insert(questions), rows)


async def find_question(connection: AsyncConnection, key: str) -> StoredQuestion | None:
    """Return the question under the key, or None if there is none or it cannot be read."""
    row = (await connection.execute(select(questions).where(questions.c.key == key))).one_or_none()
    if row is None or not is_readable_question(row):
        return None
    return StoredQuestion(AskedQuestion(row.text, Scope(row.scope), row.as_of), row.asked_at)


def is_readable_question(row: Row[Any]) -> bool:
    """Return whether every value of a row of `questions` can be read."""
    has_scope = isinstance(row.scope, int) and row.scope >= 0
    has_times = isinstance(row.as_of, date | None) and isinstance(row.asked_at, datetime)
    return isinstance(row.text, str) and has_scope and has_times


async def delete_questions_until(connection: AsyncConnection, moment: datetime) -> None:
    """Delete the questions that were asked at that moment or earlier."""
    await connection.execute(delete(questions).where(questions.c.asked_at <= moment))


def _question_row(key: str, stored: StoredQuestion) -> dict[str, object]:
    question = stored.question
    return {
        "key": key,
        "text": question.text,
        "scope": question.scope.guild_id,
        "as_of": question.as_of,
        "asked_at": stored.asked_at,
    }


async def count_unanswered(connection: AsyncConnection, asked: StoredQuestion) -> None:
    """Insert an unanswered question, or count that it was asked again; keep MAX_UNANSWERED of a server."""
    row, scope = unanswered.c, asked.question.scope.guild_id
    key = {"scope": scope, "question": asked.question.text}
    again = {"times": row.times + 1, "last_asked": literal(asked.asked_at, row.last_asked.type)}
    await upsert(connection, unanswered, key, {"times": 1, "last_asked": asked.asked_at}, on_conflict=again)
    newest = select(row.last_asked).where(row.scope == scope).order_by(row.last_asked.desc())
    limit = (await connection.execute(newest.offset(MAX_UNANSWERED).limit(1))).scalar()
    if limit:
        await connection.execute(delete(unanswered).where(row.scope == scope, row.last_asked <= limit))


async def list_unanswered(connection: AsyncConnection, scope: Scope, since: datetime) -> list[Unanswered]:
    """Return the scope's unanswered questions after that moment that can be read, the most frequent first."""
    row = unanswered.c
    query = select(unanswered).where(row.scope == scope.guild_id, row.last_asked > since)
    rows = await connection.execute(query.order_by(row.times.desc(), row.last_asked.desc(), row.question))
    return [found for each in rows if (found := unanswered_from(each))]


def unanswered_from(row: Row[Any]) -> Unanswered | None:
    """Return the question that a row of `unanswered` holds, or None if it cannot be read."""
    is_readable = isinstance(row.question, str) and isinstance(row.times, int) and isinstance(row.last_asked, datetime)
    return Unanswered(row.question, row.times, row.last_asked) if is_readable else None
