"""The names of the intents, without the model."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

_ABOUT_ORIGINAL: Final = "old_"
"""Beginning of the names of the intents about an original film."""


@cache
def intent_names() -> tuple[str, ...]:
    """Return the names of the shipped model's intents, by number."""
    return tuple(files("bot.search.meaning").joinpath("data", "intents.txt").read_text("utf-8").split())


@cache
def intent_numbers() -> dict[str, int]:
    """Return the number of each intent."""
    return {name: number for number, name in enumerate(intent_names())}


@cache
def original_intents() -> tuple[int, ...]:
    """Return the numbers of the intents about an original film."""
    return tuple(number for number, name in enumerate(intent_names()) if name.startswith(_ABOUT_ORIGINAL))
