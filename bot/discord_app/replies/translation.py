"""The address of a translator's page for a quote, which opens behind a link button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as percent_encode

from bot.discord_app.limits import LINK_ADDRESS

_SENTENCE_ENDS: Final = (". ", "! ", "? ", ".” ", ".» ", "… ")
_MIN_SENTENCE: Final = 0.6
"""Minimum share of the text that fits for a cut after a sentence, instead of one between words."""


@dataclass(frozen=True, slots=True)
class Translator:
    """Fills a text and two languages, as ISO 639-1 codes, into an address with {text}, {from} and {to}."""

    template: str = ""
    """The address; '' for no translator."""

    def address(self, text: str, source: str, target: str) -> str:
        """Return the address, '' where there is nothing to translate or the languages are the same or unknown.

        Everything is percent-encoded. A text that is too long for a link button is cut after a sentence or a word.
        """
        flat = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
        if not self.template or not flat or not source or source == target:
            return ""
        fixed = self._filled("", source, target)
        fitting = _beginning(flat, LINK_ADDRESS - len(fixed))
        return self._filled(fitting, source, target) if fitting else ""

    def _filled(self, text: str, source: str, target: str) -> str:
        values = {"{from}": source, "{to}": target, "{text}": text}
        address = self.template
        for placeholder, value in values.items():
            address = address.replace(placeholder, percent_encode(value, safe=""))
        return address


NO_TRANSLATOR: Final = Translator()


def _beginning(text: str, length: int) -> str:
    """Return as much of the text as fits into that length when it is percent-encoded."""
    fitting = 0
    for fitting, character in enumerate(text):  # noqa: B007 - used after the loop
        length -= len(percent_encode(character, safe=""))
        if length < 0:
            break
    else:
        return text
    sentence = max(text.rfind(end, 0, fitting) + len(end) - 1 for end in _SENTENCE_ENDS)
    if sentence >= _MIN_SENTENCE * fitting:
        return text[:sentence]
    word = text.rfind(" ", 0, fitting + 1)
    return text[:word] if word > 0 else text[:fitting]
