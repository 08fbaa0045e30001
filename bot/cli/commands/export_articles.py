"""`heat2 export`: write articles in the format that `heat2 import` reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.exit_codes import DONE
from bot.domain import Article, Scope

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 export articles.jsonl
  heat2 export - --guild 1234567890 | head"""


def add_export(commands: Commands) -> None:
    """Add `heat2 export` to the parser."""
    meaning = "Write all articles as JSON lines, which heat2 import reads."
    parser = add_command(commands, "export", meaning, EXAMPLES)
    parser.add_argument("file", metavar="FILE.jsonl", help="the file to write, or - for standard output")
    add_scope(parser, "write only the articles of the server with this id")


async def export(library: Library, out: TextIO, scope: Scope, to_line: Callable[[Article], str]) -> int:
    """Write a line for each article of the scope, sorted by id. Raises StoreError."""
    # The order by id makes two exports comparable line by line.
    articles = sorted(await library.own_articles(scope), key=lambda each: each.id)
    out.writelines(to_line(article).rstrip("\n") + "\n" for article in articles)
    return DONE
