"""Everything that the search knows of languages and of the subject, read once from the data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from bot.search.concepts import ConceptList, read_concepts
from bot.search.lexicon import Lexicon
from bot.search.names import Names
from bot.search.times import TimeWords
from bot.search.tokens import LANGUAGES, tokenize, unaccented
from bot.search.translations import Translations
from bot.search.word_list import WordList


@dataclass(frozen=True)
class LanguageData:
    """The data that passages and questions are analysed with."""

    concepts: ConceptList
    kinds: ConceptList
    """Kinds of answers, in the form of concepts."""
    lexicon: Lexicon
    names: Names
    times: TimeWords
    translations: Translations
    corrects_spelling: bool = True

    @classmethod
    def load(cls, concepts: ConceptList) -> LanguageData:
        """The shipped data, with these concepts. Raises ConceptError when a file is damaged."""
        folder = files("bot.search") / "data"
        kinds = read_concepts((folder / "kinds.yaml").read_text(encoding="utf-8"), "kinds.yaml")
        times = TimeWords.read((folder / "calendar.yaml").read_text(encoding="utf-8"))
        return cls(concepts, ConceptList(kinds), Lexicon.load(), Names.load(), times, Translations.load())

    @cached_property
    def phrase_words(self) -> Mapping[str, WordList]:
        """Every word that the data holds, by language: of concepts, names, word lists and the calendar."""
        return {language: WordList(self._words_of(language)) for language in LANGUAGES}

    def _words_of(self, language: str) -> Iterator[str]:
        phrases = [p for c in (*self.concepts, *self.kinds) for p in c.ask.get(language, ())]
        for phrase in (*phrases, *self.names.forms):
            yield from (unaccented(token.plain) for token in tokenize(phrase))
        lists = self.lexicon[language]
        yield from (*lists.function, *lists.glue, *lists.greeting, *self.times.months, *self.times.parts)
