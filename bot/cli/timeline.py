"""`heat2 timeline`: print how a topic changed, from the oldest statement to the newest."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from bot.cli.arguments import add_command, add_scope, last_day
from bot.cli.exit_codes import DONE
from bot.cli.printers import ResultPrinter

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 timeline "release date"
  heat2 timeline casting of Al Pacino --as-of 2024-06
  heat2 timeline filming --json"""


def add_timeline(commands: Commands) -> None:
    """Add `heat2 timeline` to the parser."""
    parser = add_command(commands, "timeline", "Print how a topic changed, oldest statement first.", EXAMPLES)
    parser.add_argument("topic", nargs="+", metavar="TOPIC", help="a few words: release date, an actor's name")
    about = "end at that day, month or year (2024-01-05, 2024-01, 2024); later articles are hidden"
    parser.add_argument("--as-of", type=last_day, metavar="DATE", help=about)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    add_scope(parser, "show what the server with this id sees")


async def timeline(library: Library, printer: ResultPrinter, args: Namespace) -> int:
    """Print the statements about a topic. Raises StoreError."""
    printer.timeline(await library.timeline(" ".join(args.topic), args.scope, args.as_of))
    return DONE
