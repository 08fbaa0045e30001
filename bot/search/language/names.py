"""Known names of people, organisations, places and works, and names that capital letters reveal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from bot.errors import ConceptError
from bot.search.accents import unaccented
from bot.search.language.data_files import data_lines, read_data
from bot.search.language.phrase_matcher import Match, PhraseMatcher, StemmedWord
from bot.search.language.tokens import Token, words_of
from bot.subject import NO_SUBJECT, Subject
from bot.text.strict_yaml import Entry, Listing, Scalar, Section, read_mapping

_KIND_BY_SECTION: Final = {
    "people": "who",
    "organisations": "organisation",
    "places": "where",
    "works": "work",
    "awards": "award",
}
"""The sections of `data/names.yaml`, and the kind of the names in each."""

_PARTICLE = r"(?:de|De|del|della|di|Di|da|van|Van|von|Von|la|La|le|Le|O['’]|Mc|Mac)"
# Every repetition is possessive and bounded: no text makes the search slow.
_SURNAME = re.compile(r" [A-ZÀ-ÖØ-Þ][^\W\d_]+")
_PERSON = re.compile(
    rf"\b[A-ZÀ-ÖØ-Þ][\w'’-]{{0,40}}+(?:\s{{1,4}}+[A-Z]\.)?(?:\s{{1,4}}+{_PARTICLE})?\s{{1,4}}+[A-ZÀ-ÖØ-Þ][\w'’-]"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A known name."""

    label: str
    """The name in full, as the data file has it."""
    kind: str
    """The kind of answer that it gives: who, organisation, where, work, award."""
    within: tuple[str, ...] = ()
    """For a place, the labels of the larger places around it."""


class NameList:
    """The known names, found in texts of any language."""

    def __init__(self, names: Mapping[str, Name], phrases: Sequence[tuple[str, str]]) -> None:
        """`phrases` are pairs of a label and a form; a form such as "en:la" holds in that language only."""
        self._names = names
        by_language: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for label, form in phrases:
            language, rest = _split_language(form)
            by_language[language].append((label, rest))
        self._forms = tuple(form for forms in by_language.values() for _, form in forms)
        self._every_language = PhraseMatcher(by_language.pop("", ()), "")
        self._one_language = {language: PhraseMatcher(forms, "") for language, forms in by_language.items()}

    @classmethod
    def load(cls, subject: Subject = NO_SUBJECT) -> NameList:
        """Return the shipped names and those of the subject. Raises ConceptError if the file is damaged.

        A form that is a name of the film, or one that the subject gives to somebody, stands for nobody else.
        """
        shipped, shipped_forms = _read(read_data("names.yaml"), "names.yaml")
        own = {each.name: Name(each.name, _KIND_BY_SECTION[each.section]) for each in subject.named}
        forms = [(each.name, form) for each in subject.named for form in _all_forms(each.name, each.forms)]
        original = subject.original.title if subject.original else ""
        taken = {form.lower() for form in (*(form for _, form in forms), subject.title, *subject.names, original)}
        others = [(label, form) for label, form in shipped_forms if form.lower() not in taken]
        known_places = {label: name for label, name in shipped.items() if label in own and name.kind == own[label].kind}
        return cls({**shipped, **own, **known_places}, [*forms, *others])

    def find(self, words: Sequence[StemmedWord], language: str) -> list[tuple[Name, tuple[int, ...]]]:
        """Return the names among the words with the indexes of their words; of overlapping names only the longest.

        The words' stems must be their plain forms. With '' for an unknown language, forms that hold in one language
        only are not found.
        """
        own = self._one_language.get(language)
        matches = without_overlaps([*self._every_language.find(words), *(own.find(words) if own else ())])
        return [(self._names[match.label], match.words) for match in matches]

    def find_written(
        self, text: str, tokens: Sequence[Token], words: Sequence[StemmedWord], language: str
    ) -> list[tuple[Name, tuple[int, ...]]]:
        """Return the names in a part of an article, as `find` does, without words that are written as ordinary ones.

        A name of one word begins with a capital, "Driver" and not "a driver", unless the whole text is in lower case.
        "Ana Lund" is not Ana de Armas.
        """
        found = self.find(words, language)
        if text.islower():
            return found
        return [
            (name, at)
            for name, at in found
            if len(at) > 1 or not (text[tokens[at[0]].start].islower() or _has_other_surname(name, text, tokens, at[0]))
        ]

    @property
    def people(self) -> list[str]:
        """The labels of all people and characters."""
        return [name.label for name in self._names.values() if name.kind == "who"]

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of all forms, in their plain form without diacritics."""
        return frozenset(unaccented(word) for form in self._forms for word in words_of(form))

    def without_genitive_s(self, plain: str) -> str:
        """Return a name without the s of a genitive that was typed without its apostrophe: "leo" for "leos"."""
        is_own_word = plain in self.words or plain in _plurals()
        is_genitive = plain.endswith("s") and not is_own_word and plain[:-1] in self.words
        return plain[:-1] if is_genitive else plain


def _has_other_surname(name: Name, text: str, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a given name at this place has another surname behind it, in a text that is no headline."""
    given, *surname = unaccented(name.label.casefold()).split()
    if not surname or not given.startswith(unaccented(tokens[at].plain)) or at + 1 == len(tokens):
        return False
    after = text[tokens[at].end : tokens[at + 1].end]
    is_headline = 2 * sum(text[token.start].isupper() for token in tokens) > len(tokens)
    return _SURNAME.match(after) is not None and not is_headline


