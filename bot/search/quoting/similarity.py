"""Similarity of texts: shingles find texts that share most of their words, statements tell whether they say the same.

Two passages may share most of their words and differ in the one that counts. So shared shingles only make candidates.
Statements are compared word by word: another number, date, name or negation makes another statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bot.domain import Span
from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.tokens import Token, tokenize
from bot.search.quoting.sentence_tokens import sentence_tokens
from bot.search.ranking.weights import MAX_EXTRA_WORDS, MIN_SHARED_WORDS, MIN_STATEMENT_WORDS, SHINGLE_WORDS

_SIGNS_BEFORE_NUMBER: Final = "$€£¥₹#+-−±<>≤≥~≈"
_SIGNS_AFTER_NUMBER: Final = "%‰°$€£¥₹+"
_CLOSING_MARKS: Final = "\"'”’»“) "
_QUESTION_MARK: Final = "?"
_NEGATIONS: Final = ("n'", "n’", "N'", "N’")
"""The beginnings of words with a French "ne" before a vowel."""
MAX_CACHED_STATEMENTS: Final = 2_000
"""Maximum number of cached statements, of some two kilobytes each. The same sentences are quoted again and again."""

Shingle = tuple[str, ...]
"""Consecutive words."""


def shingles_of(text: str) -> frozenset[Shingle]:
    """Return every run of SHINGLE_WORDS words in the text."""
    words = [token.plain for token in tokenize(text)]
    return frozenset(tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))


def containment(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """Return the share of the shorter text's shingles that the other text holds, from 0 to 1."""
    return len(one & other) / max(min(len(one), len(other)), 1)


@dataclass(frozen=True, slots=True)
class _StatementWords:
    """The content of `statements.txt`."""

    significant: frozenset[str]
    """Words of negation, doubt, dates and numbers, which a statement cannot lose and stay the same."""
    articles: frozenset[str]
    """Articles ("the"), which are ignored."""
    numbers: Mapping[str, str]
    """Digits of each number in words, or the word itself if it has none."""

    @classmethod
    def parse(cls, text: str) -> _StatementWords:
        sections = read_sections(text)
        pairs = [word.partition("=") for word in sections["numbers"]]
        numbers = {word: figure or word for word, _, figure in pairs}
        significant = frozenset(word for name in ("negation", "doubt", "dates") for word in sections[name])
        return cls(significant | frozenset(numbers), frozenset(sections["articles"]), numbers)


@cache
def _statement_words() -> _StatementWords:
    return _StatementWords.parse(read_data("statements.txt"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as a sequence of words for comparison."""

    words: tuple[str, ...]
    significant: tuple[bool, ...]
    """For each word whether it is a number, part of a date, a name, a negation or a doubt."""
    distinct: frozenset[str]
    """The words, each once."""
    repetitions: int
    """Number of words that occurred before in it."""

    @classmethod
    def from_text(cls, text: str, span: Span, months: frozenset[str]) -> Statement:
        """Return the sentence at `span`. `months` are the calendar words that are part of dates."""
        # A number's sign may be before or after the sentence. The whole text would be too large for the cache.
        before, after = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
        return _statement(before, span.of(text), after, months)

    @property
    def is_insignificant(self) -> bool:
        """Whether the statement holds no number, date, name, negation or doubt."""
        return not any(self.significant)

    def repeats(self, other: Statement) -> bool:
        """Return whether both say the same: the same words, except for a few insignificant ones at either end."""
        if self.words == other.words:
            return True
        if min(len(self.words), len(other.words)) < MIN_STATEMENT_WORDS:
            return False
        return any(self._repeats_at(shift, other) for shift in range(-MAX_EXTRA_WORDS, MAX_EXTRA_WORDS + 1))

    def contradicts(self, other: Statement) -> bool:
        """Return whether both share most words but not all: one has another number, name, negation or verb."""
        own, others = len(self.words), len(other.words)
        shorter, longer = (own, others) if own < others else (others, own)
        enough = MIN_SHARED_WORDS * longer
        # Counting words takes long. These bounds rule most pairs out.
        if longer < MIN_STATEMENT_WORDS or shorter < enough:
            return False
        # Each common word counts once, and all repetitions.
        common, repeated = len(self.distinct & other.distinct), min(self.repetitions, other.repetitions)
        if common + repeated < enough:
            return False
        if repeated:
            common = (Counter(self.words) & Counter(other.words)).total()
        return common >= enough and not self.repeats(other)

    def _repeats_at(self, shift: int, other: Statement) -> bool:
        """Return whether both are the same if this one begins `shift` words into the other, or -`shift` before it."""
        own_start, other_start = max(-shift, 0), max(shift, 0)
        size = min(len(self.words) - own_start, len(other.words) - other_start)
        if size < MIN_STATEMENT_WORDS:
            return False
        if self.words[own_start : own_start + size] != other.words[other_start : other_start + size]:
            return False
        return self._rest_is_insignificant(own_start, size) and other._rest_is_insignificant(other_start, size)

    def _rest_is_insignificant(self, start: int, size: int) -> bool:
        """Return whether only a few insignificant words are before `start` and after `start + size`."""
        rest = len(self.words) - start - size
        return rest <= MAX_EXTRA_WORDS and not any((*self.significant[:start], *self.significant[start + size :]))


def all_repeated(quoted: Sequence[Statement], statements: Sequence[Statement]) -> bool:
    """Return whether `statements` repeat all significant quoted statements, and at least one of all quoted ones."""
    known = {statement.words for statement in statements}
    any_repeated = False
    for statement in quoted:
        if statement.words in known or any(statement.repeats(other) for other in statements):
            any_repeated = True
        elif not statement.is_insignificant:
            return False
    return any_repeated


@lru_cache(maxsize=MAX_CACHED_STATEMENTS)
def _statement(before: str, sentence: str, after: str, months: frozenset[str]) -> Statement:
    """Return a sentence; `before` and `after` are the characters beside it."""
    known = _statement_words()
    words: list[str] = []
    significant: list[bool] = []
    has_negation = any(mark in sentence for mark in _NEGATIONS)
    for place, token in enumerate(sentence_tokens(sentence)):
        plain = unaccented(token.plain)
        # Nearly all words consist of letters alone.
        is_number = not plain.isalpha() and any(character.isdigit() for character in plain)
        # The first word of a sentence has a capital letter anyway.
        is_name = place > 0 and sentence[token.start].isupper()
        # It is a negation, although its plain form is that of another word.
        is_negation = has_negation and sentence.startswith(_NEGATIONS, token.start)
        if plain in known.articles and not is_negation:
            continue
        word = known.numbers.get(plain, plain) + "'" * is_negation
        words.append(_with_signs(before, sentence, after, token) if is_number else word)
        significant.append(is_number or is_name or is_negation or plain in known.significant or plain in months)
    if sentence[-3:].rstrip(_CLOSING_MARKS).endswith(_QUESTION_MARK):
        words.append(_QUESTION_MARK)
        significant.append(True)
    distinct = frozenset(words)
    return Statement(tuple(words), tuple(significant), distinct, len(words) - len(distinct))


def _with_signs(before: str, sentence: str, after: str, token: Token) -> str:
    """Return a number with its currency, plus, minus or percent sign."""
    left = sentence[token.start - 1] if token.start else before
    right = sentence[token.end : token.end + 1] or after
    prefix = left if left and left in _SIGNS_BEFORE_NUMBER else ""
    suffix = right if right and right in _SIGNS_AFTER_NUMBER else ""
    return prefix + token.plain + suffix
