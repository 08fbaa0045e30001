"""`heat2 erase-user`: erase a member's data as `/heat2 privacy` does, when a member asks the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command
from bot.cli.exit_codes import DONE
from bot.errors import UsageError
from bot.text.counts import counted

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.store.base import Store

EXAMPLES = """\
  heat2 erase-user 123456789012345678"""


def add_erase_user(commands: Commands) -> None:
    """Add `heat2 erase-user` to the parser."""
    meaning = "Erase a user's id from all histories, and delete their unpublished articles and followed topics."
    parser = add_command(commands, "erase-user", meaning, EXAMPLES)
    parser.add_argument("user", metavar="ID", help="the user's id: a number that Discord shows in developer mode")


async def erase_user(store: Store, user: str, out: TextIO) -> int:
    """Erase the user's id and print how often it was stored. Raises UsageError for an invalid id, and StoreError."""
    try:
        found = await store.erase_user(user)
    except ValueError as error:
        raise UsageError("a user's id is a number, such as 123456789012345678") from error
    others = f"{counted(found.follows, 'followed topic')} and {counted(found.votes, 'recent vote')}"
    deleted = f"{counted(found.drafts, 'unpublished article')}, {others} deleted"
    out.write(f"user {user}: id erased from {counted(found.changes, 'change')}, {deleted}\n")
    return DONE
