"""The argument parser, argument types and options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NoReturn

from bot.domain import EVERYONE, PublishedDate, Scope
from bot.errors import DateError, DateFault, UsageError
from bot.reading.dates.typed import parse_typed_date
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["CommandParser"]  # noqa: SLF001 - argparse has no public name for it


class CommandParser(argparse.ArgumentParser):
    """An argument parser that raises UsageError instead of printing its usage and ending the process."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with one line that names the mistake and the command's help."""
        raise UsageError(f"{one_line(message)} (see {self.prog} --help)")


def typed_first_day(text: str) -> date:
    """Return the first day of a typed date: 2024-01-05, June 2026, yesterday. Raises ArgumentTypeError."""
    return _typed_day(text, lambda published: published.first_day)


def typed_last_day(text: str) -> date:
    """Return the last day of a typed date: 2024-01-05, June 2026, yesterday. Raises ArgumentTypeError."""
    return _typed_day(text, lambda published: published.last_day)


def _typed_day(text: str, day_of: Callable[[PublishedDate], date | None]) -> date:
    try:
        day = day_of(parse_typed_date(text, language="en", today=datetime.now(UTC).date()))
    except DateError as error:
        # The message of other faults fits here, such as that of a missing year.
        if error.fault is not DateFault.NOT_UNDERSTOOD:
            raise argparse.ArgumentTypeError(str(error)) from error
        day = None
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if day is None:
        raise argparse.ArgumentTypeError(
            f"'{one_line(text, 60)}' is not a date: write 2024-01-05, June 2026 or yesterday"
        )
    return day


def check_text(value: str, name: str) -> None:
    """Raise UsageError if an argument, which the message calls `name`, is not valid Unicode."""
    if not is_text(value):
        raise UsageError(f"the {name} is not UTF-8 text: type it again, or set your terminal to UTF-8")


def is_text(value: str) -> bool:
    """Return whether a text is valid Unicode.

    Bytes of the command line that are not UTF-8, and "\\ud800" in JSON, become lone surrogates.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def server_scope(text: str) -> Scope:
    """Return the scope of the server with this id. Raises ArgumentTypeError."""
    return Scope(_whole_number(2**63 - 1, "a server's id")(text))


def positive_number(text: str) -> int:
    """Return a whole number above 0. Raises ArgumentTypeError."""
    return _whole_number(2**31 - 1, "a limit")(text)


def _whole_number(largest: int, name: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        # The bound on the length keeps Python from parsing numbers of millions of digits.
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
        if not 0 < number <= largest:
            raise argparse.ArgumentTypeError(
                f"'{one_line(text)}' is wrong: {name} is a whole number from 1 to {largest}"
            )
        return number

    return read


def add_scope(parser: argparse.ArgumentParser, meaning: str) -> None:
    """Add `--guild ID` to a command. Without the option, the scope is everyone's."""
    parser.add_argument("--guild", dest="scope", type=server_scope, default=EVERYONE, metavar="ID", help=meaning)


def add_command(commands: Commands, name: str, meaning: str, examples: str) -> CommandParser:
    """Add a command with its line of help and its examples, and return its parser."""
    # The raw formatter keeps the line breaks of the examples.
    layout = argparse.RawDescriptionHelpFormatter
    epilog = f"examples:\n{examples}"
    return commands.add_parser(name, help=meaning, description=meaning, epilog=epilog, formatter_class=layout)
