"""Known names of people, organisations, places and works, and names that capital letters reveal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from bot.errors import ConceptError
from bot.search.language.phrase_matcher import Match, PhraseMatcher, StemmedWord
from bot.search.language.tokens import LANGUAGES, tokenize, unaccented
from bot.text.strict_yaml import Entry, Listing, Scalar, Section, read_mapping

_KIND_BY_SECTION: Final = {"people": "who", "organisations": "organisation", "places": "where", "works": "work"}
"""The parts of the data file, and what a name of each is."""

_PARTICLE = r"(?:de|De|del|della|di|Di|da|van|Van|von|Von|la|La|le|Le|O['’]|Mc|Mac)"
_PERSON = re.compile(
    rf"\b[A-ZÀ-ÖØ-Þ][\w'’-]{{0,40}}+(?:\s{{1,4}}+[A-Z]\.)?(?:\s{{1,4}}+{_PARTICLE})?\s{{1,4}}+[A-ZÀ-ÖØ-Þ][\w'’-]"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A known name: what it is, and whatever it lies in (places)."""

    label: str
    kind: str
    within: tuple[str, ...] = ()


class NameList:
    """Finds known names, in any language."""

    def __init__(self, names: Mapping[str, Name], phrases: Sequence[tuple[str, str]]) -> None:
        """`phrases` are pairs of label and form; a form may begin with a language and a colon."""
        self._names = names
        forms = (_language_of(form)[1] for _, form in phrases)
        self._words = frozenset(unaccented(token.plain) for form in forms for token in tokenize(form))
        split = [(label, *_language_of(form)) for label, form in phrases]
        self._matchers = {
            language: PhraseMatcher([(label, form) for label, only, form in split if only == language], "")
            for language in ("", *LANGUAGES)
        }

    @classmethod
    def load(cls) -> NameList:
        """The shipped names. Raises ConceptError when the file is damaged."""
        return read_names((files("bot.search") / "data" / "names.yaml").read_text(encoding="utf-8"))

    def find(self, words: Sequence[StemmedWord], language: str) -> list[tuple[Name, tuple[int, ...]]]:
        """Known names among the words (their stems must be the plain forms), the longest for each word.

        `language` may be '' where it is not known: then only forms of every language are found.
        """
        own = self._matchers[language].find(words) if language in LANGUAGES else []
        matches = _longest([*self._matchers[""].find(words), *own])
        return [(self._names[match.label], match.words) for match in matches]

    @property
    def words(self) -> frozenset[str]:
        """Every word of every form, plain and without diacritics."""
        return self._words

    def without_genitive_s(self, plain: str) -> str:
        """The word without the s of a genitive that was typed without its apostrophe: "leos" of "leo"."""
        is_genitive = plain.endswith("s") and plain not in self._words and plain[:-1] in self._words
        return plain[:-1] if is_genitive else plain

    def __getitem__(self, label: str) -> Name:
        return self._names[label]


def _language_of(form: str) -> tuple[str, str]:
    language, colon, rest = form.partition(":")
    return (language, rest) if colon else ("", form)


def _longest(matches: Sequence[Match]) -> Iterator[Match]:
    taken: set[int] = set()
    for match in sorted(matches, key=lambda match: (-len(match.words), match.words)):
        if not taken & set(match.words):
            taken |= set(match.words)
            yield match


def read_names(text: str, file: str = "names.yaml") -> NameList:
    """NameList from the data file's text. Raises ConceptError."""
    section, problems = read_mapping(text, file)
    if problems:
        raise ConceptError(problems)
    names: dict[str, Name] = {}
    phrases: list[tuple[str, str]] = []
    for group in section.entries:
        what = _KIND_BY_SECTION[group.key]
        for entry in group.value.entries if isinstance(group.value, Section) else ():
            also, within = _forms(entry)
            names[entry.key] = Name(entry.key, what, within)
            phrases += [(entry.key, form) for form in dict.fromkeys((entry.key.replace(".", ""), *also))]
    return NameList(names, phrases)


def _forms(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(entry.value, Section):
        parts = {part.key: _items(part) for part in entry.value.entries}
        return parts.get("also", ()), parts.get("in", ())
    return _items(entry), ()


def _items(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.value, Listing):
        return tuple(item.text for item in entry.value.items)
    return (entry.value.text,) if isinstance(entry.value, Scalar) and entry.value.text else ()


def looks_like_person(text: str) -> bool:
    """Whether two or more words in capitals stand together, as in a person's name."""
    return _PERSON.search(text) is not None
