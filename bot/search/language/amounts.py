"""Sums of money and large numbers, so that "$170M", "170 Millionen" and "170 million dollars" compare as equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCALES = {
    "thousand": 10**3, "tausend": 10**3, "mille": 10**3, "mila": 10**3, "mil": 10**3, "k": 10**3,
    "million": 10**6, "millions": 10**6, "mill": 10**6, "mil.": 10**6, "mio": 10**6, "mio.": 10**6, "m": 10**6,
    "mn": 10**6, "millionen": 10**6, "millón": 10**6, "millon": 10**6, "millones": 10**6, "milione": 10**6,
    "milioni": 10**6, "mln": 10**6,
    "billion": 10**9, "billions": 10**9, "bn": 10**9, "milliarde": 10**9, "milliarden": 10**9, "mrd": 10**9,
    "mrd.": 10**9, "milliard": 10**9, "milliards": 10**9, "miliardo": 10**9, "miliardi": 10**9,
}  # fmt: skip
# The longest words come first, so that "million" is not read as "mil".
_SCALE_WORDS = "|".join(re.escape(word) for word in sorted(_SCALES, key=len, reverse=True))
_CURRENCY = (
    r"us-dollars?|us\$|dollars?|dólares|dollari|dollaro|euros?|bucks|pfund|pounds?|livres|libras|sterline|usd|eur"
)
_AMOUNT = re.compile(
    rf"(?P<sign>[$€£]\s?)?(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*)"
    rf"(?:\s?(?P<scale>{_SCALE_WORDS})(?!\w))?(?:\s?(?:de |di |d'|d’)?(?P<currency>[$€£]|(?:{_CURRENCY})\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its value, and whether it is money."""

    value: float
    is_money: bool
    start: int = 0
    """Its position in the text."""
    end: int = 0

    @property
    def term(self) -> str:
        """The term of the index for this amount; equal amounts have equal terms."""
        return f"amount:{self.value:g}"


def find_amounts(text: str) -> Iterator[Amount]:
    """Find the numbers in a text that are money, or counted in thousands, millions or billions.

    Millions without a currency count as money, as film news hardly counts anything else in millions.
    """
    for found in _AMOUNT.finditer(text):
        scale = _SCALES.get((found["scale"] or "").casefold(), 1)
        has_currency = bool(found["sign"] or found["currency"])
        # A number without a scale or a currency is a year, a day or a count.
        if scale == 1 and not has_currency:
            continue
        value = _number(found["number"]) * scale
        yield Amount(value, has_currency or scale >= 10**6, found.start(), found.end())


def _number(written: str) -> float:
    """Return the value of a number in digits, whatever its decimal mark is.

    Three digits after every mark are thousands ("1,350", "1.350"); otherwise the first mark is a decimal one ("37,2").
    """
    groups = re.split(r"[.,]", written)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        return float("".join(groups))
    return float(".".join([groups[0], "".join(groups[1:])])) if len(groups) > 1 else float(written)
