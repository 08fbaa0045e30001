"""`heat2 timeline`: print how a topic changed, from the oldest statement to the newest."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from bot.cli.arguments import add_command, add_scope, check_text, typed_last_day
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE
from bot.cli.files import write_bytes
from bot.cli.printing.printers import ResultPrinter
from bot.domain import Timeline
from bot.errors import SourceError
from bot.phrases import load
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 timeline "release date"
  heat2 timeline release in Germany --as-of 2024-06
  heat2 timeline filming --png filming.png
  heat2 timeline filming --json"""


def add_timeline(commands: Commands) -> None:
    """Add `heat2 timeline` to the parser."""
    parser = add_command(commands, "timeline", "Print how a topic changed, oldest statement first.", EXAMPLES)
    parser.add_argument("topic", nargs="+", metavar="TOPIC", help="a few words: release date, an actor's name")
    about = "end at that day, month or year (2024-01-05, 2024-01, 2024); later articles are hidden"
    parser.add_argument("--as-of", type=typed_last_day, metavar="DATE", help=about)
    parser.add_argument("--png", metavar="FILE", help="also draw the timeline into this file")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    add_scope(parser, "show what the server with this id sees")


async def timeline(library: Library, printer: ResultPrinter, args: Namespace) -> int:
    """Print the statements about a topic, and draw them if asked. Raises StoreError, UsageError and SourceError."""
    topic = " ".join(args.topic)
    check_text(topic, "topic")
    found = await library.timeline(topic, args.scope, args.as_of)
    printer.timeline(found)
    return await _draw(found, args.png) if args.png else DONE


async def _draw(timeline: Timeline, file: str) -> int:
    from bot.library.picture.chart import chart_of  # noqa: PLC0415 - only a picture needs it
    from bot.library.picture.service import TimelinePictures  # noqa: PLC0415

    chart = chart_of(timeline.statements, load("en"))
    if chart is None:
        print_error(f"{one_line(file)} was not written: there is no dated statement to draw")
        return DONE
    png = await TimelinePictures().png(chart)
    if not png:
        raise SourceError(f"{one_line(file)} was not written: the picture could not be drawn; try again")
    write_bytes(file, png)
    return DONE
