"""JSON, snowflakes and timestamps as Discord writes them."""

import itertools
import time
from datetime import UTC, datetime
from typing import Any

import orjson

JsonObject = dict[str, Any]

DISCORD_EPOCH_MS = 1_420_070_400_000
_COUNTER_BITS = 22
_counter = itertools.count(1)


def to_json(value: Any) -> bytes:
    """A value as the bytes of its JSON."""
    return orjson.dumps(value)


def from_json(text: bytes | str) -> Any:
    """The value of a JSON text. Raises ValueError if it is none."""
    return orjson.loads(text)


def new_snowflake() -> int:
    """A fresh id that carries the present moment, as discord.py reads `created_at` from it."""
    milliseconds = time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS
    return milliseconds << _COUNTER_BITS | next(_counter) & (1 << _COUNTER_BITS) - 1


def timestamp() -> str:
    """The present moment in ISO 8601 with its offset."""
    return datetime.now(UTC).isoformat()
