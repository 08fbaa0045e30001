"""The texts that people read, by key, in the five languages of the bot."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "es", "fr", "it")
"""ISO 639-1 codes of the languages that the bot speaks; the first one is the fallback."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every text of the bot in one language. Quotes and metadata of articles are never among them."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the phrase of that key with its placeholders filled. Raises KeyError for an unknown key."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """Return the phrase `key.one` or `key.many`, as the number requires, with `{count}` filled."""
        return self.say(f"{key}.one" if number == 1 else f"{key}.many", count=number)

    def decimal(self, number: float, sign: str = "") -> str:
        """Return the number with one decimal place in this language: `-1.2`. With `sign` "+", a plus is written too."""
        return f"{number:{sign}.1f}".replace(".", self.texts["number.point"])

    def whole(self, number: int) -> str:
        """Return the whole number with this language's separator of thousands: `2,000`."""
        return f"{number:,}".replace(",", self.texts["number.thousands"])

    def name_of_language(self, code: str) -> str:
        """Return the name of the language with that ISO 639-1 code; the code itself if it has no name here."""
        return self.texts.get(f"language.{code}", code)


def load(language: str) -> Phrases:
    """Return the phrases of a language given as `de` or `de-CH`; English for one that the bot does not speak."""
    code = language.lower().replace("_", "-").split("-")[0]
    return _load(code if code in LANGUAGES else LANGUAGES[0])


@cache
def _load(language: str) -> Phrases:
    sections = tomllib.loads(files("bot.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return Phrases(language, MappingProxyType(dict(_flattened(sections))))


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
