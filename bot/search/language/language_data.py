"""Everything that the search knows of languages and of the subject, read once from the data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

from bot.search.language.concepts import ConceptList, read_concepts
from bot.search.language.lexicon import Lexicon, Translations
from bot.search.language.names import NameList
from bot.search.language.spelling import Speller, SpellingDictionary
from bot.search.language.times import Calendar
from bot.search.language.tokens import LANGUAGES, tokenize, unaccented


@dataclass(frozen=True)
class LanguageData:
    """The data that passages and questions are analysed with."""

    concepts: ConceptList
    kinds: ConceptList
    """Kinds of answers, in the form of concepts."""
    lexicon: Lexicon
    names: NameList
    calendar: Calendar
    translations: Translations
    corrects_spelling: bool = True

    @classmethod
    def load(cls, concepts: ConceptList) -> LanguageData:
        """The shipped data, with these concepts. Raises ConceptError when a file is damaged."""
        return replace(_shipped(), concepts=concepts)

    @cached_property
    def dictionaries(self) -> Mapping[str, SpellingDictionary]:
        """Every word that the data holds, by language: of concepts, names, word lists and the calendar."""
        return {language: SpellingDictionary(self._words_of(language)) for language in LANGUAGES}

    @cached_property
    def speller(self) -> Speller:
        """The correction of questions: towards words of the dictionaries; translations count as correct."""
        return Speller(self.dictionaries, self.translations.words)

    def _words_of(self, language: str) -> Iterator[str]:
        for phrase in (phrase for each in (*self.concepts, *self.kinds) for phrase in each.ask.get(language, ())):
            yield from (unaccented(token.plain) for token in tokenize(phrase))
        yield from self.names.words
        lists = self.lexicon[language]
        yield from (*lists.function, *lists.common, *lists.greeting, *self.calendar.months, *self.calendar.parts)


@cache
def _shipped() -> LanguageData:
    """What ships, read once, without concepts."""
    folder = files("bot.search") / "data"
    kinds = read_concepts((folder / "kinds.yaml").read_text(encoding="utf-8"), "kinds.yaml")
    times = Calendar.read((folder / "calendar.yaml").read_text(encoding="utf-8"))
    return LanguageData(ConceptList(), ConceptList(kinds), Lexicon.load(), NameList.load(), times, Translations.load())
