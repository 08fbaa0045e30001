"""Concepts: the ways in which people and articles say the same thing, read from a data file.

`data/concepts.yaml` ships; an operator's own file of the same form adds phrases to its concepts, or new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.errors import ConceptError, Problem
from bot.search.language.phrase_matcher import MatchersByLanguage, PhraseError, PhraseMatcher
from bot.search.language.tokens import LANGUAGES
from bot.text.strict_yaml import Entry, Listing, Scalar, Section, read_mapping

ANSWER_KINDS: Final = ("when", "where", "who", "money", "duration", "count", "quote", "why")
"""The kinds of answer that a question can want."""
_SIDES: Final = ("both", "ask", "tell", "not")
_KEYS: Final = ("label", "changes", "modifier", "expects", "near", "told_by", *_SIDES, "examples")

Phrases = Mapping[str, tuple[str, ...]]
"""Phrases by language."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked about, and how it is said."""

    id: str
    label: Mapping[str, str] = field(default_factory=dict)
    changes: bool = False
    """Whether its state is news, so that the newest statement counts."""
    modifier: bool = False
    """Whether it only colours another topic where one stands beside it: "is X confirmed", "why X"."""
    expects: str = ""
    """The kind of answer that it asks for when the question's own words don't say; one of ANSWER_KINDS or ''."""
    near: tuple[str, ...] = ()
    """Concepts whose statements are a second-best answer."""
    told_by: tuple[str, ...] = ()
    """Concepts that tell this one where they stand in one sentence with what it expects: filming, with a place."""
    ask: Phrases = field(default_factory=dict)
    tell: Phrases = field(default_factory=dict)
    excluded: Phrases = field(default_factory=dict)
    """Where one of these stands, its words do not count for the concept."""
    examples: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The label in that language, else in English, else the id."""
        return self.label.get(language) or self.label.get("en") or self.id

    def merged_with(self, other: Concept) -> Concept:
        """This concept with the phrases of another added, and what the other states in place of what this states."""
        return Concept(
            self.id,
            {**self.label, **other.label},
            self.changes or other.changes,
            self.modifier or other.modifier,
            other.expects or self.expects,
            tuple(dict.fromkeys(self.near + other.near)),
            tuple(dict.fromkeys(self.told_by + other.told_by)),
            _joined(self.ask, other.ask),
            _joined(self.tell, other.tell),
            _joined(self.excluded, other.excluded),
            {**self.examples, **other.examples},
        )


def _joined(one: Phrases, two: Phrases) -> Phrases:
    return {lang: tuple(dict.fromkeys(one.get(lang, ()) + two.get(lang, ()))) for lang in {*one, *two}}


class ConceptList:
    """Every concept, and what finds them in a question and in a passage."""

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self._concepts = {concept.id: concept for concept in concepts}

    @classmethod
    def load(cls, own: Path | None = None) -> ConceptList:
        """The shipped list, with an operator's own file when given. Raises ConceptError with every mistake."""
        shipped = files("bot.search") / "data" / "concepts.yaml"
        concepts = read_concepts(shipped.read_text(encoding="utf-8"), "concepts.yaml")
        if own is not None:
            concepts = _merged(concepts, read_concepts(_text_of(own), str(own), known=[c.id for c in concepts]))
        return cls(concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __contains__(self, concept: object) -> bool:
        return concept in self._concepts

    def __getitem__(self, concept: str) -> Concept:
        return self._concepts[concept]

    @cached_property
    def question_matchers(self) -> MatchersByLanguage:
        """What finds concepts in a question, by language."""
        return self._matchers(lambda concept: concept.ask)

    @cached_property
    def article_matchers(self) -> MatchersByLanguage:
        """What finds concepts in a passage, by language."""
        return self._matchers(lambda concept: concept.tell)

    @cached_property
    def exclusion_matchers(self) -> MatchersByLanguage:
        """What keeps words from counting for a concept, by language."""
        return self._matchers(lambda concept: concept.excluded)

    def _matchers(self, side: Callable[[Concept], Phrases]) -> MatchersByLanguage:
        matchers = {
            language: PhraseMatcher(
                ((c.id, phrase) for c in self._concepts.values() for phrase in side(c).get(language, ())), language
            )
            for language in LANGUAGES
        }
        return MatchersByLanguage(matchers, PhraseMatcher((), ""))


def _merged(concepts: Iterable[Concept], more: Iterable[Concept]) -> list[Concept]:
    by_id = {concept.id: concept for concept in concepts}
    for concept in more:
        known = by_id.get(concept.id)
        by_id[concept.id] = known.merged_with(concept) if known else concept
    return list(by_id.values())


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConceptError([Problem(str(file), 0, f"cannot be read as UTF-8 text: {error}")]) from error


def read_concepts(text: str, file: str, known: Iterable[str] = ()) -> list[Concept]:
    """The concepts that `text` holds; `known` are ids of other files that `near` may name. Raises ConceptError."""
    section, problems = read_mapping(text, file)
    reader = _Reader(file, list(problems), {*known, *(entry.key for entry in section.entries)})
    concepts = [reader.concept(entry) for entry in section.entries]
    if reader.problems:
        raise ConceptError(reader.problems)
    return concepts


class _Reader:
    """Turns the tree of the file into concepts and gathers what is wrong on the way."""

    def __init__(self, file: str, problems: list[Problem], ids: set[str]) -> None:
        self.problems = problems
        self._file = file
        self._ids = ids

    def concept(self, entry: Entry) -> Concept:
        parts = {part.key: part for part in self._section(entry)}
        for key, part in parts.items():
            if key not in _KEYS:
                self._wrong(part.line, f"'{key}' is no key of a concept; there are {', '.join(_KEYS)}")
        both, ask, tell, excluded = (self._phrases(parts.get(side)) for side in _SIDES)
        return Concept(
            entry.key,
            self._words(parts.get("label")),
            self._choice(parts.get("changes"), ("true", "false")) == "true",
            self._choice(parts.get("modifier"), ("true", "false")) == "true",
            self._choice(parts.get("expects"), ANSWER_KINDS),
            self._ids_of(parts.get("near")),
            self._ids_of(parts.get("told_by")),
            _joined(both, ask),
            _joined(both, tell),
            excluded,
            self._words(parts.get("examples")),
        )

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(self._file, line, message))

    def _section(self, entry: Entry | None) -> tuple[Entry, ...]:
        if entry is None:
            return ()
        if isinstance(entry.value, Section):
            return entry.value.entries
        self._wrong(
            entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes lines of the form 'key: value' under it"
        )
        return ()

    def _languages(self, entry: Entry | None) -> Iterable[Entry]:
        for part in self._section(entry):
            if part.key in LANGUAGES:
                yield part
            else:
                self._wrong(part.line, f"'{part.key}' is no language of the search; there are {', '.join(LANGUAGES)}")

    def _words(self, entry: Entry | None) -> dict[str, str]:
        found = {}
        for part in self._languages(entry):
            if isinstance(part.value, Scalar) and part.value.text:
                found[part.key] = part.value.text
            else:
                self._wrong(part.line, f"'{part.key}' takes a few words of text")
        return found

    def _phrases(self, entry: Entry | None) -> dict[str, tuple[str, ...]]:
        return {part.key: tuple(self._listed(part, part.key)) for part in self._languages(entry)}

    def _listed(self, part: Entry, language: str) -> Iterable[str]:
        if not isinstance(part.value, Listing):
            self._wrong(part.line, f"'{part.key}' holds {_shown(part)}; it takes a list: [one phrase, another]")
            return
        for item in part.value.items:
            try:
                PhraseMatcher([("", item.text)], language)
            except PhraseError as error:
                self._wrong(item.line, str(error))
            else:
                yield item.text

    def _choice(self, entry: Entry | None, allowed: tuple[str, ...]) -> str:
        if entry is None:
            return ""
        if isinstance(entry.value, Scalar) and entry.value.text in allowed:
            return entry.value.text
        self._wrong(entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes one of {', '.join(allowed)}")
        return ""

    def _ids_of(self, entry: Entry | None) -> tuple[str, ...]:
        if entry is None:
            return ()
        if not isinstance(entry.value, Listing):
            self._wrong(entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes a list of concepts: [release]")
            return ()
        for item in entry.value.items:
            if item.text not in self._ids:
                self._wrong(item.line, f"'{entry.key}' names '{item.text}', which is no concept")
        return tuple(item.text for item in entry.value.items)


def _shown(entry: Entry) -> str:
    match entry.value:
        case Scalar(text=text):
            return f"'{text[:60]}'"
        case Listing():
            return "a list"
        case _:
            return "lines of its own"
