"""Log lines: text for people, JSON for programs, each with its interaction's id and without passwords."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from structlog.contextvars import bound_contextvars

from bot.config.logging import LogFormat, start_logging


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


@pytest.fixture(autouse=True)
def logging_restored() -> Iterator[None]:
    """Give the loggers their handlers and levels back."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {"": root.level, "bot": logging.getLogger("bot").level}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_for_programs_is_json() -> None:
    """Where no terminal reads, each line is one JSON object with time, level, place, text and the interaction's id."""
    stream = StringIO()
    start_logging("INFO", stream=stream)
    with bound_contextvars(interaction="0a1b2c3d"):
        logging.getLogger("bot.x").warning("two\nlines of %s", "Gespräch")
    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("Z")
    assert line == {"level": "warning", "logger": "bot.x", "event": "two lines of Gespräch", "interaction": "0a1b2c3d"}


def test_a_line_on_a_terminal_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a line is text; with NO_COLOR it holds no escape sequences."""
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    start_logging("INFO", stream=stream)
    with bound_contextvars(interaction="0a1b2c3d"):
        logging.getLogger("bot.x").warning("it rains")
    line = stream.getvalue()
    assert "[warning] it rains" in line
    assert "interaction=0a1b2c3d" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("stream", [StringIO, Terminal])
def test_log_lines_and_their_tracebacks_are_redacted(form: LogFormat, stream: type[StringIO]) -> None:
    """No form shows a password, not even in what a library logs about a proxy, and no values of variables."""
    lines = stream()
    start_logging("INFO", form, lines)
    secret = "hidden in a variable"
    try:
        raise ValueError("407, url='http://me:s3cret@proxy:3128'")
    except ValueError:
        logging.getLogger("a").exception("to %s", "wss://me:s3cret@gateway/")
    said = lines.getvalue()
    assert "s3cret" not in said
    assert f'= "{secret}"' not in said.replace(f'secret = "{secret}"', "", 1)
    assert "Traceback" in said
    assert "to wss://***@gateway/" in said
    assert "http://***@proxy:3128" in said


def test_a_lost_connection_is_one_line_with_advice() -> None:
    """The library's line about a new try names the kind of the error and what to check, without a traceback."""
    stream = StringIO()
    start_logging("INFO", "json", stream)
    try:
        raise OSError("secret host")
    except OSError as error:
        said = "Attempting a reconnect for shard ID %s in %.2fs"
        logging.getLogger("discord.shard").error(said, 3, 2.5, exc_info=error)
    line = json.loads(stream.getvalue())
    assert line["event"].startswith("Attempting a reconnect for shard ID 3 in 2.50s (OSError): check the network")
    assert "exception" not in line
