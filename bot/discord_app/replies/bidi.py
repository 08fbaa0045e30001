"""Isolation of text that changes the reading direction, so that it cannot reorder the words around it.

A quote keeps its characters. A line with directional controls is wrapped in a Unicode isolate in which every control is
closed, and which no closing control inside can end. A line without controls gets no added character.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FIRST_STRONG, _POP_ISOLATE, _POP_EMBEDDING = "\u2068", "\u2069", "\u202c"
_ISOLATES: Final = frozenset("\u2066\u2067\u2068")
_EMBEDDINGS: Final = frozenset("\u202a\u202b\u202d\u202e")
_CONTROL: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def isolate_controls(line: str) -> str:
    """Return a line of a quote, isolated if it has directional controls, else unchanged."""
    return isolate(line) if _CONTROL.search(line) else line


def isolate_inline(text: str) -> str:
    """Return a name that shares its line with other words, isolated if it has controls or right-to-left letters."""
    if text.isascii():
        return text
    changes = _CONTROL.search(text) or any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)
    return isolate(text) if changes else text


def isolate(text: str) -> str:
    """Return the text in an isolate that no character inside can end."""
    unopened, closing = _unbalanced(text)
    return _FIRST_STRONG * (unopened + 1) + text + closing + _POP_ISOLATE


def _unbalanced(text: str) -> tuple[int, str]:
    """Return the number of isolates that are closed but never opened, and the controls that close the open ones."""
    unopened, open_ = 0, list[str]()
    for control in _CONTROL.findall(text):
        if control in _ISOLATES:
            open_.append(_POP_ISOLATE)
        elif control in _EMBEDDINGS:
            open_.append(_POP_EMBEDDING)
        elif control == _POP_EMBEDDING:
            if open_ and open_[-1] == _POP_EMBEDDING:
                open_.pop()
        elif _POP_ISOLATE in open_:
            while open_.pop() != _POP_ISOLATE:
                continue
        else:
            unopened, open_ = unopened + 1, []
    return unopened, "".join(reversed(open_))
