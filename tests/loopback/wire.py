"""JSON, snowflakes and timestamps in Discord's format."""

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
    """Encode a value as JSON."""
    return orjson.dumps(value)


def from_json(text: bytes | str) -> Any:
    """Decode JSON. Raises ValueError if the text is not valid JSON."""
    return orjson.loads(text)


def new_snowflake() -> int:
    """Return a new id. It contains the current time, from which discord.py computes `created_at`."""
    milliseconds = time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS
    return milliseconds << _COUNTER_BITS | next(_counter) & (1 << _COUNTER_BITS) - 1


def seconds_since(snowflake: int) -> float:
    """Return the seconds since an id was made."""
    return time.time() - ((snowflake >> _COUNTER_BITS) + DISCORD_EPOCH_MS) / 1000


def timestamp() -> str:
    """Return the current time in ISO 8601 with its UTC offset."""
    return datetime.now(UTC).isoformat()
