"""The executable `heat2`. It imports little at first, so that Ctrl-C ends it without a traceback while it loads."""

from __future__ import annotations

from importlib import import_module

from bot.cli.exit_codes import INTERRUPTED


def main() -> int:
    """Run the command that the words on the command line name, and return its exit code."""
    try:
        program = import_module("bot.__main__")
    except KeyboardInterrupt:
        return INTERRUPTED
    code: int = program.main()
    return code
