"""`heat2 erase-user`: what a member can do with `/heat2 privacy`, for those who ask the operator instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command
from bot.cli.exit_codes import DONE
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.store.base import Store

EXAMPLES = """\
  heat2 erase-user 123456789012345678"""


def add_erase_user(commands: Commands) -> None:
    """The words of `heat2 erase-user`."""
    meaning = "Erase a Discord user's id from every history, and their unpublished articles; published ones stay."
    parser = add_command(commands, "erase-user", meaning, EXAMPLES)
    parser.add_argument("user", metavar="ID", help="the user's id, a number, which Discord shows in developer mode")


async def erase_user(store: Store, user: str, out: TextIO) -> int:
    """Erase the user's id and say how often it was stored. Raises UsageError for no id, and StoreError."""
    try:
        found = await store.erase_user(user)
    except ValueError as error:
        raise UsageError("a user's id is a number, such as 123456789012345678") from error
    out.write(f"user {user}: {found.changes} changes and {found.drafts} unpublished articles no longer name them\n")
    return DONE
