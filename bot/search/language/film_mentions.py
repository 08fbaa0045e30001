"""The films that a sentence, a title or a heading mentions, and what its words show of its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.domain import About
from bot.search.language.analysis import SUBJECT_FILM
from bot.search.language.concepts import ConceptList
from bot.search.language.film_in_passing import MAX_BEGINNING, is_in_passing
from bot.search.language.film_names import FilmNames
from bot.search.language.film_words import film_words
from bot.search.language.lexicon import Lexicon
from bot.search.language.names import Name
from bot.search.language.phrase_matcher import Match, StemmedWord
from bot.search.language.sentence_words import SentenceWords
from bot.search.language.tokens import Token, words_of

_WORK_KIND: Final = "work"
_MAX_SMALL_WORD: Final = 4
"""Maximum number of letters of a word that titles write without a capital: "with", "dans"."""
_TITLE_IN_QUOTES = re.compile(r"[“„«‘\"](?P<title>\s?[^\W\d_a-zß-öø-ÿ][^“”„«»‘\"\n]{1,50})[”“»’\"]")
_LEAD = re.compile(r"[^\w\n]*(?P<lead>[^.:!?\n–—]{1,60}?)[”»’\"']?\s?[.:–—]\s")
_ITEM = re.compile(r"\W*\d{1,2}[.):]|\s*[•·▪‣]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmMentions:
    """The films that a sentence, a title or a heading mentions, and other signs of its subject."""

    about: About | None = None
    """The film that it names, None if it names none."""
    is_named: bool = False
    """Whether it has the film's title or year; otherwise it has a word such as "sequel"."""
    in_passing: bool = False
    """Whether the film is in a subordinate phrase, or late in the sentence."""
    at_beginning: bool = False
    """Whether the film is among the first words."""
    refers_to_thing: bool = False
    """Whether it begins with "it", "the film" or the like."""
    refers_to_person: bool = False
    """Whether it begins with "he", "she" or the like."""
    is_past: bool = False
    """Whether it has a verb in the past tense."""
    is_present: bool = False
    """Whether it has a verb in the present or future tense."""
    is_item: bool = False
    """Whether it begins with a number, a time or a bullet, as items of lists do."""
    asks: bool = False
    """Whether it is a question, which the next sentence may answer."""
    has_namesake: bool = False
    """Whether it names something else by a name with the title in it: for the film "Heat", a team of that name."""
    bare_title: bool = False
    """Whether it names the original by a title of one word alone, such as "Heat"."""
    has_common_word: bool = False
    """Whether it holds such a title as an ordinary word: "heat"."""
    begins_with_title: bool = False
    """Whether it begins with the film's name and a mark, as an item of a newsletter does: "Heat 2. Mann shoots …"."""
    is_bare: bool = False
    """Whether it holds nothing but a film's name."""
    other_title: bool = False
    """Whether it holds an unknown title in quotation marks."""


class FilmMentionFinder:
    """Finds the films that sentences mention, with one set of concepts."""

    def __init__(self, concepts: ConceptList, lexicon: Lexicon) -> None:
        self._words = film_words()
        self._names = FilmNames(concepts, lexicon, self._words)
        subject = concepts.subject
        self._max_name = max(len(words_of(name)) for name in (subject.title, *subject.names))

    def find(
        self,
        text: str,
        tokens: Sequence[Token],
        words: Sequence[StemmedWord],
        concepts: Iterable[Match],
        names: Iterable[tuple[Name, tuple[int, ...]]],
        language: str,
    ) -> FilmMentions:
        """Return the films that a text mentions, from its words and the concepts and names among them."""
        names, ambiguous = list(names), self._names.ambiguous
        sentence = SentenceWords(text, tokens, words, language)
        in_names = {index for _, indexes in names for index in indexes if len(indexes) > 1}
        films = self._names.find(sentence, concepts, in_names)
        # "A thief" is no film.
        works = [at[0] for name, at in names if name.kind == _WORK_KIND and not sentence.is_small(at[0])]
        known = {index for name, at in names if name.kind != _WORK_KIND for index in at}
        works += self._names.unknown_works(sentence, known)
        about, at = films.named(works)
        return FilmMentions(
            about=about,
            is_named=bool(films.new) if about is About.SUBJECT else bool(films.old),
            in_passing=about is not None and is_in_passing(sentence, about, at, self._words),
            at_beginning=about is not None and at < MAX_BEGINNING,
            refers_to_thing=self._refers_to_thing(words, language),
            refers_to_person=any(word.plain in self._words.person.get(language, ()) for word in words[:1]),
            is_past=self._words.is_past(sentence),
            is_present=any(word.plain in self._words.present.get(language, ()) for word in words),
            is_item=_ITEM.match(text) is not None,
            asks=sentence.asks,
            has_namesake=any(words[index].plain in ambiguous for index in in_names),
            bare_title=bool(films.old) and all(words[index].plain in ambiguous for index in films.old),
            has_common_word=any(word.plain in ambiguous and sentence.is_small(at) for at, word in enumerate(words)),
            begins_with_title=about is not None and self._is_lead(sentence, at),
            is_bare=about is not None and len(words) <= self._max_name,
            other_title=any(map(_looks_like_title, _TITLE_IN_QUOTES.finditer(text))),
        )

    def is_common_word(self, match: Match, sentence: Sequence[StemmedWord], *, is_small: bool) -> bool:
        """Return whether a match for the new film is an ordinary word, not a title of one word."""
        word = sentence[match.words[0]].plain
        return match.label == SUBJECT_FILM and is_small and len(match.words) == 1 and word in self._names.ambiguous

    def _is_lead(self, sentence: SentenceWords, index: int) -> bool:
        """Return whether a sentence begins with the name of a film at this place, and a mark after it."""
        found = _LEAD.match(sentence.text)
        size = sum(token.start < found.end("lead") for token in sentence.tokens) if found else 0
        return index < size <= self._max_name

    def _refers_to_thing(self, words: Sequence[StemmedWord], language: str) -> bool:
        plain = [word.plain for word in words[:MAX_BEGINNING]]
        if plain[:1] and plain[0] in self._words.thing.get(language, ()):
            return True
        phrases = self._names.phrases.get(language, frozenset())
        return any((one, two) in phrases for one, two in pairwise(plain))


def _looks_like_title(quoted: re.Match[str]) -> bool:
    """Return whether all longer words in quotation marks begin with a capital or a digit: “The Glass Harbor”."""
    words = quoted["title"].split()
    return all(len(word) <= _MAX_SMALL_WORD or not word[0].islower() for word in words)
