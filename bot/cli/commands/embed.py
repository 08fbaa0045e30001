"""`heat2 embed`: give all passages sentence embeddings now, so that the next questions are ranked with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.text.counts import counted

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.domain import Scope
    from bot.library.library import Library

EXAMPLES = """\
  heat2 embed
  heat2 embed --guild 123456789012345678"""


def add_embed(commands: Commands) -> None:
    """Add `heat2 embed` to the parser."""
    meaning = "Compute the sentence embeddings of all passages that have none yet; the running bot does so by itself."
    parser = add_command(commands, "embed", meaning, EXAMPLES)
    add_scope(parser, "also those of this server's own articles")


async def embed(library: Library, scope: Scope, out: TextIO) -> int:
    """Embed the passages that the scope sees, and print their number. Raises StoreError."""
    progress = await library.embed_passages(scope)
    embedded, missing = progress or (0, 0)
    failed = f", {missing} are not: see the message above" if missing else ""
    out.write(f"{counted(embedded, 'passage')} embedded{failed}\n")
    return WRONG_STATE if missing else DONE
