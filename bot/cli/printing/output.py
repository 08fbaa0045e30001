"""Choose how a command prints: JSON, plain text or a styled terminal, and with which notes on stderr."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import AbstractContextManager, nullcontext
from io import TextIOWrapper
from typing import TYPE_CHECKING

from bot.domain import Scope

if TYPE_CHECKING:
    from bot.cli.printing.printers import JsonPrinter, ResultPrinter
    from bot.cli.printing.progress import Progress
    from bot.cli.printing.terminal_text import TerminalText
    from bot.store.base import Store


def use_utf8() -> None:
    """Write UTF-8 to stdout and stderr, since articles hold characters that other encodings cannot print."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def choose_printer(args: Namespace, text: TerminalText) -> ResultPrinter:
    """Return a printer of JSON if `--json` is given, of styled text on a terminal, or else of plain text."""
    if args.json:
        return json_printer(args, text)
    why = getattr(args, "why", False)
    if not sys.stdout.isatty():
        from bot.cli.printing.printers import PlainPrinter  # noqa: PLC0415 - JSON does not need it

        return PlainPrinter(sys.stdout, text, why=why)
    # Imported here because rich takes 0.1 s, which a pipe need not wait for.
    from rich.console import Console  # noqa: PLC0415

    from bot.cli.printing.rich_printer import RichPrinter  # noqa: PLC0415

    return RichPrinter(Console(), text, why=why)


def json_printer(args: Namespace, text: TerminalText) -> JsonPrinter:
    """Return a printer of JSON lines on stdout."""
    from bot.cli.printing.printers import JsonPrinter  # noqa: PLC0415 - other formats do not need it

    return JsonPrinter(sys.stdout, text, why=getattr(args, "why", False))


def show_progress() -> AbstractContextManager[Progress]:
    """Show a progress line on stderr if it is a terminal."""
    if sys.stderr.isatty():
        from bot.cli.printing.rich_printer import progress_line  # noqa: PLC0415 - rich takes 0.1 s

        return progress_line()
    from bot.cli.printing.progress import NoProgress  # noqa: PLC0415 - only an import needs it

    return nullcontext(NoProgress())


async def warn_if_unknown(scope: Scope, store: Store) -> None:
    """Print a note if nothing was ever stored of a server, since its id may be mistyped. Raises StoreError."""
    if not scope.is_everyone and not await store.revision(scope):
        sys.stderr.write(f"note: the server {scope.guild_id} has no articles of its own: is its id right?\n")
