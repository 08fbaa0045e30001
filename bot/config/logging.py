"""What is logged: this program's own lines at the level that is set, and of libraries only what holds no content.

At DEBUG the libraries write whole requests, events and statements with their values: questions, members, tokens. So
they are never heard below INFO, whatever level is set, and a few of their other lines are shortened.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Final

from bot.text.redaction import RedactingFormatter

OWN: Final = "bot"
"""The logger under which this program logs."""

_QUIETEST: Final[Mapping[str, int]] = {
    "": logging.INFO,
    # These write the values of statements at INFO, or nothing there that an operator needs.
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "asyncpg": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
"""The lowest level at which each library is heard; the root's is that of all others."""

_AUTOCOMPLETE: Final = "Ignoring exception in autocomplete"
_RECONNECT: Final = "Attempting a reconnect"
_SECRET: Final = re.compile(
    r"(?P<name>\bname=)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"  # of a task: the library writes a button's id there
    r"|heat2:[a-z-]+:[^'\"\n]*"  # a button's id: it may hold a question and a member
    r"|(?<=/webhooks/)\S+|(?<=/interactions/)\S+"  # the rest of an address that holds an interaction's token
)


def start_logging(level: str) -> None:
    """Log to stderr: this program from `level` on, and libraries from INFO on at least."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(without_content)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    own = logging.getLevelNamesMapping()[level]
    logging.getLogger(OWN).setLevel(own)
    for name, quietest in _QUIETEST.items():
        logging.getLogger(name).setLevel(max(quietest, own))


def without_content(record: logging.LogRecord) -> bool:
    """Take out of a library's line what may hold a question, a member or a token; the line itself is always kept."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return True
    if isinstance(record.msg, str) and record.msg.startswith(_AUTOCOMPLETE):
        # The library adds the member's id. Late suggestions are common and need no traceback.
        record.msg, record.args = f"suggestions failed: {_kind(record)}", ()
        record.exc_info = None
    elif isinstance(record.msg, str) and record.msg.startswith(_RECONNECT):
        record.msg, record.args = f"{record.getMessage()}: {_kind(record)}", ()
        record.exc_info = None
    said = record.getMessage()
    cleaned = _SECRET.sub(lambda found: f"{found['name'] or ''}…", said)
    if said.startswith("Executing "):  # in asyncio's debug mode, with the values of the call
        cleaned = re.sub(r"(?s)<.*>", _called, cleaned)
    if cleaned != said:
        record.msg, record.args = cleaned, ()
    return True


def _called(found: re.Match[str]) -> str:
    """Which function a task or a handle runs."""
    function = re.search(r"(?:coro=<|Handle )([\w.<>]+)", found[0])
    return f"<{function[1] if function else '…'}>"


def _kind(record: logging.LogRecord) -> str:
    """The type of the exception that a line is about."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else "unknown"
