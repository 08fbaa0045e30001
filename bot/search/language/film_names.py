"""The names of films in a sentence.

The names of the two films are the phrases of the concepts `subject` and `original`; those of other films are the works
of `data/names.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Final

from bot.domain import About
from bot.search.accents import unaccented
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM
from bot.search.language.concepts import ConceptList
from bot.search.language.film_words import FilmWords
from bot.search.language.lexicon import Lexicon
from bot.search.language.phrase_matcher import Match
from bot.search.language.sentence_words import CLAUSE_MARK, SentenceWords
from bot.search.language.tokens import LANGUAGES, tokenize

_MAX_ADJACENT: Final = 3
"""Maximum number of words from "sequel" to the name of a film, which it is then the sequel of."""
_LATER_NUMBERS: Final = frozenset((*"3456789", "iii", "iv"))
"""Numbers of sequels that do not exist."""
_POSSESSIVE_S = re.compile(r"['’]s?\s+\Z")
_NUMBERED_TITLE = re.compile(r"(?:(?:[A-ZÀ-ÖØ-Þ][\w'’-]*|of|the|de|der|la|le)\s){2,5}(?:[2-9]|I{2,3}|IV|VI{0,3})")
"""A whole text that is the title of a sequel: "Cold Pursuit 4"."""


@dataclass(frozen=True, slots=True)
class FilmPlaces:
    """Places of words that stand for the two films."""

    new: list[int]
    """Titles of the new film."""
    sequel: list[int]
    """Words such as "sequel"."""
    old: list[int]
    """Titles and the year of the original."""
    original: list[int]
    """Words such as "original"."""

    def named(self, works: Sequence[int]) -> tuple[About | None, int]:
        """Return the film that a text is about by its names, with the place of its first name.

        `works` are the places of the titles of other films.
        """
        if self.new:
            return About.SUBJECT, min(self.new)
        if self.sequel:
            # "The Dune sequel", "a sequel to Gladiator".
            near = [work for work in works if any(abs(work - each) <= _MAX_ADJACENT for each in self.sequel)]
            return (About.OTHER, min(near)) if near else (About.SUBJECT, min(self.sequel))
        old = [*self.old, *self.original]
        if old and (not works or min(old) < min(works)):
            return About.ORIGINAL, min(old)
        return (About.OTHER, min(works)) if works else (None, 0)


class FilmNames:
    """Finds the names of films, with one set of concepts."""

    def __init__(self, concepts: ConceptList, lexicon: Lexicon, words: FilmWords) -> None:
        self._words = words
        subject = concepts.subject
        self._title_words = frozenset(map(unaccented, subject.title_words))
        self.ambiguous = frozenset(map(unaccented, subject.ambiguous_titles))
        """Titles of one word that are ordinary words as well."""
        self.phrases: Mapping[str, frozenset[tuple[str, ...]]] = {
            language: frozenset(_two_words(concepts, language, lexicon[language].function)) for language in LANGUAGES
        }
        """Phrases of two words for a film that was named before, such as "the film", by language."""
        self._nouns = frozenset(phrase[-1] for phrase in chain.from_iterable(self.phrases.values()))

    def find(self, sentence: SentenceWords, concepts: Iterable[Match], in_names: Set[int]) -> FilmPlaces:
        """Return the places of the two films among the concepts of a sentence.

        `in_names` are the places of words of longer names.
        """
        found = FilmPlaces([], [], [], [])
        matches = [match for match in concepts if match.label in {SUBJECT_FILM, ORIGINAL_FILM}]
        for match in matches:
            # "Primera" within "primera parte" is no film of its own.
            if any(set(match.words) < set(other.words) for other in matches):
                continue
            index, plain = match.words[0], [sentence.words[each].plain for each in match.words]
            is_title = any(map(self._is_title, plain))
            # A title of one word may be an ordinary word, or stand for a namesake of the film.
            is_bare = len(plain) == 1 and plain[0] in self.ambiguous
            if is_bare and (index in in_names or sentence.is_small(index) or _has_later_number(sentence, index)):
                continue
            if match.label == SUBJECT_FILM:
                if is_title:
                    found.new.append(index)
                # "His next film" may be any.
                elif sentence.plain_before(index) not in self._words.possessive:
                    found.sequel.append(index)
            elif is_title:
                found.old.append(index)
            elif self._is_film(sentence, match):
                found.original.append(index)
        return found

    def _is_film(self, sentence: SentenceWords, match: Match) -> bool:
        """Return whether words such as "first film" or "original" stand for a film, and for nobody's own."""
        text, tokens, words = sentence.text, sentence.tokens, sentence.words
        first, last = match.words[0], match.words[-1]
        before = sentence.plain_before(first)
        if before in self._words.possessive or _POSSESSIVE_S.search(text[: tokens[first].start]):
            return False
        if last + 1 == len(words) or CLAUSE_MARK.search(text, tokens[last].end, tokens[last + 1].start):
            return True
        after = words[last + 1]
        if after.plain in self._words.genitive:
            return False
        # "The original was …" is the film, "the original plan" is not; "el plan original" neither.
        if not self._nouns.isdisjoint((words[last].plain, before, after.plain)):
            return True
        is_verb = after.is_function or self._words.is_past_verb(tokens[last + 1].plain, sentence.language)
        is_noun = first > 0 and text[tokens[first].start].isupper()
        return (is_verb or is_noun) and (first == 0 or words[first - 1].is_function)

    def unknown_works(self, sentence: SentenceWords, known: Set[int]) -> Iterator[int]:
        """Yield the places of titles that no list has: "the Ocean's prequel", or a whole text such as "Toy Story 5".

        `known` are the places of known names of another kind: "Mann's prequel" is no film of that name.
        """
        if _NUMBERED_TITLE.fullmatch(sentence.text.strip()):
            yield 0
        for index in range(1, len(sentence.words)):
            is_noun = sentence.words[index].plain in self._words.work
            before = sentence.words[index - 1]
            is_title = not (sentence.is_small(index - 1) or before.is_function or self._is_title(before.plain))
            if is_noun and is_title and index - 1 not in known and (index > 1 or _ends_with_s(sentence, index - 1)):
                yield index - 1

    def _is_title(self, plain: str) -> bool:
        """Return whether a word of a phrase belongs to a title or is a year: "heat", "heatii", "2", "1995"."""
        return plain.startswith(tuple(self._title_words)) or _has_digit(plain)


def _has_later_number(sentence: SentenceWords, index: int) -> bool:
    """Return whether the number of a later sequel follows a title: "Heat 3"."""
    return index + 1 < len(sentence.words) and sentence.words[index + 1].plain in _LATER_NUMBERS


def _ends_with_s(sentence: SentenceWords, index: int) -> bool:
    """Return whether a word has the s of a genitive: "Ocean's"."""
    return _POSSESSIVE_S.search(sentence.text[: sentence.tokens[index + 1].start]) is not None


def _two_words(concepts: ConceptList, language: str, function: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of an article and a noun by which questions name the new film without its title."""
    for phrase in concepts[SUBJECT_FILM].ask.get(language, ()) if SUBJECT_FILM in concepts else ():
        words = tuple(unaccented(token.plain) for token in tokenize(phrase))
        is_title = words[-1] in concepts.subject.title_words
        if len(words) == 2 and words[0] in function and not is_title and not _has_digit(words[1]):
            yield words


def _has_digit(plain: str) -> bool:
    return any(character.isdigit() for character in plain)
