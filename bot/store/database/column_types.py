"""Column types for values that a database would change, and that read UNREADABLE for values of another type."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Boolean, Date, DateTime, Dialect, Text, TypeDecorator


class Unreadable:
    """The type of UNREADABLE, which replaces a value that is not of its column's type."""


UNREADABLE: Final = Unreadable()

Processor = Callable[[Any], Any]

_Value = TypeVar("_Value")


def _tolerant(convert: Processor | None) -> Processor:
    """Wrap a conversion to return UNREADABLE where it fails, since one bad value must not stop a whole query."""

    def process(value: Any) -> Any:
        try:
            return convert(value) if convert else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return UNREADABLE

    return process


class _TolerantType(TypeDecorator[_Value]):
    """A column type that reads UNREADABLE for a value that is not of its type."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """Return the tolerant conversion."""
        return _tolerant(super().result_processor(dialect, coltype))


class UtcMoment(_TolerantType[datetime]):
    """A moment in UTC. SQLite drops the time zone, so it is added again on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the time zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Day(_TolerantType[date]):
    """A day of the calendar."""

    impl = Date
    cache_ok = True


class AnyText(_TolerantType[str]):
    """Any text that a person typed, as JSON in ASCII.

    PostgreSQL accepts no NUL, and neither database accepts an unpaired surrogate.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Convert to JSON."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Convert from JSON. Raises ValueError for anything but a JSON string."""
        if value is None:
            return None
        read = json.loads(value)
        if not isinstance(read, str):
            raise ValueError("no text")
        return read


class Flag(TypeDecorator[bool]):
    """A Boolean. SQLite stores 1 or 0, and SQLAlchemy would take anything else for true."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """Return a conversion that gives UNREADABLE for anything but 1, 0 or NULL."""

        def process(value: Any) -> Any:
            if value is None:
                return None
            return bool(value) if isinstance(value, int) and value in (0, 1) else UNREADABLE

        return process
