"""Matching of phrases in a sequence of words.

The data files write phrases like this:

    production begin      these words in this order, compared by their stems; function words between them are skipped
    go before ... cameras with a gap of up to four other words
    (shoot|film) in       one of the words in brackets
    dreh*  *budget        any word with that beginning or ending
    =casting              exactly this form
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from bot.search.accents import unaccented
from bot.search.language.tokens import Token, is_words, normalize_once, stem, stem_once

MAX_GAP: Final = 4
"""Maximum number of words in the place of `...`, function words aside."""
_MAX_FUNCTION_WORDS: Final = 4
"""Maximum number of function words between two words of a phrase."""
_AFFIX_LENGTH: Final = 3
"""Minimum length of a beginning or ending; phrases that begin with one are found by this many letters."""
_COMPARISONS: Final = ("stem", "exact", "prefix", "suffix")
"""The ways in which a word of a phrase is compared with a word of the text."""


# A question makes hundreds of words and matches: frozen dataclasses would take twice as long.
class StemmedWord(NamedTuple):
    """A word of the text, in the forms that phrases are compared with."""

    plain: str
    stem: str
    is_function: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """One of the words that fit a place in a phrase."""

    comparison: str
    """One of _COMPARISONS."""
    value: str

    def fits(self, word: StemmedWord) -> bool:
        if self.comparison == "stem":
            return word.stem == self.value
        if self.comparison == "exact":
            return word.plain == self.value
        return word.plain.startswith(self.value) if self.comparison == "prefix" else word.plain.endswith(self.value)


@dataclass(frozen=True, slots=True)
class _Element:
    """A place in a phrase, with the words that fit it."""

    forms: tuple[_Form, ...]
    after_gap: bool
    """Whether `...` comes before it."""

    def fits(self, word: StemmedWord) -> bool:
        return self.forms[0].fits(word) if len(self.forms) == 1 else any(form.fits(word) for form in self.forms)


class _Phrase:
    """A phrase. Its first word is read at once, the rest when a text holds that word.

    There are some ten thousand phrases, and most questions and articles need a few hundred of them.
    """

    __slots__ = ("_language", "_written", "elements", "ends_in", "label")

    def __init__(self, label: str, written: str, language: str) -> None:
        self.label = label
        self._written = written
        self._language = language
        self.elements: tuple[_Element, ...] = ()
        """Empty until `read` is called."""
        self.ends_in: frozenset[str] | None = None
        """Stems and plain forms of the last word, one of which the text must hold; empty if that word may be an affix.
        None until `read` is called."""

    def first_forms(self) -> tuple[_Form, ...]:
        """Return the words that fit the first place. Raises PhraseError if any part of the phrase cannot be read."""
        if is_words(self._written):
            return _forms(self._written.partition(" ")[0], self._language)
        first, *_ = _places(self._written)
        return _forms_of(first, self._language)

    def read(self) -> frozenset[str]:
        """Read all places, and return `ends_in`."""
        if is_words(self._written):
            self.elements = tuple(_Element(_forms(word, self._language), False) for word in self._written.split(" "))
        else:
            places = _places(self._written)
            self.elements = tuple(_Element(_forms_of(place, self._language), place.after_gap) for place in places)
        forms = self.elements[-1].forms
        is_open = any(form.comparison in {"prefix", "suffix"} for form in forms)
        self.ends_in = ends_in = frozenset[str]() if is_open else frozenset(form.value for form in forms)
        return ends_in


class Match(NamedTuple):
    """A phrase in a text: its label, and the indexes of its words."""

    label: str
    words: tuple[int, ...]


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why."""


