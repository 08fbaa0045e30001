"""The names of a subject in place of the placeholders in concepts: `{film}`, `{original}`, `{year}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from bot.search.language.concept import Concept, PhrasesByLanguage
from bot.search.language.tokens import words_of
from bot.subject import Subject

_SUBJECT: Final = "subject"
_SEQUEL: Final = "sequel"
_ORIGINAL: Final = "original"
_PLACEHOLDER: Final = re.compile(r"{\w+}")


def with_subject_names(concepts: Iterable[Concept], subject: Subject) -> list[Concept]:
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
