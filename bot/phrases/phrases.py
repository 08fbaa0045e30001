"""The bot's own words, by key, in the five languages that it speaks."""

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
    """Every word that the bot itself says, in one language. Quotes and article metadata are never among them."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The phrase of that key with its placeholders filled. Raises KeyError for a key that no language has."""
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """The phrase `key.one` or `key.many`, whichever the number wants, with `{count}` filled."""
        return self.say(f"{key}.one" if number == 1 else f"{key}.many", count=number)

    def decimal(self, number: float, sign: str = "") -> str:
        """The number with one decimal place as this language writes it, with `sign` "+" also a plus: `-1.2`."""
        return f"{number:{sign}.1f}".replace(".", self.texts["number.point"])

    def whole(self, number: int) -> str:
        """The whole number with its thousands set apart as this language writes them: `2,000`."""
        return f"{number:,}".replace(",", self.texts["number.thousands"])

    def name_of_language(self, code: str) -> str:
        """What the language of that ISO 639-1 code is called here; the code itself where it has no name."""
        return self.texts.get(f"language.{code}", code)


def load(language: str) -> Phrases:
    """The phrases of a language, given as `de` or `de-CH`; English for a language that the bot does not speak."""
    code = language.lower().replace("_", "-").split("-")[0]
    return _load(code if code in LANGUAGES else LANGUAGES[0])


@cache
def _load(language: str) -> Phrases:
    written = tomllib.loads(files("bot.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return Phrases(language, MappingProxyType(dict(_flat(written))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