@cache
def _plurals() -> frozenset[str]:
    """Return plurals of ordinary words whose singular is a name: "drivers"."""
    return frozenset(word for line in data_lines(read_data("plurals.txt")) for word in line.split())


def _split_language(form: str) -> tuple[str, str]:
    """Return the language of a form, '' for all of them, and the form itself."""
    language, colon, rest = form.partition(":")
    return (language, rest) if colon else ("", form)


def without_overlaps(matches: Sequence[Match]) -> Iterator[Match]:
    """Yield the longest of the matches that overlap."""
    taken: set[int] = set()
    # The longest first: "Warner Bros. Discovery" is not Warner Bros.
    for match in sorted(matches, key=lambda match: (-len(match.words), match.words)):
        if not taken & set(match.words):
            taken |= set(match.words)
            yield match


def read_names(text: str, file: str) -> NameList:
    """Read names from a text in the form of `data/names.yaml`. Raises ConceptError."""
    return NameList(*_read(text, file))


def _read(text: str, file: str) -> tuple[dict[str, Name], list[tuple[str, str]]]:
    """Return the names by label, and pairs of a label and a form. Raises ConceptError."""
    section, problems = read_mapping(text, file)
    if problems:
        raise ConceptError(problems)
    names: dict[str, Name] = {}
    phrases: list[tuple[str, str]] = []
    for group in section.entries:
        kind = _KIND_BY_SECTION[group.key]
        for entry in group.value.entries if isinstance(group.value, Section) else ():
            also, within = _forms(entry)
            names[entry.key] = Name(entry.key, kind, within)
            phrases += [(entry.key, form) for form in _all_forms(entry.key, also)]
    return names, phrases


def _all_forms(label: str, also: Sequence[str]) -> Iterable[str]:
    """Return the forms of a name: in full, and the further ones."""
    return dict.fromkeys((label.replace(".", ""), *also))


def _forms(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the further forms of a name, and the places around it."""
    if isinstance(entry.value, Section):
        parts = {part.key: _items(part) for part in entry.value.entries}
        return parts.get("also", ()), parts.get("in", ())
    return _items(entry), ()


def _items(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry.value, Listing):
        return tuple(item.text for item in entry.value.items)
    return (entry.value.text,) if isinstance(entry.value, Scalar) and entry.value.text else ()


def looks_like_person(text: str) -> bool:
    """Return whether two words with capital first letters occur together, as in a person's name."""
    return _PERSON.search(text) is not None
