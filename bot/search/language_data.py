"""Everything that the search knows of languages and of the subject, read once from the data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from bot.search.concepts import ConceptList, read_concepts
from bot.search.lexicon import Lexicon
from bot.search.names import Names
from bot.search.times import TimeWords
from bot.search.tokens import LANGUAGES, tokenize, unaccented


@dataclass(frozen=True)
class LanguageData:
    """The data that passages and questions are analysed with."""

    concepts: ConceptList
    kinds: ConceptList
    """Kinds of answers, in the form of concepts."""
    lexicon: Lexicon
    names: Names
    times: TimeWords

    @classmethod
    def load(cls, concepts: ConceptList) -> LanguageData:
        """The shipped data, with these concepts. Raises ConceptError when a file is damaged."""
        folder = files("bot.search") / "data"
        kinds = read_concepts((folder / "kinds.yaml").read_text(encoding="utf-8"), "kinds.yaml")
        times = TimeWords.read((folder / "calendar.yaml").read_text(encoding="utf-8"))
        return cls(concepts, ConceptList(kinds), Lexicon.load(), Names.load(), times)

    @cached_property
    def phrase_words(self) -> frozenset[str]:
        """Every word that the data holds: of concepts, names, word lists and the calendar."""
        phrases = [p for c in (*self.concepts, *self.kinds) for listed in c.ask.values() for p in listed]
        words = {unaccented(token.plain) for phrase in (*phrases, *self.names.forms) for token in tokenize(phrase)}
        lists = (self.lexicon[language] for language in LANGUAGES)
        listed_words = (word for one in lists for word in one.function | one.glue | one.greeting)
        return frozenset({*words, *listed_words, *self.times.months, *self.times.parts})
