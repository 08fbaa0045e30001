"""`heat2 latest`: the newest articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.outcome import DONE
from bot.cli.page import Page
from bot.cli.words import a_count, add_command, add_scope
from bot.domain import Scope

if TYPE_CHECKING:
    from bot.cli.words import Commands
    from bot.library import Library

EXAMPLES = """\
  heat2 latest
  heat2 latest --limit 3 --json"""


def add_latest(commands: Commands) -> None:
    """The words of `heat2 latest`."""
    parser = add_command(commands, "latest", "List the newest articles.", EXAMPLES)
    parser.add_argument("--limit", type=a_count, default=10, metavar="N", help="at most so many (10)")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of text")
    add_scope(parser, "list what the server with this id sees")


async def latest(library: Library, page: Page, scope: Scope, limit: int) -> int:
    """Show the newest articles that the scope sees. Raises StoreError."""
    page.articles((await library.latest(scope))[:limit])
    return DONE
