"""Typing mistakes: the word that was meant, from the words that articles and phrases hold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain import Passage
from bot.search.language.tokens import tokenize, unaccented
from bot.search.language.word_list import MIN_LENGTH, Words

_LONG = 8
_TWO_SLIPS = 12
_SHORTEST_STEM = 3
_ENDINGS = ("s", "es", "n", "en", "e", "er")


class Speller:
    """Corrects one or two slips of the finger: letters swapped, doubled, missing, wrong."""

    def __init__(self, vocabulary: Words, phrase_words: Mapping[str, Words], others: Container[str] = ()) -> None:
        """`vocabulary` are the plain words of passages; `phrase_words` those of the language data, by language.

        `others` are words that are right as they are, though nothing is corrected to them.
        """
        self._vocabulary = vocabulary
        self._phrase_words = phrase_words
        self._others = others

    def _knows(self, plain: str) -> bool:
        if plain in self._others or plain in self._vocabulary:
            return True
        return any(plain in words for words in self._phrase_words.values())

    def phrase_word(self, plain: str, languages: Sequence[str]) -> str:
        """What a word that stands nowhere was meant to be among those languages' words, '' if nothing is near."""
        if self._knows(plain):
            return ""
        return next((word for language in languages if (word := _nearest(plain, self._phrase_words[language]))), "")

    def vocabulary_word(self, plain: str) -> str:
        """The same among the words of passages."""
        if self._knows(plain):
            return ""
        with_ending = filter(self._vocabulary.__contains__, _endings(plain))
        return _nearest(plain, self._vocabulary) or next(with_ending, "")


def plain_words(passages: Iterable[Passage]) -> set[str]:
    """Every word of the passages in its plain form without diacritics."""
    return {
        unaccented(token.plain)
        for passage in passages
        for token in tokenize(passage.article.text, passage.span.start, passage.span.end)
    }


def _nearest(plain: str, words: Words) -> str:
    """The nearest word of about the same length; the first letter counts as typed right, or swapped with the second."""
    if len(plain) < MIN_LENGTH or not plain.isalpha():
        return ""
    allowed = 1 if len(plain) < _TWO_SLIPS else 2
    starts = {plain[0], plain[1]}
    candidates = [word for size in range(len(plain) - 1, len(plain) + 2) for word in words.near(size, starts)]
    near_enough = process.extract(plain, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=5)
    return next((str(word) for word, _, _ in near_enough if _is_slip(plain, str(word))), "")


def _endings(plain: str) -> Iterator[str]:
    """The word with an ending more or less, which stemming does not see on names: "liu" for "lius"."""
    if len(plain) >= _SHORTEST_STEM and plain.isalpha():
        yield from (plain + ending for ending in _ENDINGS)
        yield from (
            plain.removesuffix(ending)
            for ending in _ENDINGS
            if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM
        )


def _is_slip(typed: str, meant: str) -> bool:
    """A short word with one letter exchanged is more often another word than a slip: "stroke" is no "strike"."""
    return len(typed) >= _LONG or len(typed) != len(meant) or sorted(typed) == sorted(meant)
