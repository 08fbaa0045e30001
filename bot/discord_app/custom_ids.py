"""Which page of an answer a reply shows: all that its buttons know, packed into a custom id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.discord_app.replies.look import room_of

_HELD: Final = "~"
_LONGEST_HELD: Final = 58
"""What is left of the 100 characters of a custom id for a question, beside the longest state of a button."""
KEY_PATTERN: Final = rf"(?P<key>[A-Za-z0-9]{{1,16}}|{_HELD}.{{1,{_LONGEST_HELD}}})"


def key_holding(question: str) -> str:
    """A key that is the question itself, so that nothing has to be kept for it; '' where it is too long for that."""
    # Line breaks and invisible signs might not come back from Discord as they were sent.
    return f"{_HELD}{question}" if question.isprintable() and 0 < room_of(question) <= _LONGEST_HELD else ""


def question_held(key: str) -> str:
    """The question that such a key is; '' for a key under which a question is kept."""
    return key[len(_HELD) :] if key.startswith(_HELD) else ""


class Order(StrEnum):
    """Which excerpts are shown, and from which end of time."""

    NEWEST = "n"
    OLDEST = "o"
    CLOSEST = "c"
    """The closest passages to a question without an answer, in the engine's order."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A page of the answer to a question."""

    key: str
    """Under which the question is kept, or the question itself."""
    order: Order = Order.NEWEST
    page: int = 0
    asker: int = 0
    """Whose reply it is; 0 for a reply that nobody but its asker can see."""
    origin: int = 0
    """The message whose text was the question; 0 when the question was typed."""

    @property
    def is_private(self) -> bool:
        """True when nobody but the asker sees the reply."""
        return not self.asker

    @property
    def packed(self) -> str:
        """The form that `PAGE_PATTERN` matches, at most 88 characters."""
        return f"{self.key}:{self.order}:{self.page}:{self.asker}:{self.origin}"

    @classmethod
    def unpack(cls, match: re.Match[str]) -> AnswerPage:
        """The turn that `PAGE_PATTERN` found."""
        numbers = (int(match[name]) for name in ("page", "asker", "origin"))
        return cls(match["key"], Order(match["order"]), *numbers)


PAGE_PATTERN: Final = (
    rf"{KEY_PATTERN}:(?P<order>[noc]):(?P<page>[0-9]{{1,3}}):(?P<asker>[0-9]{{1,20}}):(?P<origin>[0-9]{{1,20}})"
)
