"""`heat2 latest`: list the newest articles with their news."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from bot.cli.arguments import add_command, add_scope, check_text, positive_number, typed_first_day, typed_last_day
from bot.cli.exit_codes import DONE
from bot.cli.printing.printers import ResultPrinter
from bot.phrases import load
from bot.phrases.explanations import say_first_day, say_no_latest
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 latest
  heat2 latest casting --since "June 2026"
  heat2 latest --as-of 2024-12 --limit 3 --json"""


def add_latest(commands: Commands) -> None:
    """Add `heat2 latest` to the parser."""
    parser = add_command(
        commands,
        "latest",
        "List the newest articles about the film, each with the sentence that states its news.",
        EXAMPLES,
    )
    about = "only articles that say something about this topic"
    parser.add_argument("topic", nargs="*", metavar="TOPIC", help=about)
    about = "only articles published on that day or later: 2026-06-11, June 2026, yesterday"
    parser.add_argument("--since", type=typed_first_day, metavar="DATE", help=about)
    about = "list as at the end of that day, month or year; later articles are hidden"
    parser.add_argument("--as-of", type=typed_last_day, metavar="DATE", help=about)
    parser.add_argument(
        "--limit", type=positive_number, default=10, metavar="N", help="maximum number of articles (default 10)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON array instead of text")
    add_scope(parser, "list what the server with this id sees")


async def latest(library: Library, printer: ResultPrinter, args: Namespace) -> int:
    """Print the newest articles that the scope can see, each with its news. Raises StoreError and UsageError."""
    topic = " ".join(args.topic)
    check_text(topic, "topic")
    found = await library.latest(args.scope, args.as_of, topic, args.since, args.limit)
    phrases = load("en")
    printer.latest(found, say_no_latest(one_line(topic), say_first_day(args.since, phrases), phrases))
    return DONE
