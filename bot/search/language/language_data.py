"""All language data of the search, read once from the data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from bot.search.accents import unaccented
from bot.search.language.concept_file import read_concepts
from bot.search.language.concepts import ConceptList
from bot.search.language.countries import CountryList, shipped_countries
from bot.search.language.data_files import read_data
from bot.search.language.lexicon import Lexicon
from bot.search.language.names import NameList
from bot.search.language.spelling import Speller, SpellingDictionary
from bot.search.language.times import Calendar
from bot.search.language.tokens import LANGUAGES, words_of
from bot.search.meaning.intents import LEARNED_TITLES, IntentModel, shipped_intents
from bot.subject import Subject


@dataclass(frozen=True, eq=False)
class LanguageData:
    """The data with which passages and questions are analysed. Two are equal only if they are the same object."""

    concepts: ConceptList
    kinds: ConceptList
    """The kinds of answer, in the form of concepts."""
    lexicon: Lexicon
    names: NameList
    countries: CountryList
    calendar: Calendar
    corrects_spelling: bool = True
    """Whether typing mistakes in questions are corrected."""
    intents: IntentModel = field(default_factory=shipped_intents)
    """The model of what questions ask for and sentences state."""

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, concepts: ConceptList) -> LanguageData:
        """Return the shipped data with these concepts. Raises ConceptError if a file is damaged."""
        return replace(_shipped(), concepts=concepts, names=NameList.load(concepts.subject))

    @property
    def subject(self) -> Subject:
        """The film that the articles are about."""
        return self.concepts.subject

    @cached_property
    def _unlearned_titles(self) -> frozenset[str]:
        """Words of the film's titles that the model of intents was not taught."""
        return self.subject.title_words - LEARNED_TITLES

    def learned_title(self, word: str) -> str:
        """Return the word that the model of intents gets for a word of a title: "film" for "heatii" and "h2"."""
        is_with_number = len(word) > 1 and word != "ii" and not word.isdigit()
        is_with_number = is_with_number and (word.endswith("ii") or not word.isalpha())
        return "film" if is_with_number or word in self._unlearned_titles else word

    @cached_property
    def dictionaries(self) -> Mapping[str, SpellingDictionary]:
        """All words of the data, by language: of concepts, names, word lists and the calendar."""
        return {language: SpellingDictionary(self._words_of(language)) for language in LANGUAGES}

    @cached_property
    def speller(self) -> Speller:
        """The speller for questions: words with a vector are right, and words of the dictionaries are suggested."""
        return Speller(self.dictionaries, self.intents.words)

    def is_known_word(self, plain: str) -> bool:
        """Return whether a word is a common one of any language, or one of the data."""
        is_data = any(plain in words for words in self.dictionaries.values())
        return is_data or plain in self.intents.words

    def _words_of(self, language: str) -> Iterator[str]:
        for phrase in (phrase for each in (*self.concepts, *self.kinds) for phrase in each.ask.get(language, ())):
            yield from map(unaccented, words_of(phrase))
        yield from self.names.words
        lists = self.lexicon[language]
        yield from (
            *lists.function,
            *lists.common,
            *lists.news,
            *self.calendar.months,
            *self.calendar.parts,
        )


@cache
def _shipped() -> LanguageData:
    """Return the shipped data without concepts and names."""
    kinds = ConceptList(read_concepts(read_data("kinds.yaml"), "kinds.yaml"))
    calendar = Calendar.read(read_data("calendar.yaml"))
    names, countries = NameList({}, ()), shipped_countries()
    return LanguageData(ConceptList(), kinds, Lexicon.load(), names, countries, calendar)
