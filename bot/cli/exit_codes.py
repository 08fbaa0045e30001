"""How a command ends: its exit code, one line on stderr when something is wrong, and never a traceback."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import Final

from bot.errors import Heat2Error, UsageError
from bot.private_files import make_folder, opener
from bot.text.redaction import redact
from bot.text.safe_text import one_line

DONE: Final = 0
WRONG_STATE: Final = 1
WRONG_USAGE: Final = 2
_READER_LEFT: Final = 141
"""What a shell reports for a program that a closed pipe ended."""
_INTERRUPTED: Final = 130
MAX_LINE_LENGTH: Final = 1000


def print_error(message: str) -> None:
    """Write one line to stderr. Where there are more lines to a message, the others are counted."""
    first, *others = message.strip().splitlines() or [""]
    counted = f" ({len(others)} more: heat2 check lists all)" if others else ""
    sys.stderr.write(f"heat2: {one_line(redact(first), MAX_LINE_LENGTH)}{counted}\n")


def run_to_exit_code(command: Callable[[], int], error_log: Callable[[], Path]) -> int:
    """Run a command and return its exit code, whatever it raises. `error_log` is where the unforeseen is written."""
    _replace_closed_streams()
    try:
        code = command()
        sys.stdout.flush()
    except UsageError as error:
        print_error(str(error))
        return WRONG_USAGE
    except Heat2Error as error:
        print_error(str(error))
        return WRONG_STATE
    except BrokenPipeError:
        _forget_output()
        return _READER_LEFT
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, a person gets one line
        print_error(_unforeseen(error, error_log()))
        _forget_output()
        return WRONG_STATE
    return code


def _replace_closed_streams() -> None:
    """Let streams that the shell has closed (`heat2 list >&-`) lead nowhere: Python has None in their places."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _forget_output() -> None:
    """Let the interpreter's last flush go nowhere, or it would print_error about the same output again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception, log: Path) -> str:
    if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
        return "the output cannot be written: no space is left there"
    number = secrets.token_hex(4)
    return f"something unforeseen went wrong ({type(error).__name__}, number {number}); {_noted(error, number, log)}"


def _noted(error: Exception, number: str, log: Path) -> str:
    try:
        make_folder(log.parent)
        with open(log, "a", encoding="utf-8", errors="backslashreplace", opener=opener) as file:
            file.write(redact(f"{datetime.now(UTC).isoformat()} number {number}\n{''.join(format_exception(error))}\n"))
    except OSError as reason:
        return f"it could not be noted in {log}: {reason.strerror}"
    return f"please report what {log} says about that number"
