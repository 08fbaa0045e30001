"""The concepts, kinds of answer and names in a question.

Concepts and kinds are looked for clause by clause, so that a phrase does not begin in one clause and end in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM
from bot.search.language.language_data import LanguageData
from bot.search.language.names import Name
from bot.search.language.phrase_matcher import Match, PhraseMatcher, StemmedWord, drop_excluded, stemmed_words
from bot.search.language.tokens import Token

_FILMS: Final = frozenset({SUBJECT_FILM, ORIGINAL_FILM})
_OR: Final = frozenset({"or", "oder", "o", "u", "ou", "oppure", "vs", "versus"})
"""Words between alternatives, in all languages."""
_CLAUSE_END: Final = re.compile(r"[,;:!?…()\n]|\.(?=\s)|\s[-–—]\s")


class QuestionPhrases:
    """The phrases in a question, in all the languages that it may be in."""

    def __init__(
        self, data: LanguageData, tokens: Sequence[Token], clauses: Sequence[range], languages: Sequence[str]
    ) -> None:
        """`clauses` are from `clauses_of`; `languages` are the likely ones, likeliest first."""
        self.concepts: dict[str, set[int]] = {}
        """The indexes of the words of each concept."""
        self.film_words: set[int] = set()
        """The indexes of words that only tell which film is meant."""
        # A dict keeps the order of the kinds in the question, as a set does not.
        self.kinds: dict[str, None] = {}
        self.names: dict[Name, tuple[int, ...]] = {}
        self.covered: set[int] = set()
        """The indexes of words in any other phrase: their concept, kind or name stands for them."""
        function = data.lexicon.function_words(languages)
        plain = [
            StemmedWord(form := data.names.without_genitive_s(unaccented(t.plain)), form, form in function)
            for t in tokens
        ]
        for name, indexes in data.names.find(plain, languages[0]):
            self.names[name] = tuple(indexes)
            self.covered.update(indexes)
        words_of = {each: stemmed_words(tokens, each, data.lexicon[each].function) for each in languages}
        # "Version originale" is French, and none of the languages that have the word "original" may make a film of it.
        excluded = [
            match
            for language, words in words_of.items()
            for match in _within(data.concepts.exclusion_matchers[language], words, clauses)
        ]
        for language, words in words_of.items():
            matches = drop_excluded(_within(data.concepts.question_matchers[language], words, clauses), excluded)
            for match in _longest(list(matches)):
                # "When does Weapons come out" asks for no weapons.
                is_title = len(match.words) == 1 and tokens[match.words[0]].plain in data.subject.ambiguous_titles
                if is_title and match.label not in _FILMS:
                    continue
                self.concepts.setdefault(match.label, set()).update(match.words)
            for match in _within(data.kinds.question_matchers[language], words, clauses):
                self.kinds[match.label] = None
                self.covered.update(match.words)
        for concept, places in self.concepts.items():
            (self.film_words if concept in _FILMS else self.covered).update(places)

    def words_of_idle_clauses(self, clauses: Sequence[range]) -> frozenset[int]:
        """Return the indexes of words in clauses that ask for nothing: "when is it, nobody told me".

        Without a clause that asks for something, there are none.
        """
        asking = [clause for clause in clauses if not self.covered.isdisjoint(clause)]
        idle = [clause for clause in clauses if clause not in asking and self.film_words.isdisjoint(clause)]
        return frozenset(index for clause in idle for index in clause) if asking else frozenset()

    def has_alternatives(self, tokens: Sequence[Token]) -> bool:
        """Return whether an "or" is between two of the names."""
        places = [index for indexes in self.names.values() for index in indexes]
        if len(self.names) < 2:
            return False
        return any(token.plain in _OR for token in tokens[min(places) : max(places)])

    @property
    def topics(self) -> tuple[tuple[str, ...], ...]:
        """The concepts other than the films, in groups: concepts of the same words are alternatives."""
        groups: list[tuple[list[str], set[int]]] = []
        for concept, indexes in self.concepts.items():
            if concept in _FILMS:
                continue
            sharing = [group for group in groups if group[1] & indexes]
            merged = [c for group in sharing for c in group[0]] + [concept]
            groups = [group for group in groups if group not in sharing]
            groups.append((merged, indexes.union(*(group[1] for group in sharing))))
        return tuple(tuple(group) for group, _ in groups)


def clauses_of(text: str, tokens: Sequence[Token]) -> list[range]:
    """Return the ranges of token indexes between the marks that end a clause."""
    cuts = [i for i in range(1, len(tokens)) if _CLAUSE_END.search(text, tokens[i - 1].end, tokens[i].start)]
    edges = [0, *cuts, len(tokens)]
    return [range(first, last) for first, last in pairwise(edges)]


def _within(matcher: PhraseMatcher, words: Sequence[StemmedWord], clauses: Sequence[range]) -> Iterator[Match]:
    """Yield the phrases within each clause."""
    for clause in clauses:
        for match in matcher.find(words[clause.start : clause.stop]):
            yield Match(match.label, tuple(index + clause.start for index in match.words))


def _longest(matches: Sequence[Match]) -> Iterator[Match]:
    """Yield the matches, except those whose words all belong to a longer match of another concept."""
    for match in matches:
        words = set(match.words)
        if not any(words < set(other.words) for other in matches if other.label != match.label):
            yield match
