"""Run a command to its exit code: an error becomes one line on stderr, never a traceback."""

from __future__ import annotations

import errno
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception
from typing import Final

from bot.cli.exit_codes import BROKEN_PIPE, INTERRUPTED, WRONG_STATE, WRONG_USAGE
from bot.errors import Heat2Error, SettingsError, UsageError
from bot.private_files import make_folder, opener
from bot.text.redaction import redact
from bot.text.safe_text import one_line

MAX_LINE_LENGTH: Final = 1000
"""Maximum length of an error message in characters."""


def print_error(message: str) -> None:
    """Print the first line of a message to stderr, with the number of further lines."""
    first, *others = message.strip().splitlines() or [""]
    counted = f" ({len(others)} more: heat2 check lists all)" if others else ""
    sys.stderr.write(f"heat2: {one_line(redact(first), MAX_LINE_LENGTH)}{counted}\n")


def run_to_exit_code(command: Callable[[], int], error_log: Callable[[], Path]) -> int:
    """Run a command and return its exit code, whatever it raises. Unexpected errors are written to `error_log()`."""
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
    except BrokenPipeError:  # for instance `heat2 list | head`
        _discard_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: any error becomes one line
        print_error(_unexpected_message(error, error_log()))
        _discard_output()
        return WRONG_STATE
    return code


def find_error_log() -> Path:
    """Return the file for unexpected errors, in the data folder or, if settings are wrong, among temporary files."""
    from bot.config.settings import load_settings  # noqa: PLC0415 - 0.1 s that --help does not need

    try:
        return load_settings().data_dir / "errors.log"
    except SettingsError:
        return Path(tempfile.gettempdir()) / "heat2-errors.log"


def _replace_closed_streams() -> None:
    """Replace streams that the shell has closed (`heat2 list >&-`) by /dev/null: Python sets them to None."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end


def _discard_output() -> None:
    """Redirect stdout to /dev/null, or the interpreter's last flush would fail with the same error again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected_message(error: Exception, log: Path) -> str:
    if isinstance(error, OSError) and error.filename is None and error.errno == errno.ENOSPC:
        return "the output cannot be written: no space is left there"
    # The number leads from a report to the right traceback in the log.
    number = secrets.token_hex(4)
    advice = _write_traceback(error, number, log)
    return f"an unexpected error occurred ({type(error).__name__}, number {number}); {advice}"


def _write_traceback(error: Exception, number: str, log: Path) -> str:
    try:
        make_folder(log.parent)
        with open(log, "a", encoding="utf-8", errors="backslashreplace", opener=opener) as file:
            file.write(redact(f"{datetime.now(UTC).isoformat()} number {number}\n{''.join(format_exception(error))}\n"))
    except OSError as reason:
        return f"it could not be written to {log}: {reason.strerror}"
    return f"please report what {log} contains under that number"
