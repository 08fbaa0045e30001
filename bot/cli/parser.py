"""The command line: every command, its options and its help.

The parser is built at each start, so the modules that it imports must be light.
`bot.__main__` imports everything else when a command runs.
"""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Final

from bot.cli.arguments import CommandParser, add_command
from bot.cli.commands.ask import add_ask
from bot.cli.commands.backup import add_backup, add_restore
from bot.cli.commands.check import add_check
from bot.cli.commands.edit_article import add_edit
from bot.cli.commands.embed import add_embed
from bot.cli.commands.erase_user import add_erase_user
from bot.cli.commands.export_articles import add_export
from bot.cli.commands.import_articles import add_import
from bot.cli.commands.latest import add_latest
from bot.cli.commands.list_articles import add_list
from bot.cli.commands.remove_articles import add_remove
from bot.cli.commands.show_article import add_show
from bot.cli.commands.timeline import add_timeline

if TYPE_CHECKING:
    from bot.cli.arguments import Commands

RUN_EXAMPLES: Final = """\
  heat2 run
  HEAT2_LOG_LEVEL=WARNING heat2 run"""

ABOUT: Final = "Answers questions about a film with dated quotes from articles."
NOTES: Final = (
    "exit codes: 0 success (also when no article answers), 1 wrong input or state, 2 wrong usage\n"
    "settings: environment variables HEAT2_…, or a file .env in this folder; heat2 check finds mistakes in them"
)


def build_parser() -> CommandParser:
    """Return the parser of all commands; its result holds `command` and its arguments. Parsing raises UsageError."""
    parser = CommandParser(prog="heat2", description=ABOUT, epilog=NOTES, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=CommandParser)
    articles = (add_import, add_list, add_show, add_edit, add_remove, add_export)
    maintenance = (add_check, add_embed, add_backup, add_restore, add_erase_user)
    for add in (add_ask, add_latest, add_timeline, *articles, add_run, *maintenance):
        add(commands)
    return parser


def add_run(commands: Commands) -> None:
    """Add `heat2 run`."""
    add_command(commands, "run", "Run the bot until it is stopped; needs HEAT2_DISCORD_TOKEN.", RUN_EXAMPLES)
