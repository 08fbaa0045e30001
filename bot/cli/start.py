"""The executable `heat2`. It imports nothing at first, so that Ctrl-C ends it without a traceback while it loads."""

from __future__ import annotations

from importlib import import_module
from typing import Final

INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells expect it."""


def main() -> int:
    """Run the command that the words on the command line name, and return its exit code."""
    try:
        program = import_module("bot.__main__")
    except KeyboardInterrupt:
        return INTERRUPTED
    code: int = program.main()
    return code
