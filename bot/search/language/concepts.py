"""Concepts: topics of questions, with the phrases by which questions and articles express them.

The shipped concepts are in `data/concepts.yaml`, and those of one film in `concepts.yaml` beside its articles. An
operator's file of the same form adds phrases and concepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from bot.errors import ConceptError, Problem
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.phrase_matcher import MatchersByLanguage, PhraseError, check_phrase
from bot.search.language.tokens import LANGUAGES, words_of
from bot.search.meaning.intent_names import intent_names
from bot.subject import NO_SUBJECT, Subject
from bot.text.lists import all_of, any_of
from bot.text.strict_yaml import Entry, Listing, Scalar, Section, read_mapping

ANSWER_KINDS: Final = ("when", "where", "who", "money", "duration", "count", "quote", "why")
"""The kinds of answer that a question can ask for."""
MIN_INTENT_SHARE: Final = 0.6
"""Minimum probability of all intents of a concept together for a question to be about it. Models that had not seen the
author of a question named the right concept in 93 % of those cases; the phrases that match such questions in 58 %."""
_SUBJECT: Final = "subject"
_SEQUEL: Final = "sequel"
_ORIGINAL: Final = "original"
_PLACEHOLDER: Final = re.compile(r"{\w+}")
_ELIDED_ARTICLE: Final = re.compile(r"^l['’]")
_PHRASE_KEYS: Final = ("both", "ask", "tell", "not")
_KEYS: Final = ("label", "changes", "modifier", "expects", "near", "told_by", "intents", *_PHRASE_KEYS, "examples")

PhrasesByLanguage = Mapping[str, tuple[str, ...]]
"""Phrases by language."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic of questions, and the phrases for it."""

    id: str
    label: Mapping[str, str] = field(default_factory=dict)
    """Its name for readers, by language."""
    changes: bool = False
    """Whether its state changes, so that the newest statement counts."""
    modifier: bool = False
    """Whether it only qualifies another topic in the same question: "is X confirmed", "why X"."""
    expects: str = ""
    """The kind of answer that a question about it asks for by default; one of ANSWER_KINDS, or ''."""
    near: tuple[str, ...] = ()
    """Concepts whose statements are a second-best answer."""
    told_by: tuple[str, ...] = ()
    """Concepts that express this one in a sentence with the kind that it expects: "filming" with a place."""
    intents: tuple[str, ...] = ()
    """The facts of `bot.search.meaning.intents` that questions about it ask for."""
    ask: PhrasesByLanguage = field(default_factory=dict)
    """Phrases in questions."""
    tell: PhrasesByLanguage = field(default_factory=dict)
    """Phrases in articles."""
    excluded: PhrasesByLanguage = field(default_factory=dict)
    """Phrases whose words do not count for the concept."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """A question about it, by language, to suggest while a member types."""

    def name(self, language: str) -> str:
        """Return the label in that language, else in English, else the id."""
        return self.label.get(language) or self.label.get("en") or self.id

    def topic(self, language: str) -> str:
        """Return the name without its article, as the topic of a timeline: "release date"."""
        return _without_article(self.name(language), language)

    def merged_with(self, other: Concept) -> Concept:
        """Return this concept with the other's phrases added; what else the other states replaces what this states."""
        return Concept(
            self.id,
            {**self.label, **other.label},
            self.changes or other.changes,
            self.modifier or other.modifier,
            other.expects or self.expects,
            tuple(dict.fromkeys(self.near + other.near)),
            tuple(dict.fromkeys(self.told_by + other.told_by)),
            tuple(dict.fromkeys(self.intents + other.intents)),
            _joined(self.ask, other.ask),
            _joined(self.tell, other.tell),
            _joined(self.excluded, other.excluded),
            {**self.examples, **other.examples},
        )


def _joined(one: PhrasesByLanguage, two: PhrasesByLanguage) -> PhrasesByLanguage:
    return {lang: tuple(dict.fromkeys(one.get(lang, ()) + two.get(lang, ()))) for lang in {*one, *two}}


def _without_article(label: str, language: str) -> str:
    """Return a label without the article that it begins with: "die Besetzung", "l'état du projet"."""
    first, _, rest = label.partition(" ")
    if rest and first in _articles(language):
        return rest
    return _ELIDED_ARTICLE.sub("", label) if language in {"fr", "it"} else label


@cache
def _articles(language: str) -> frozenset[str]:
    return frozenset(read_sections(read_data("follow_ups.txt")).get(f"article {language}", ()))


