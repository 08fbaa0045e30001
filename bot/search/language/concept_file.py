"""Files of concepts, in the form of `data/concepts.yaml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from bot.errors import ConceptError, Problem
from bot.search.language.concept import ANSWER_KINDS, Concept, joined_phrases
from bot.search.language.phrase_matcher import PhraseError, check_phrase
from bot.search.language.tokens import LANGUAGES
from bot.search.meaning.intent_names import intent_names
from bot.text.lists import all_of, any_of
from bot.text.strict_yaml import Entry, Listing, Scalar, Section, read_mapping

_PHRASE_KEYS: Final = ("both", "ask", "tell", "not")
_KEYS: Final = ("label", "changes", "modifier", "expects", "near", "told_by", "intents", *_PHRASE_KEYS, "examples")


def read_concept_file(file: Path, known: Iterable[str] = ()) -> list[Concept]:
    """Read the concepts of a file, see `read_concepts`. Raises ConceptError."""
    return read_concepts(_read_text(file), str(file), known)


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConceptError([Problem(str(file), 0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ConceptError([Problem(str(file), 0, "is no UTF-8 text: save it as UTF-8")]) from error


def read_concepts(text: str, file: str, known: Iterable[str] = ()) -> list[Concept]:
    """Read concepts from a text in the form of `data/concepts.yaml`.

    `known` are the ids of other files' concepts, which `near` and `told_by` may name. Raises ConceptError with all
    mistakes.
    """
    section, problems = read_mapping(text, file)
    reader = _ConceptReader(file, list(problems), {*known, *(entry.key for entry in section.entries)})
    concepts = [reader.concept(entry) for entry in section.entries]
    if reader.problems:
        raise ConceptError(reader.problems)
    return concepts


class _ConceptReader:
    """Turns the parsed file into concepts, and collects its mistakes."""

    def __init__(self, file: str, problems: list[Problem], ids: set[str]) -> None:
        self.problems = problems
        self._file = file
        self._ids = ids

    def concept(self, entry: Entry) -> Concept:
        parts = {part.key: part for part in self._section(entry)}
        for key, part in parts.items():
            if key not in _KEYS:
                self._add_problem(part.line, f"'{key}' is no key of a concept; the keys are {all_of(_KEYS)}")
        both, ask, tell, excluded = (self._phrases(parts.get(key)) for key in _PHRASE_KEYS)
        return Concept(
            entry.key,
            self._words(parts.get("label")),
            self._choice(parts.get("changes"), ("true", "false")) == "true",
            self._choice(parts.get("modifier"), ("true", "false")) == "true",
            self._choice(parts.get("expects"), ANSWER_KINDS),
            self._listed_of(parts.get("near"), self._ids, "no concept"),
            self._listed_of(parts.get("told_by"), self._ids, "no concept"),
            self._listed_of(parts.get("intents"), intent_names(), "no intent; intents.txt lists all"),
            joined_phrases(both, ask),
            joined_phrases(both, tell),
            excluded,
            self._words(parts.get("examples")),
        )

    def _add_problem(self, line: int, message: str) -> None:
        self.problems.append(Problem(self._file, line, message))

    def _section(self, entry: Entry | None) -> tuple[Entry, ...]:
        if entry is None:
            return ()
        if isinstance(entry.value, Section):
            return entry.value.entries
        self._add_problem(
            entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes lines of the form 'key: value' under it"
        )
        return ()

    def _languages(self, entry: Entry | None) -> Iterable[Entry]:
        for part in self._section(entry):
            if part.key in LANGUAGES:
                yield part
            else:
                self._add_problem(
                    part.line, f"'{part.key}' is no language of the search; the languages are {all_of(LANGUAGES)}"
                )

    def _words(self, entry: Entry | None) -> dict[str, str]:
        found = {}
        for part in self._languages(entry):
            if isinstance(part.value, Scalar) and part.value.text:
                found[part.key] = part.value.text
            else:
                self._add_problem(part.line, f"'{part.key}' takes a few words of text")
        return found

    def _phrases(self, entry: Entry | None) -> dict[str, tuple[str, ...]]:
        return {part.key: tuple(self._listed(part)) for part in self._languages(entry)}

    def _listed(self, part: Entry) -> Iterable[str]:
        if not isinstance(part.value, Listing):
            self._add_problem(part.line, f"'{part.key}' holds {_shown(part)}; it takes a list: [one phrase, another]")
            return
        for item in part.value.items:
            try:
                check_phrase(item.text)
            except PhraseError as error:
                self._add_problem(item.line, str(error))
            else:
                yield item.text

    def _choice(self, entry: Entry | None, allowed: tuple[str, ...]) -> str:
        if entry is None:
            return ""
        if isinstance(entry.value, Scalar) and entry.value.text in allowed:
            return entry.value.text
        self._add_problem(entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes {any_of(allowed)}")
        return ""

    def _listed_of(self, entry: Entry | None, allowed: Collection[str], otherwise: str) -> tuple[str, ...]:
        """Return the names in a list; `otherwise` describes any other name: "no concept"."""
        if entry is None:
            return ()
        if not isinstance(entry.value, Listing):
            self._add_problem(entry.line, f"'{entry.key}' holds {_shown(entry)}; it takes a list: [one, another]")
            return ()
        for item in entry.value.items:
            if item.text not in allowed:
                self._add_problem(item.line, f"'{entry.key}' names '{item.text}', which is {otherwise}")
        return tuple(item.text for item in entry.value.items)


def _shown(entry: Entry) -> str:
    match entry.value:
        case Scalar(text=text):
            return f"'{text[:60]}'"
        case Listing():
            return "a list"
        case _:
            return "indented lines"
