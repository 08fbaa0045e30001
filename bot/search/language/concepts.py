"""All concepts of a bot, and the matchers that find them in questions and in passages.

The shipped concepts are in `data/concepts.yaml`, and those of one film in `concepts.yaml` beside its articles. An
operator's file of the same form adds phrases and concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from bot.search.language.concept import Concept, PhrasesByLanguage, without_article
from bot.search.language.concept_file import read_concept_file, read_concepts
from bot.search.language.data_files import read_data
from bot.search.language.phrase_matcher import MatchersByLanguage
from bot.search.language.subject_names import with_subject_names
from bot.search.language.tokens import LANGUAGES
from bot.subject import NO_SUBJECT, Subject

MIN_INTENT_SHARE: Final = 0.6
"""Minimum probability of all intents of a concept together for a question to be about it. Models that had not seen the
author of a question named the right concept in 93 % of those cases; the phrases that match such questions in 58 %."""


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
        """Return the concept with this label or topic in any language, '' if there is none."""
        return self._by_label.get(text.strip().casefold(), "")

    @cached_property
    def _by_label(self) -> Mapping[str, str]:
        # If two concepts have the same label, such as the script and its author in some languages, the latter counts.
        labels = [(concept.id, language, label) for concept in self for language, label in concept.label.items()]
        topics = {without_article(label, language).casefold(): id_ for id_, language, label in labels}
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
        shipped = with_subject_names(read_concepts(read_data("concepts.yaml"), "concepts.yaml"), subject)
        return _extended(shipped, subject.concepts) if subject.concepts else shipped

    # Commands that ask nothing need not wait until the files are read.
    return ConceptList(read, subject)


def _extended(concepts: Iterable[Concept], file: Path) -> list[Concept]:
    """Return the concepts with what a file adds. Raises ConceptError."""
    by_id = {concept.id: concept for concept in concepts}
    for concept in read_concept_file(file, known=by_id):
        known = by_id.get(concept.id)
        by_id[concept.id] = known.merged_with(concept) if known else concept
    return list(by_id.values())
