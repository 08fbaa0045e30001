"""Text that can turn the reading direction is closed off, so that it cannot re-order the words around it.

A quote keeps its characters. Where it holds directional controls, each of its lines stands inside an isolate of its
own in which every control is closed, a stray closing one included; a quote without them gets no added character.
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


def contain(line: str) -> str:
    """One line of a quote, closed off where it holds directional controls, else unchanged."""
    return isolate(line) if _CONTROL.search(line) else line


def contain_among_others(text: str) -> str:
    """A name or title that shares its line with other words: right-to-left letters alone are reason to close it off."""
    if text.isascii():
        return text
    turns = _CONTROL.search(text) or any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
    return isolate(text) if turns else text


def isolate(text: str) -> str:
    """The text in an isolate that no character inside can leave."""
    stray, unclosed = _left_open(text)
    return _FIRST_STRONG * (stray + 1) + text + unclosed + _POP_ISOLATE


def _left_open(text: str) -> tuple[int, str]:
    """How many isolates are closed that were never opened, and what closes those that stayed open."""
    stray, waiting = 0, list[str]()
    for control in _CONTROL.findall(text):
        if control in _ISOLATES:
            waiting.append(_POP_ISOLATE)
        elif control in _EMBEDDINGS:
            waiting.append(_POP_EMBEDDING)
        elif control == _POP_EMBEDDING:
            if waiting and waiting[-1] == _POP_EMBEDDING:
                waiting.pop()
        elif _POP_ISOLATE in waiting:
            while waiting.pop() != _POP_ISOLATE:
                continue
        else:
            stray, waiting = stray + 1, []
    return stray, "".join(reversed(waiting))
