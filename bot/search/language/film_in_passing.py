"""Films that a sentence mentions in passing, without being about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.domain import About
from bot.search.language.film_words import FilmWords
from bot.search.language.phrase_matcher import StemmedWord
from bot.search.language.sentence_words import CLAUSE_MARK, SentenceWords

MAX_BEGINNING: Final = 3
"""Number of the words at the beginning of a sentence among which its grammatical subject is looked for."""
_MAX_COMPARED: Final = 3
"""Number of words before a film in which a comparison with it is looked for."""
_MAX_BESIDE: Final = 4
"""Number of words before a film in which words that put something beside it are looked for."""
_MIN_PHRASE: Final = 2
"""Minimum number of words before a film in a phrase that is subordinate."""


def is_in_passing(sentence: SentenceWords, about: About, index: int, film_words: FilmWords) -> bool:
    """Return whether a film comes late in the sentence or, if it is not the new one, in a subordinate phrase."""
    text, tokens, words = sentence.text, sentence.tokens, sentence.words
    is_late = index >= max(len(words) // 2, MAX_BEGINNING)
    if about is About.SUBJECT:
        return is_late
    before = [word.plain for word in words[max(index - _MAX_COMPARED, 0) : index]]
    # "Longer than Ferrari", "più di Ferrari"; and "the owner of Heat" between commas.
    if (
        _compares(before, film_words)
        or _is_enclosed(sentence, index)
        or (is_late and _is_beside(words, index, film_words))
    ):
        return True
    # "The events of Heat", "more than the original".
    is_complement = any(word in film_words.genitive for word in before[-2:])
    if is_complement and is_late and not film_words.is_past(sentence) and not sentence.asks:
        return True
    marks = [found.start() for found in CLAUSE_MARK.finditer(text, 0, tokens[index].start)]
    # In "[Heat]" an editor says what "it" is.
    if not marks or text[marks[-1]] in "([:":
        return bool(marks) and text[marks[-1]] == "("
    begin = next(each for each in range(index + 1) if tokens[each].start > marks[-1])
    # "Back then, the original made …" is still about it.
    if begin == 0 or index - begin < _MIN_PHRASE:
        return False
    return words[begin].is_function and words[begin].plain not in film_words.joining


def _is_beside(words: Sequence[StemmedWord], index: int, film_words: FilmWords) -> bool:
    """Return whether something is put beside the film at this place: "a week ahead of the next Avatar"."""
    before = words[max(index - _MAX_BESIDE, 0) : index]
    return not film_words.beside.isdisjoint(word.plain for word in before)


def _compares(before: Sequence[str], film_words: FilmWords) -> bool:
    """Return whether the words before a film only compare with it, or date something by it."""
    if not film_words.compared.isdisjoint(before[-2:]):
        return True
    is_of = not film_words.of_degree.isdisjoint(before[-2:])
    return is_of and not film_words.degree.isdisjoint(before)


def _is_enclosed(sentence: SentenceWords, index: int) -> bool:
    """Return whether a film comes late in a phrase between two commas: "Warner, the owner of Heat, …"."""
    tokens, text = sentence.tokens, sentence.text
    before = [found.start() for found in CLAUSE_MARK.finditer(text, 0, tokens[index].start)]
    behind = CLAUSE_MARK.search(text, tokens[index].end)
    if not before or not behind or text[before[-1]] != "," or behind[0] != ",":
        return False
    begin = next(number for number in range(index + 1) if tokens[number].start > before[-1])
    return begin > 0 and index - begin >= _MIN_PHRASE
