"""The words of the terminal program: every command, its options and its help."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Final

from bot.cli.ask import add_ask
from bot.cli.words import Words

ABOUT: Final = "Answers questions about the film Heat 2 with dated quotes from articles."
CODES: Final = (
    "exit codes: 0 done (no answer is an answer too), 1 the input or the state is wrong, 2 wrong usage\n"
    "settings: HEAT2_… variables or a .env file in this folder; heat2 check says what is wrong with them"
)


def build_parser() -> Words:
    """A parser whose result holds `command` and that command's words. Parsing raises UsageError."""
    parser = Words(prog="heat2", description=ABOUT, epilog=CODES, formatter_class=RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Words)
    for add in (add_ask,):
        add(commands)
    return parser