class ConceptList:
    """All concepts, and the matchers that find them in questions and in passages."""

    def __init__(
        self, concepts: Iterable[Concept] | Callable[[], Iterable[Concept]] = (), subject: Subject = NO_SUBJECT
    ) -> None:
        """`concepts` may be a function, which is called when a concept is first needed."""
        self._source = concepts
        self.subject = subject

    @cached_property
    def _concepts(self) -> Mapping[str, Concept]:
        concepts = self._source() if callable(self._source) else self._source
        return {concept.id: concept for concept in concepts}

    @classmethod
    def load(cls, subject: Subject, own: Path | None = None) -> ConceptList:
        """Return the concepts of a subject, with an operator's file if given. Raises ConceptError with all mistakes."""
        of_subject = _concepts_of(subject)
        return cls(_extended(of_subject, own), subject) if own else of_subject

    def __reduce__(self) -> tuple[type[ConceptList], tuple[tuple[Concept, ...], Subject]]:
        """Return what a pickle holds: the concepts without their matchers, which another process makes as needed."""
        return ConceptList, (tuple(self), self.subject)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __contains__(self, concept: object) -> bool:
        return concept in self._concepts

    def __getitem__(self, concept: str) -> Concept:
        return self._concepts[concept]

    def named(self, text: str) -> str:
        """Return the concept whose label or topic in any language the text is, '' if there is none."""
        return self._by_label.get(text.strip().casefold(), "")

    @cached_property
    def _by_label(self) -> Mapping[str, str]:
        # If two concepts have the same label, such as the script and its author in some languages, the latter counts.
        labels = [(concept.id, language, label) for concept in self for language, label in concept.label.items()]
        topics = {_without_article(label, language).casefold(): id_ for id_, language, label in labels}
        return topics | {label.casefold(): id_ for id_, _, label in labels}

    def likely(self, intents: Mapping[str, float]) -> tuple[str, ...]:
        """Return the concepts that a question with these probabilities of intents asks about.

        Several concepts may hold the same intent. They are alternatives, then.
        """
        return tuple(
            concept.id
            for concept in self._with_intents
            if sum(intents.get(each, 0.0) for each in concept.intents) >= MIN_INTENT_SHARE
        )

    @cached_property
    def _with_intents(self) -> tuple[Concept, ...]:
        return tuple(concept for concept in self if concept.intents)

    @cached_property
    def question_matchers(self) -> MatchersByLanguage:
        """Matchers of concepts in questions, by language."""
        return self._matchers(lambda concept: concept.ask)

    @cached_property
    def article_matchers(self) -> MatchersByLanguage:
        """Matchers of concepts in passages, by language."""
        return self._matchers(lambda concept: concept.tell)

    @cached_property
    def exclusion_matchers(self) -> MatchersByLanguage:
        """Matchers of phrases whose words do not count for a concept, by language."""
        return self._matchers(lambda concept: concept.excluded)

    def _matchers(self, phrases_of: Callable[[Concept], PhrasesByLanguage]) -> MatchersByLanguage:
        concepts = tuple(self)

        def phrases(language: str) -> Iterator[tuple[str, str]]:
            return ((c.id, phrase) for c in concepts for phrase in phrases_of(c).get(language, ()))

        return MatchersByLanguage(phrases, LANGUAGES)


@lru_cache(maxsize=4)
def _concepts_of(subject: Subject) -> ConceptList:
    def read() -> list[Concept]:
        shipped = _named(read_concepts(read_data("concepts.yaml"), "concepts.yaml"), subject)
        return _extended(shipped, subject.concepts) if subject.concepts else shipped

    # Commands that ask nothing need not wait until the files are read.
    return ConceptList(read, subject)


def _named(concepts: Iterable[Concept], subject: Subject) -> list[Concept]:
    """Return the concepts with the names of the subject in place of their placeholders.

    A concept without a name for the subject is left out. Words such as "sequel" stand for a subject that is one.
    """
    by_id = {concept.id: concept for concept in concepts}
    if subject.original:
        sequel = by_id.pop(_SEQUEL)
        by_id[_SUBJECT] = by_id[_SUBJECT].merged_with(replace(sequel, label={}))
    else:
        del by_id[_ORIGINAL]
    names = _Names(subject)
    return [names.put_into(concept) for concept in by_id.values()]


class _Names:
    """The names of a subject, by the placeholders for them."""

    def __init__(self, subject: Subject) -> None:
        original, titles = subject.original, (" ".join(words_of(subject.title)), *subject.names)
        self._phrases: dict[str, tuple[str, ...]] = {"{film}": tuple(filter(None, titles))}
        self._texts = {"{film}": subject.title}
        if original:
            year = str(original.year)
            self._texts |= {"{original}": original.title, "{year}": year}
            self._phrases |= {
                "{original}": (" ".join(words_of(original.title)),),
                "{year}": (year,),
                "{short_year}": (year[-2:],),
            }

    def put_into(self, concept: Concept) -> Concept:
        """Return a concept with the names in place of their placeholders."""
        return replace(
            concept,
            label=self._named_texts(concept.label),
            ask=self._named_phrases(concept.ask),
            tell=self._named_phrases(concept.tell),
            excluded=self._named_phrases(concept.excluded),
            examples=self._named_texts(concept.examples),
        )

    def _named_texts(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        named = {}
        for language, text in texts.items():
            for placeholder, name in self._texts.items():
                text = text.replace(placeholder, name)  # noqa: PLW2901 - each placeholder in turn
            if not _PLACEHOLDER.search(text):
                named[language] = text
        return named

    def _named_phrases(self, phrases: PhrasesByLanguage) -> PhrasesByLanguage:
        return {language: tuple(chain.from_iterable(map(self._filled, each))) for language, each in phrases.items()}

    def _filled(self, phrase: str) -> Iterable[str]:
        found = _PLACEHOLDER.search(phrase)
        if found is None:
            return (phrase,)
        return [phrase.replace(found[0], name) for name in self._phrases.get(found[0], ())]


def _extended(concepts: Iterable[Concept], file: Path) -> list[Concept]:
    """Return the concepts with what a file adds. Raises ConceptError."""
    by_id = {concept.id: concept for concept in concepts}
    for concept in read_concepts(_read_text(file), str(file), known=by_id):
        known = by_id.get(concept.id)
        by_id[concept.id] = known.merged_with(concept) if known else concept
    return list(by_id.values())


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
            _joined(both, ask),
            _joined(both, tell),
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
        """Return the names in a list; `otherwise` says what a name is that is not allowed."""
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
