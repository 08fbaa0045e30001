"""Removal of personal data from questions before they are stored.

A mark replaces every text in the form of a mention, an address, a telephone number or an identifier. Names of people
are left to `bot.search.private_names`, which knows the film's people.
"""

from __future__ import annotations

import re
from typing import Final

from bot.text.safe_text import truncate

REMOVED: Final = "[…]"
"""Stands for what was removed."""
MAX_STORED: Final = 300
"""Characters of a question that are stored."""
_MAX_READ: Final = 2 * MAX_STORED
"""Characters of a question that are read."""

_STREET_AFTER: Final = (
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|street|st\.?|avenue|ave\.?|road|rd\.?|lane|drive|boulevard|blvd\.?)"
)
_STREET_BEFORE: Final = r"(?:rue|avenue|boulevard|calle|avenida|plaza|via|viale|piazza|corso)"
_HOUSE: Final = r"(?!(?:19|20)\d\d\b)\d{1,4}"
"""The number of a house, which follows a street; a year does not."""
_PERSONAL: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"<(?:@[!&]?|#|a?:\w{1,40}:|/[^<>:]{1,80}:|t:)-?\d{1,25}(?::\w)?>",  # as Discord sends mentions
        r"\b[a-z][a-z0-9+.-]{1,15}://\S+|\bwww\.\S+",
        r"\b(?:discord\.gg|t\.me|wa\.me)/\S+",
        r"[^\s@<>()\[\],;:\"]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+",
        r"(?<![\w@])@[\w.]{2,32}",
        r"\b\w+#\d{4}\b",
        r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b",
        rf"\b\d{{1,5}}[a-z]?,? (?:[\w.'’-]+ ){{1,3}}{_STREET_AFTER}(?!\w)",
        rf"(?<![\w.'’-])[\w.'’-]{{0,40}}[\w-] ?{_STREET_AFTER} {_HOUSE}(?: ?[a-z])?\b",
        rf"\b\d{{1,4}},? {_STREET_BEFORE} [\w'’-]+(?: [\w'’-]+){{0,2}}",
        rf"\b{_STREET_BEFORE}(?: [^\W\d][\w'’-]*){{1,4}}?,? {_HOUSE}\b",
        r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,4})?\b",  # an account in the form of an IBAN
    )
)
_DIGITS: Final = re.compile(r"(?<![\w.,])[+(]?\d(?:[ ()./\u2010-\u2013-]{0,2}\d){6,18}(?![\w])")
_DATE: Final = re.compile(
    r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./ -])\d{1,2}\2\d{4}|(?:19|20)\d\d ?[-/\u2013] ?(?:19|20)\d\d"
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+")
"""An amount with separators of thousands, such as 170.000.000 or 170 000 000."""


def without_personal_data(text: str, title: str) -> str:
    """Return a question on one line, without personal data, in at most MAX_STORED characters.

    What ends with the title of the film is no address: "via Heat 2".
    """
    film = title.lower() or "\n"
    flat = " ".join("".join(each if each.isprintable() else " " for each in text[:_MAX_READ]).split())
    for pattern in _PERSONAL:
        flat = pattern.sub(lambda found: found[0] if found[0].lower().endswith(film) else REMOVED, flat)
    return truncate(_DIGITS.sub(_mark_unless_date, flat), MAX_STORED)


def _mark_unless_date(found: re.Match[str]) -> str:
    number = found[0]
    return number if _DATE.fullmatch(number) or _GROUPED.fullmatch(number) else REMOVED
