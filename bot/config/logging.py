"""Logging: this program's own lines at the configured level, and libraries' lines without content.

At DEBUG the libraries log whole requests, events and statements with their values: questions, members, tokens. So
they never log below INFO, whatever the level, and some of their other lines are shortened.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Final

from bot.text.redaction import RedactingFormatter

OWN: Final = "bot"
"""Name of this program's logger."""

_MIN_LEVELS: Final[Mapping[str, int]] = {
    "": logging.INFO,
    # At INFO these log the values of statements, or nothing that an operator needs.
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "asyncpg": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
"""Minimum level of each library; that of the root logger holds for all others."""

_AUTOCOMPLETE: Final = "Ignoring exception in autocomplete"
_RECONNECT: Final = "Attempting a reconnect"
_SECRET: Final = re.compile(
    r"(?P<name>\bname=)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"  # of a task, which holds a button's id
    r"|heat2:[a-z-]+:[^'\"\n]*"  # a button's id: it may hold a question and a member
    r"|(?<=/webhooks/)\S+|(?<=/interactions/)\S+"  # the rest of an address that holds an interaction's token
)


def start_logging(level: str) -> None:
    """Log to stderr: this program at `level`, and libraries at `level` or INFO, whichever is higher."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(remove_content)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    own = logging.getLevelNamesMapping()[level]
    logging.getLogger(OWN).setLevel(own)
    for name, minimum in _MIN_LEVELS.items():
        logging.getLogger(name).setLevel(max(minimum, own))


def remove_content(record: logging.LogRecord) -> bool:
    """Remove questions, members and tokens from a library's line. Returns True, so that every line is logged."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return True
    if isinstance(record.msg, str) and record.msg.startswith(_AUTOCOMPLETE):
        # The library adds the member's id. Late suggestions are frequent and need no traceback.
        record.msg, record.args = f"suggestions failed: {_kind(record)}", ()
        record.exc_info = None
    elif isinstance(record.msg, str) and record.msg.startswith(_RECONNECT):
        record.msg, record.args = f"{record.getMessage()}: {_kind(record)}", ()
        record.exc_info = None
    line = record.getMessage()
    cleaned = _SECRET.sub(lambda found: f"{found['name'] or ''}…", line)
    if line.startswith("Executing "):  # asyncio's debug mode, with the arguments of the call
        cleaned = re.sub(r"(?s)<.*>", _called, cleaned)
    if cleaned != line:
        record.msg, record.args = cleaned, ()
    return True


def _called(found: re.Match[str]) -> str:
    """Return the name of the function that a task or handle runs."""
    function = re.search(r"(?:coro=<|Handle )([\w.<>]+)", found[0])
    return f"<{function[1] if function else '…'}>"


def _kind(record: logging.LogRecord) -> str:
    """Return the type of the line's exception."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else "unknown"
