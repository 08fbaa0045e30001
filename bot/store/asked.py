"""The questions that the buttons under replies answer again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import AskedQuestion, Scope
from bot.store.tables import questions


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and when it was asked."""

    question: AskedQuestion
    at: datetime


async def keep_asked(connection: AsyncConnection, asked: Mapping[str, Asked]) -> None:
    """Keep questions under their keys; those that are kept already stay as they are."""
    there = set((await connection.execute(select(questions.c.key).where(questions.c.key.in_(asked)))).scalars())
    rows = [_row(key, each) for key, each in asked.items() if key not in there]
    if rows:
        await connection.execute(insert(questions), rows)


async def asked_under(connection: AsyncConnection, key: str) -> Asked | None:
    """What is kept under the key; None when that is nothing, or cannot be read."""
    row = (await connection.execute(select(questions).where(questions.c.key == key))).one_or_none()
    if row is None or not is_sound(row):
        return None
    return Asked(AskedQuestion(row.text, Scope(row.scope), row.as_of), row.asked_at)


def is_sound(row: Row[Any]) -> bool:
    """Whether every value of a row of `questions` can be read."""
    is_place = isinstance(row.scope, int) and row.scope >= 0
    is_time = isinstance(row.as_of, date | None) and isinstance(row.asked_at, datetime)
    return isinstance(row.text, str) and is_place and is_time


async def drop_asked_before(connection: AsyncConnection, moment: datetime) -> None:
    """Forget questions that are older."""
    await connection.execute(delete(questions).where(questions.c.asked_at <= moment))


def _row(key: str, asked: Asked) -> dict[str, object]:
    question = asked.question
    return {
        "key": key,
        "text": question.text,
        "scope": question.scope.guild_id,
        "as_of": question.as_of,
        "asked_at": asked.at,
    }
