"""Removal of the names of private people from questions before they are stored.

Names of the film's people and of other public people stay, as they are what a gap is about: those in `names.yaml`, and
those in articles. The names of others are removed:
- what follows "my name is" or a title such as "Mr"
- a given name, in capitals or not, with the names that follow it
- several capitalized words, one of which is in no article and no dictionary
- one such word within a sentence, except in German, which writes all nouns with a capital.

In a question that capitalizes most words, capitals reveal no names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import Token, tokenize
from bot.text.personal_data import REMOVED

_MAX_SHARE_OF_CAPITALS: Final = 0.6
"""Share of capitalized words at which capitals reveal no names."""
_FEW_WORDS: Final = 3
"""Number of words up to which all may still have capitals: "Kevin Miller?"."""
_MAX_INTRODUCTION: Final = 4
"""Maximum number of words of a phrase that introduces a name."""
_BETWEEN: Final = frozenset((" ", "-", "’", "'", ". "))
"""Words that may be between the parts of a name."""
_SENTENCE_ENDS: Final = ".!?…:"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question, and what is known of it."""

    token: Token
    plain: str
    has_capital: bool
    is_first: bool
    """Whether it begins a sentence."""
    is_name: bool
    """Whether it belongs to a listed name."""
    is_public: bool
    """Whether it belongs to a listed name, or to a phrase of a topic."""
    in_article: bool
    is_given: bool
    in_dictionary: bool

    @property
    def is_strange(self) -> bool:
        """Whether neither an article nor the dictionary holds it."""
        return not (self.is_public or self.in_article or self.in_dictionary)


def without_private_names(question: AnalysedQuestion, data: LanguageData) -> str:
    """Return the text of a question in which a mark stands for each name of a private person."""
    words = _words(question, data)
    if not words:
        return question.text
    capitals = sum(word.has_capital for word in words)
    tells = len(words) <= _FEW_WORDS or capitals < _MAX_SHARE_OF_CAPITALS * len(words)
    removed = {*_introduced(words), *_names(words, question, tells=tells)}
    text, end, parts = question.text, 0, list[str]()
    for first, last in _ranges(words, removed, text):
        parts += [text[end:first], REMOVED]
        end = last
    return "".join((*parts, text[end:]))


def _words(question: AnalysedQuestion, data: LanguageData) -> list[_Word]:
    text, given = question.text, _sections()["given names"]
    analysed = {word.token.start: word for word in question.words}
    named = {number for numbers in question.name_words for number in numbers}
    public = {word.token.start for number, word in enumerate(question.words) if number in named}
    words = []
    for token in tokenize(text):
        known, plain = analysed.get(token.start), unaccented(token.plain)
        # A word that was corrected is not the word that was typed.
        is_typed = known is not None and known.typed == known.token.plain
        in_phrase = known is not None and is_typed and known.in_phrase
        is_function = known is not None and known.role in (Role.FUNCTION, Role.SUBJECT)
        before = text[: token.start].rstrip(" \"'“„«¿¡(")
        words.append(
            _Word(
                token,
                plain,
                has_capital=text[token.start].isupper(),
                is_first=not before or before[-1] in _SENTENCE_ENDS,
                is_name=token.start in public,
                is_public=token.start in public or in_phrase or is_function,
                in_article=known is not None and is_typed and known.is_known,
                is_given=plain in given or (plain[-1:] == "s" and plain[:-1] in given),  # a genitive
                in_dictionary=not plain.isalpha() or token.plain in data.intents.words,
            )
        )
    return words


def _introduced(words: Sequence[_Word]) -> Iterator[int]:
    """Yield the numbers of the words that follow an introduction or a title."""
    titles, introductions = _sections()["titles"], _sections()["introductions"]
    for number, word in enumerate(words):
        following = words[number + 1 : number + 3]
        starts = range(max(0, number + 1 - _MAX_INTRODUCTION), number + 1)
        if any("_".join(each.plain for each in words[start : number + 1]) in introductions for start in starts):
            yield from (number + 1 + place for place, each in enumerate(following) if place == 0 or each.has_capital)
        elif word.plain in titles and word.has_capital and following and _may_be_private(following[0]):
            yield number + 1


def _may_be_private(word: _Word) -> bool:
    return word.has_capital and not word.is_public and not word.in_article


def _names(words: Sequence[_Word], question: AnalysedQuestion, *, tells: bool) -> Iterator[int]:
    """Yield the numbers of the words of private names. `tells` says whether capitals reveal names."""
    for run in _runs(words, question.text, tells=tells):
        parts = [words[number] for number in run]
        if all(part.in_article for part in parts) or _is_followed_by_name(words, run):
            continue
        is_german = "de" in question.languages
        is_name = any(part.is_given for part in parts)
        is_strange = not is_german and tells and any(part.is_strange for part in parts)
        if is_name or (is_strange and (len(parts) > 1 or not parts[0].is_first)):
            yield from run


def _is_followed_by_name(words: Sequence[_Word], run: Sequence[int]) -> bool:
    """Return whether the run is the beginning of a public name: "gerard butler"."""
    following = words[run[-1] + 1 :][:1]
    return len(run) == 1 and bool(following) and following[0].is_name


def _runs(words: Sequence[_Word], text: str, *, tells: bool) -> Iterator[list[int]]:
    """Yield the numbers of words that may be one name: with capitals, or beginning with a given name."""
    run = list[int]()
    for number, word in enumerate(words):
        follows = bool(run) and text[words[run[-1]].token.end : word.token.start] in _BETWEEN
        if run and not (follows and _goes_on(words, run, word, tells=tells)):
            yield run
            run = []
        # The first word of a sentence has a capital anyway.
        begins = (word.has_capital and tells and (not word.is_first or word.is_strange)) or word.is_given
        if run or (begins and not word.is_public):
            run.append(number)
    if run:
        yield run


def _goes_on(words: Sequence[_Word], run: Sequence[int], word: _Word, *, tells: bool) -> bool:
    """Return whether a word is a further part of a name."""
    if word.is_public:
        return False
    first = words[run[0]]
    if tells and word.has_capital:
        return True
    # Without capitals only a strange word is the surname after a given name.
    return first.is_given and len(run) == 1 and word.is_strange


def _ranges(words: Sequence[_Word], removed: set[int], text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of removed words in the text, those that occur side by side together."""
    first = last = -1
    for number in sorted(removed):
        token = words[number].token
        if first >= 0 and text[last : token.start] in _BETWEEN:
            last = token.end
            continue
        if first >= 0:
            yield first, last
        first, last = token.start, token.end
    if first >= 0:
        yield first, last


@cache
def _sections() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_sections(read_data("given_names.txt")).items()}
