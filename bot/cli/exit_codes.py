"""The exit codes of the program."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
WRONG_STATE: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130
"""After Ctrl-C, as shells expect it."""
BROKEN_PIPE: Final = 141
"""The exit code that a shell reports for a program ended by SIGPIPE."""
