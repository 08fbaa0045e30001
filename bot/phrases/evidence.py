"""How a date is known, in the reader's language.

Evidence is stored in English with its article. Every kind that the program writes itself has a phrase in the section
`evidence`; stored evidence is compared with the English ones and said in the reader's language. Any other text is an
author's or the operator's own and is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Final

from bot.phrases.phrases import Phrases, load

_SECTION: Final = "evidence."
_PLACES: Final = frozenset({"place"})
"""Placeholders whose value is an evidence itself."""
_FORMER: Final[Mapping[str, str]] = {r"stated by a moderator \(\d+\)": "moderator"}
"""Texts that earlier versions wrote, and the keys of what is written now."""


def evidence(kind: str, **values: str) -> str:
    """The English text that is stored for evidence of that kind."""
    return load("en").say(f"{_SECTION}{kind}", **values)


def say_known_evidence(stored: str, phrases: Phrases) -> str:
    """Stored evidence in the language of `phrases`; a text of no known kind as it is."""
    for pattern, key in _patterns():
        found = pattern.fullmatch(stored)
        if found:
            values = {
                name: say_known_evidence(value, phrases) if name in _PLACES else value
                for name, value in found.groupdict().items()
            }
            return phrases.say(key, **values)
    return stored


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """A pattern for the English text of each kind: those without placeholders first, then the longest."""
    english = {key: text for key, text in load("en").texts.items() if key.startswith(_SECTION)}
    ordered = sorted(english.items(), key=lambda item: ("{" in item[1], -len(item[1])))
    former = ((re.compile(pattern), f"{_SECTION}{kind}") for pattern, kind in _FORMER.items())
    return (*former, *((_pattern_of(text), key) for key, text in ordered))


def _pattern_of(text: str) -> re.Pattern[str]:
    parts = (
        re.escape(literal) + (f"(?P<{name}>.+)" if name else "") for literal, name, _, _ in Formatter().parse(text)
    )
    return re.compile("".join(parts), re.DOTALL)
