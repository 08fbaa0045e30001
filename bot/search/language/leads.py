"""Leads: the words with which an item of a newsletter begins, and which say what it is about."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from bot.search.language.tokens import normalize

_MIN_WORD: Final = 3
"""Minimum number of letters of the first word of a lead in capitals: "LA" alone is none."""
_CAPITALS = re.compile(r"(?P<lead>[^.:!?\n–—]{2,60}?)\s?[.:–—]\s")
_EMPHASISED = re.compile(r"\W{0,4}(?P<mark>\*\*|__)(?=\S)[^*_\n]{2,120}(?P=mark)\W{0,2}\s")
_QUOTED = re.compile(
    r"(?:[^\W\d_]+\s){0,3}[“„«‘\"']\s?[A-ZÀ-ÖØ-Þ0-9][^“”„«»\"\n.!?]{1,50}[”“»’\"'](?:\.|(?:,?\s[^\W\d_]+){0,4}\s?[:–—])\s"
)


class Lead(Enum):
    """How a lead is set off from the text behind it."""

    CAPITALS = auto()
    EMPHASISED = auto()
    QUOTED = auto()
    """By a title in quotation marks."""


def lead_of(text: str) -> Lead | None:
    """Return the kind of lead that a passage begins with, None without any."""
    if has_capitals_lead(text):
        return Lead.CAPITALS
    if has_emphasised_lead(text):
        return Lead.EMPHASISED
    return Lead.QUOTED if _QUOTED.match(text) else None


def has_capitals_lead(text: str) -> bool:
    """Return whether a passage begins with words in capitals and a full stop, a colon or a dash."""
    found = _CAPITALS.match(text)
    first = normalize(found["lead"].split()[0]) if found and found["lead"].split() else ""
    return len(first) >= _MIN_WORD and first.isalpha() and text.lstrip().split()[0].isupper()


def has_emphasised_lead(text: str) -> bool:
    """Return whether a passage begins with words that Markdown emphasises: "**Filming is over.** The crew …"."""
    return _EMPHASISED.match(text) is not None
