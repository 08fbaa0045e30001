"""Logging: this program's own lines at the configured level, and libraries' lines without content.

Lines are text for people or JSON for programs. Each line about an interaction holds the interaction's id.

At DEBUG the libraries log whole requests, events and statements with their values: questions, members, tokens. So
they never log below INFO, whatever the level, and some of their other lines are shortened.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Mapping
from typing import Final, Literal, TextIO

from bot.text.redaction import redact
from bot.text.skipped_imports import missing

# With rich, structlog shows tracebacks in color and with the values of variables, which this log never does.
with missing("rich"):
    import structlog
from structlog.typing import EventDict, Processor

LogFormat = Literal["text", "json"]
"""The form of log lines."""

OWN: Final = "bot"
"""Name of this program's logger."""

_MIN_LEVELS: Final[Mapping[str, int]] = {
    "": logging.INFO,
    # At INFO these log the values of statements, or nothing that an operator needs.
    "discord": logging.WARNING,
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
_RECONNECT_ADVICE: Final = "check the network, and HEAT2_DISCORD_GATEWAY_URL if it is set"
_SECRET: Final = re.compile(
    r"(?P<name>\bname=)(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"  # of a task, which holds a button's id
    r"|heat2:[a-z-]+:[^'\"\n]*"  # a button's id: it may hold a question and a member
    r"|(?<=/webhooks/)\S+|(?<=/interactions/)\S+"  # the rest of an address that holds an interaction's token
)


def start_logging(level: str, form: LogFormat | None = None, stream: TextIO | None = None) -> None:
    """Log to `stream` or stderr: this program at `level`, and libraries at their minimum or `level` if it is higher.

    Without a form, a terminal gets text and everything else JSON.
    """
    stream = stream or sys.stderr
    is_terminal = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.addFilter(remove_content)
    handler.setFormatter(_formatter(form or ("text" if is_terminal else "json"), is_terminal))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # On some processors OpenBLAS reports these for products of finite numbers whose results are finite too
    # (numpy issue 24067 is one such case). They would tell an operator nothing.
    warnings.filterwarnings("ignore", "(invalid value|overflow|divide by zero) encountered in matmul", RuntimeWarning)
    own = logging.getLevelNamesMapping()[level]
    logging.getLogger(OWN).setLevel(own)
    for name, minimum in _MIN_LEVELS.items():
        logging.getLogger(name).setLevel(max(minimum, own))


def _formatter(form: LogFormat, is_terminal: bool) -> logging.Formatter:
    is_json = form == "json"
    time_format = "iso" if is_json else "%Y-%m-%d %H:%M:%S"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(time_format, utc=is_json, key="time"),
        # Without the values of local variables, which are questions and tokens.
        structlog.processors.format_exc_info,
        _redact,
    ]
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(is_json, is_terminal)],
        foreign_pre_chain=shared,
    )


def _renderer(is_json: bool, is_terminal: bool) -> Processor:
    if is_json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    colors = is_terminal and os.name != "nt" and not os.environ.get("NO_COLOR")
    return structlog.dev.ConsoleRenderer(colors=colors, timestamp_key="time", pad_event_to=0, pad_level=False)


def _redact(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Remove the users and passwords of addresses from all texts of a line."""
    for key, value in line.items():
        if isinstance(value, str):
            line[key] = redact(value)
    line["event"] = " ".join(str(line["event"]).splitlines())
    return line


def remove_content(record: logging.LogRecord) -> bool:
    """Remove questions, members and tokens from a library's line. Returns True, so that every line is logged."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return True
    if isinstance(record.msg, str) and record.msg.startswith(_AUTOCOMPLETE):
        # The library adds the member's id. Late suggestions are frequent and need no traceback.
        record.msg, record.args = f"suggestions failed: {_kind(record)}", ()
        record.exc_info = None
    elif isinstance(record.msg, str) and record.msg.startswith(_RECONNECT):
        record.msg, record.args = f"{record.getMessage()} ({_kind(record)}): {_RECONNECT_ADVICE}", ()
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
