"""Numbers with their nouns, in English, for terminals and logs."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return the number with the noun in the singular or the plural: `1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
