"""Verbatim search: finds the passages whose words a question repeats, however common these are.

Words in quotation marks are looked for, or else all words of the question: "who said the action is the juice". A run
of MIN_RUN_WORDS words is found by its shingles, and a shorter one in quotation marks by its content words. The runs of
the likeliest passages are then measured in their text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import regex

from bot.search.accents import unaccented
from bot.search.index.combined import CombinedView
from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.language.sentences import has_verb_of_speech
from bot.search.language.tokens import Token, tokenize
from bot.search.language.word_runs import MIN_RUN_WORDS, checksums, longest_run, run_words

MAX_READ: Final = 12
"""Maximum number of passages whose text is read for a question."""
MAX_WANTED_WORDS: Final = 60
"""Number of words of the question, or of each quotation in it, that are looked for."""
MAX_QUOTATIONS: Final = 3
"""Number of quotations in a question that are looked for."""
MIN_QUOTED_SHARE: Final = 0.6
"""Minimum share of the words in quotation marks that a passage must hold in a row."""
MAX_SHORT_MATCHES: Final = 3
"""Fewer than MIN_RUN_WORDS words in quotation marks identify passages only if at most this many hold them."""
MIN_SPOKEN_SHARE: Final = 0.4
"""Minimum share of a question about what was said that a passage must hold: "who said …" has other words besides."""
MIN_REPEATED_SHARE: Final = 0.8
MIN_REPEATED_WORDS: Final = 6
"""Minimum share and number of the words that a passage must hold if the question has no quotation marks and no verb of
speech."""

_QUOTATIONS: Final = regex.compile(
    r"""["“”„«»‟＂](?P<text>[^"“”„«»‟＂]+)(?:["“”„«»‟＂]|\Z)"""
    r"""|(?<![\p{L}\p{N}])['‘‚‹](?P<text>[^"“”„«»‟＂]+?)['’‘›](?![\p{L}\p{N}])"""
)
"""Words in quotation marks. The closing one may be missing, unless it is a single one: "the '90s"."""


_SPEAKER_KINDS: Final = frozenset({"who", "quote"})
"""The kinds of answer that a question about somebody's words asks for."""


class VerbatimMatch(NamedTuple):
    """The longest run of words that a passage shares with a question."""

    words: int
    """Length of the run."""
    share: float
    """Share of the wanted words that it covers, from 0 to 1."""
    is_quoted: bool
    """Whether the question has the words in quotation marks."""
    first_sentence: int
    last_sentence: int
    """The sentences in which the run begins and ends."""
    is_known_item: bool
    """Whether the question looks for this very passage: a known-item search."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Words to be found in a row."""

    words: tuple[str, ...]
    is_quoted: bool
    min_words: int
    """Minimum length of a run that identifies a passage."""
    stems: tuple[tuple[str, ...], ...] = ()
    """Index terms of each content word of a short quotation, by which its passages are found."""


class VerbatimSearch:
    """Finds the passages of one scope whose words a question repeats."""

    def __init__(self, passages: CombinedView) -> None:
        self._passages = passages

    def find(self, question: AnalysedQuestion, published: Bools | None) -> dict[int, VerbatimMatch]:
        """Return the matches of at most MAX_READ passages by their numbers.

        `published` is a mask of the passages that count, None for all. Without quotation marks, only passages are read
        that may hold enough of the question to be meant.
        """
        found: dict[int, VerbatimMatch] = {}
        for wanted in _wanted(question):
            numbers = self._likely(wanted, published)[: MAX_READ - len(found)]
            matches = {number: match for number in numbers if (match := self._match(wanted, self._passages[number]))}
            lengths = [match.words for match in matches.values() if match.is_known_item]
            if len(wanted.words) < MIN_RUN_WORDS and len(lengths) > MAX_SHORT_MATCHES:
                continue
            for number, match in matches.items():
                if number not in found or found[number].words < match.words:
                    # A part of the words is not meant where another passage holds them all.
                    is_known_item = match.is_known_item and match.words >= max(lengths) - 1
                    found[number] = match._replace(is_known_item=is_known_item)
        return found

    def _likely(self, wanted: _Wanted, published: Bools | None) -> list[int]:
        """Return the passages that may hold enough of the words, those with most of them first, then the newest."""
        every = checksums(wanted.words)
        votes: Counter[int] = Counter()
        if every:
            hits = self._passages.sharing_shingles(np.array(every, np.int32))
            votes.update(number for _, number in hits if published is None or published[number])
        # Of each two neighbouring shingles of a run, one is sampled.
        enough = max((min(wanted.min_words, len(wanted.words)) - MIN_RUN_WORDS + 2) // 2, 1)
        likely = sorted((number for number in votes if votes[number] >= enough), key=lambda n: (-votes[n], -n))
        if wanted.stems:
            terms = [(stems, 1.0) for stems in wanted.stems]
            numbers, _ = self._passages.index.best(terms, MAX_READ, published)
            likely += [number for number in numbers.tolist() if number not in votes]
        return likely

    def _match(self, wanted: _Wanted, passage: AnalysedPassage) -> VerbatimMatch | None:
        span = passage.passage.span
        tokens = list(tokenize(passage.article.text, span.start, span.end))
        _, place, size = longest_run(wanted.words, run_words(tokens))
        if size < 2 or not passage.sentences:
            return None
        first, last = (_sentence_of(passage, tokens[number]) for number in (place, place + size - 1))
        is_known_item = size >= wanted.min_words
        return VerbatimMatch(size, size / len(wanted.words), wanted.is_quoted, first, last, is_known_item)


def _sentence_of(passage: AnalysedPassage, token: Token) -> int:
    """Return the number of the sentence that holds the token."""
    ends = (number for number, sentence in enumerate(passage.sentences) if token.start < sentence.span.end)
    return next(ends, len(passage.sentences) - 1)


def _wanted(question: AnalysedQuestion) -> Iterator[_Wanted]:
    """Yield the words in each pair of quotation marks, or all words of the question if none identifies a passage."""
    quotations = [
        words
        for found in _QUOTATIONS.finditer(question.text)
        if len(words := _words_within(question, found.start("text"), found.end("text"))) > 1
    ][:MAX_QUOTATIONS]
    wanted = [each for words in quotations for each in _quoted(words)]
    yield from wanted or _unquoted(question)


def _words_within(question: AnalysedQuestion, start: int, end: int) -> tuple[QuestionWord, ...]:
    words = (word for word in question.words if start <= word.token.start < end)
    return tuple(words)[:MAX_WANTED_WORDS]


def _quoted(words: Sequence[QuestionWord]) -> Iterator[_Wanted]:
    plain = _plain(words)
    if len(words) >= MIN_RUN_WORDS:
        yield _Wanted(plain, True, max(MIN_RUN_WORDS, round(MIN_QUOTED_SHARE * len(words))))
        return
    # The name of a film or a person identifies no passage.
    own = [word for word in words if word.role in {Role.CONTENT, Role.COMMON} and not word.in_phrase]
    content = tuple(word.stems for word in words if word.role in {Role.CONTENT, Role.COMMON} and word.is_known)
    if own and content:
        yield _Wanted(plain, True, len(words), content)


def _unquoted(question: AnalysedQuestion) -> Iterator[_Wanted]:
    words = question.words[:MAX_WANTED_WORDS]
    # "When did they say that filming starts" asks for the newest date, not for the passage with these words.
    if question.topics and _SPEAKER_KINDS.isdisjoint(question.kinds):
        return
    if has_verb_of_speech(question.text) or "quote" in question.kinds:
        enough = max(MIN_RUN_WORDS, round(MIN_SPOKEN_SHARE * len(words)))
    else:
        enough = max(MIN_REPEATED_WORDS, round(MIN_REPEATED_SHARE * len(words)))
    if len(words) >= enough:
        yield _Wanted(_plain(words), False, enough)


def _plain(words: Sequence[QuestionWord]) -> tuple[str, ...]:
    return tuple(unaccented(word.typed) for word in words)