class PhraseMatcher:
    """Finds all phrases of one language in one pass over the words of a sentence."""

    def __init__(self, phrases: Iterable[tuple[str, str]], language: str) -> None:
        """`phrases` are pairs of a label and a phrase. Raises PhraseError."""
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_beginning: dict[str, list[_Phrase]] = {}
        self._by_ending: dict[str, list[_Phrase]] = {}
        by_comparison = dict(
            zip(_COMPARISONS, (self._by_stem, self._by_word, self._by_beginning, self._by_ending), strict=True)
        )
        self._labels = set[str]()
        for label, written in phrases:
            self._labels.add(label)
            phrase = _Phrase(label, written, language)
            for form in phrase.first_forms():
                by_comparison[form.comparison].setdefault(_key(form.comparison, form.value), []).append(phrase)
        self._has_only_stems = not (self._by_word or self._by_beginning or self._by_ending)

    def find(self, words: Sequence[StemmedWord], labels: Collection[str] | None = None) -> list[Match]:
        """Return all phrases in `words`, each once for the same words; with `labels`, only those of these."""
        if labels is not None and self._labels.isdisjoint(labels):
            return []
        beginning = list(self._beginning_with(words))
        # Most words begin no phrase.
        if not beginning:
            return []
        found: dict[Match, None] = {}
        forms = {form for word in words for form in (word.stem, word.plain)}
        for index, phrases in beginning:
            for phrase in phrases:
                if labels is not None and phrase.label not in labels:
                    continue
                # Many phrases begin with "how" or "who": looking for the last word first rules most of them out.
                ends_in = phrase.read() if phrase.ends_in is None else phrase.ends_in
                if ends_in and ends_in.isdisjoint(forms):
                    continue
                if phrase.elements[0].fits(words[index]):
                    path = _follow(phrase.elements, words, (index,))
                    if path:
                        found[Match(phrase.label, path)] = None
        return list(found)

    def _beginning_with(self, words: Sequence[StemmedWord]) -> Iterator[tuple[int, Sequence[_Phrase]]]:
        """Yield the index of each word that may begin a phrase, with these phrases in the order of _COMPARISONS."""
        by_stem, by_word, by_beginning, by_ending = self._by_stem, self._by_word, self._by_beginning, self._by_ending
        if self._has_only_stems:
            yield from ((index, by_stem[word.stem]) for index, word in enumerate(words) if word.stem in by_stem)
            return
        for index, (plain, stemmed, _) in enumerate(words):
            first, last = plain[:_AFFIX_LENGTH], plain[-_AFFIX_LENGTH:]
            same = by_stem.get(stemmed, ())
            # Hardly any word is written in full or as an affix in a phrase.
            if plain in by_word or first in by_beginning or last in by_ending:
                others = by_word.get(plain, ()), by_beginning.get(first, ()), by_ending.get(last, ())
                yield index, list(chain(same, *others))
            elif same:
                yield index, same


_NO_PHRASES: Final = PhraseMatcher((), "")


class MatchersByLanguage:
    """A matcher for each language, made when it is first needed: most questions need those of one language."""

    def __init__(self, phrases_of: Callable[[str], Iterable[tuple[str, str]]], languages: Collection[str]) -> None:
        """`phrases_of` returns the phrases of a language, as PhraseMatcher takes them. Other languages have none."""
        self._phrases_of = phrases_of
        self._languages = languages
        self._matchers: dict[str, PhraseMatcher] = {}

    def __getitem__(self, language: str) -> PhraseMatcher:
        matcher = self._matchers.get(language)
        if matcher is None and language in self._languages:
            matcher = self._matchers[language] = PhraseMatcher(self._phrases_of(language), language)
        return _NO_PHRASES if matcher is None else matcher


def check_phrase(written: str) -> None:
    """Raise PhraseError if the phrase cannot be read."""
    # Words without any signs, which most phrases are, can always be read.
    if not is_words(written):
        list(_places(written))


def _key(comparison: str, value: str) -> str:
    """Return the key under which a first word is looked up: the whole word, or the part that all affixes have."""
    if comparison == "prefix":
        return value[:_AFFIX_LENGTH]
    return value[-_AFFIX_LENGTH:] if comparison == "suffix" else value


