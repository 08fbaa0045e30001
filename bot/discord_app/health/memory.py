"""Memory that nothing uses goes back to the system once everything is loaded, since a bot is idle most of the time."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

from bot.search.meaning.intents import shipped_intents


def release_memory() -> None:
    """Give back freed memory, and mapped pages that only the analysis of the articles has read."""
    shipped_intents().words.release_pages()
    if sys.platform == "linux":
        # The C library keeps freed memory for later, 17 MB after a start. Only glibc has this function.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
