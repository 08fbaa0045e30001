"""The texts that people read, by key, in the five languages of the bot.

A process speaks about one subject: `set_subject` has its film and its command put into every text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from bot.subject import Subject

LANGUAGES: Final = ("en", "de", "es", "fr", "it")
"""ISO 639-1 codes of the languages that the bot speaks; the first one is the fallback."""
MAX_MENU: Final = 32
"""Maximum number of characters of the name of a message's menu in Discord."""
_ANSWER_MENU: Final = "command.answer_menu"
_ADD_MENU: Final = "command.add_menu"
_SUBJECTS_NAME: Final = re.compile(r"{(film|command|original|original_year|add_menu)}")
"""The placeholders that are filled when phrases are loaded."""
_SOUNDS_LIKE_O: Final = re.compile(r"\W*h?[oó]", re.IGNORECASE)
_SOUNDS_LIKE_I: Final = re.compile(r"\W*(h?[ií])(?![aeo])", re.IGNORECASE)
"""Beginnings of words before which Spanish has "u" for "o", and "e" for "y"."""
_spoken_of = Subject("the film", "heat2")
"""The subject of this process. Without one, only mistakes in the settings are spoken of."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every text of the bot in one language. Quotes and metadata of articles are never among them."""

    language: str
    texts: Mapping[str, str]
    subject: Subject
    """The film that they speak about."""

    def say(self, key: str, **values: object) -> str:
        """Return the phrase of that key with its placeholders filled. Raises KeyError for an unknown key.

        If a phrase has the forms `one` and `many`, the value `count`, a number or its digits, chooses one.
        """
        if f"{key}.one" in self.texts:
            key = f"{key}.one" if str(values["count"]) == "1" else f"{key}.many"
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """Return the form `one` or `many` of that phrase, as the number requires, with `{count}` filled."""
        return self.say(key, count=number)

    def decimal(self, number: float, sign: str = "") -> str:
        """Return the number with one decimal place in this language: `-1.2`. With `sign` "+", a plus is written too."""
        return f"{number:{sign}.1f}".replace(".", self.texts["number.point"])

    def whole(self, number: int) -> str:
        """Return the whole number with this language's separator of thousands: `2,000`."""
        return f"{number:,}".replace(",", self.texts["number.thousands"])

    def any_of(self, items: Iterable[str]) -> str:
        """Return the items with this language's "or" before the last: `a, b or c`."""
        return self._listed(list(items), "or", "or_before_o", _SOUNDS_LIKE_O)

    def all_of(self, items: Iterable[str]) -> str:
        """Return the items with this language's "and" before the last: `a, b and c`."""
        return self._listed(list(items), "and", "and_before_i", _SOUNDS_LIKE_I)

    def _listed(self, items: Sequence[str], usual: str, before_vowel: str, vowel: re.Pattern[str]) -> str:
        if len(items) < 2:
            return "".join(items)
        word = self.texts[f"list.{before_vowel if vowel.match(items[-1]) else usual}"]
        return f"{', '.join(items[:-1])} {word} {items[-1]}"

    def name_of_language(self, code: str) -> str:
        """Return the name of the language with that ISO 639-1 code; the code itself if it has no name here."""
        return self.texts.get(f"language.{code}", code)


def load(language: str) -> Phrases:
    """Return the phrases of a language given as `de` or `de-CH`; English for one that the bot does not speak."""
    code = language.lower().replace("_", "-").split("-")[0]
    return _load(code if code in LANGUAGES else LANGUAGES[0])


def set_subject(subject: Subject) -> None:
    """Have all phrases that are loaded from now on speak about this subject."""
    global _spoken_of  # noqa: PLW0603 - errors are worded far from where anybody could pass a subject
    _spoken_of = subject
    _load.cache_clear()


@cache
def _load(language: str) -> Phrases:
    sections = tomllib.loads(files("bot.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    texts = _about(_spoken_of, dict(_flattened(sections)))
    return Phrases(language, MappingProxyType(texts), _spoken_of)


def _about(subject: Subject, texts: dict[str, str]) -> dict[str, str]:
    """Return the texts with the names of the subject in place of their placeholders."""
    names = {"film": subject.title, "command": subject.command}
    if subject.original:
        names |= {"original": subject.original.shown, "original_year": str(subject.original.year)}

    def named(text: str) -> str:
        return _SUBJECTS_NAME.sub(lambda found: names.get(found[1], ""), text)

    for menu in (_ANSWER_MENU, _ADD_MENU):
        name = named(texts[menu])
        texts[menu] = name if len(name) <= MAX_MENU else texts[f"{menu}_short"]
    names["add_menu"] = texts[_ADD_MENU]
    return {key: named(text) for key, text in texts.items()}


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