def _follow(
    elements: Sequence[_Element], words: Sequence[StemmedWord], path: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Extend `path`, the indexes of the words matched so far, to the whole phrase; None without a match.

    The nearest words win.
    """
    if len(path) == len(elements):
        return path
    element = elements[len(path)]
    skipped = functions = 0
    for index in range(path[-1] + 1, len(words)):
        word = words[index]
        if element.fits(word):
            longer = _follow(elements, words, (*path, index))
            if longer:
                return longer
        # Function words may be anywhere between the words of a phrase, other words only in a gap.
        functions += word.is_function
        skipped += not word.is_function
        if skipped > (MAX_GAP if element.after_gap else 0) or functions > _MAX_FUNCTION_WORDS:
            return None
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a phrase as it is written."""

    choices: tuple[str, ...]
    after_gap: bool


def _places(written: str) -> Iterator[_Place]:
    """Yield the places of a phrase that hold a word. Raises PhraseError."""
    has_word, gap = False, False
    for part in re.findall(r"=?\([^)]*\)|\S+", written):
        if part in {"...", "…"}:
            gap = True
            continue
        for piece in [part] if "(" in part else re.split(r"(?<=\w)[-/](?=\w)", part):
            choices = tuple(filter(_is_word, _choices(piece, written)))
            if choices:
                yield _Place(choices, gap)
                has_word, gap = True, False
    if not has_word or gap:
        raise PhraseError(f"'{written}' has no word{' after its last gap' if gap and has_word else ''}")


def _choices(part: str, written: str) -> list[str]:
    if "(" not in part and ")" not in part:
        return [part]
    if not re.fullmatch(r"\([^()]+\)", part):
        raise PhraseError(f"'{written}' has a bracket that is not closed, or a choice that is not a word of its own")
    choices = [choice.strip() for choice in part[1:-1].split("|")]
    if not all(choices) or any(" " in choice for choice in choices):
        raise PhraseError(f"'{written}': a choice is of single words, as in (shoot|film)")
    return choices


def _is_word(choice: str) -> bool:
    """Return whether a choice holds a word, and not only punctuation. Raises PhraseError if an affix is too short."""
    # Most words consist of letters alone.
    if choice.startswith("=") or (choice.isascii() and choice.isalpha()):
        return True
    if "*" in {choice[0], choice[-1]}:
        if len(_affix(choice)) < _AFFIX_LENGTH:
            raise PhraseError(f"'{choice}' is too short: a beginning or ending has at least {_AFFIX_LENGTH} letters")
        return True
    return bool(_stripped(choice))


def _forms_of(place: _Place, language: str) -> tuple[_Form, ...]:
    return tuple(form for choice in place.choices for form in _forms(choice, language))


@cache
def _forms(word: str, language: str) -> tuple[_Form, ...]:
    """Return the forms of one choice. They are cached, since many phrases share their words."""
    if word.startswith("="):
        return (_Form("exact", unaccented(normalize_once(word[1:]))),)
    if word.endswith("*"):
        return (_Form("prefix", _affix(word)),)
    if word.startswith("*"):
        return (_Form("suffix", _affix(word)),)
    plain = _stripped(word)
    # People type without accents, and the stemmer may see another ending then.
    stems = dict.fromkeys((stem_once(plain, language), stem_once(unaccented(plain), language))) if plain else ()
    return tuple(_Form("stem", each) for each in stems)


def _stripped(word: str) -> str:
    """Return the plain form of a word without the punctuation around it."""
    return normalize_once(word.strip(".,!?:;\"“”'’"))


def _affix(word: str) -> str:
    """Return the plain form of a beginning or ending."""
    return unaccented(normalize_once(word.strip("*")))


def stemmed_words(tokens: Sequence[Token], language: str, function: frozenset[str]) -> list[StemmedWord]:
    """Return tokens in the form of the phrase matcher, with stems of one language and its function words marked.

    Without a language, the stem of a word is the word without diacritics.
    """
    if not language:
        return [StemmedWord(plain := unaccented(token.plain), plain, plain in function) for token in tokens]
    return [
        StemmedWord(plain := unaccented(token.plain), stem(token.plain, language), plain in function)
        for token in tokens
    ]


def drop_excluded(matches: Iterable[Match], exclusions: Iterable[Match]) -> Iterator[Match]:
    """Return the matches that share no word with an exclusion of the same label."""
    taken: dict[str, set[int]] = {}
    for match in exclusions:
        taken.setdefault(match.label, set()).update(match.words)
    return (match for match in matches if not taken.get(match.label, set()) & set(match.words))
