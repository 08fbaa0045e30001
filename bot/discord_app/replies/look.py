"""Colours and measures of all replies."""

from __future__ import annotations

from typing import Final

EMBER: Final = 0xE8683A
"""The edge of a reply that holds quotes."""
QUIET: Final = 0x6D7480
"""The edge of a reply without an answer."""

MESSAGE_ROOM: Final = 4000
"""Discord's bound on the text of all text displays of a message."""
LONGEST_NOTE: Final = 1200
LONGEST_QUESTION: Final = 300
"""Characters of a question, typed or taken from a message."""


def room_of(text: str) -> int:
    """How much of a message's room a text takes: UTF-16 units, which is never less than Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
