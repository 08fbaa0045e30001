"""The same statement in several articles, told from independent reports by the words that they share.

Passages that share most of their words may still differ in the one that counts. So sharing words only makes them
candidates: they repeat each other when what is quoted of them states the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from bot.domain import Article, Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.quoting.similarity import Shingle, Statement, all_repeated, shingles_of

CONTAINMENT: Final = 0.4
"""Passages of different articles are alike when the shorter shares this much of its shingles."""
_FEWEST: Final = 5
_COMPARED: Final = 12
"""Maximum number of quoted statements that are compared with those of another quote."""


class Repeats:
    """Which of some passages are alike, and which of these state the same."""

    def __init__(
        self, passages: Sequence[AnalysedPassage], quotes: Sequence[Sequence[Span]], months: Collection[str]
    ) -> None:
        """`quotes` are the slices of each passage that would be quoted, `months` the words of the calendar."""
        self._passages = passages
        self._quotes = quotes
        self._months = frozenset(months)
        self._statements: dict[int, tuple[Sequence[Statement], Sequence[Statement]]] = {}
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        for place, passage in enumerate(passages):
            for shingle in passage.shingle_sample:
                self._holders[shingle].append(place)

    def like(self, place: int) -> list[int]:
        """The places of those that share most words with the one at `place`, in order."""
        own = self._passages[place]
        sharing = Counter(other for shingle in own.shingle_sample for other in self._holders[shingle])
        likely = (other for other, count in sharing.items() if count >= self._enough(own, self._passages[other]))
        return [other for other in sorted(likely) if _are_alike(own.passage, self._passages[other].passage)]

    def states(self, lead: int, other: int) -> bool:
        """Whether the article of `other` may be named beside the quote of `lead` as one that states the same.

        What is quoted of `lead` must stand in `other`. What would be quoted of `other` must stand in `lead`, so that
        nothing newer is hidden; only an older or an undated article may say more.
        """
        if lead == other:
            return True
        (quoted, held), (others_quoted, others_held) = self._read(lead), self._read(other)
        if not all_repeated(quoted, others_held):
            return False
        return self._is_not_newer(other, lead) or all_repeated(others_quoted, held)

    def overtakes(self, newer: int, older: int) -> bool:
        """Whether what is quoted of `newer` was published later and says otherwise what is quoted of `older`."""
        last, first = self._article(older).published.last_day, self._article(newer).published.first_day
        if not last or not first or last >= first:
            return False
        return any(
            one.restates(other)
            for one in self._read(newer)[0][:_COMPARED]
            for other in self._read(older)[0][:_COMPARED]
        )

    def _is_not_newer(self, other: int, lead: int) -> bool:
        last = self._article(other).published.last_day
        first = self._article(lead).published.first_day
        return last is None or (first is not None and last < first)

    def _article(self, place: int) -> Article:
        return self._passages[place].article

    def _read(self, place: int) -> tuple[Sequence[Statement], Sequence[Statement]]:
        """The statements that are quoted of a passage, and all that it holds."""
        known = self._statements.get(place)
        if known is None:
            text, sentences = self._article(place).text, self._passages[place].sentences
            held = [Statement.of(text, sentence.span, self._months) for sentence in sentences]
            slices = self._quotes[place]
            quoted = [
                statement
                for statement, sentence in zip(held, sentences, strict=True)
                if any(piece.start <= sentence.span.start and sentence.span.end <= piece.end for piece in slices)
            ]
            known = self._statements[place] = (quoted, held)
        return known

    @staticmethod
    def _enough(one: AnalysedPassage, other: AnalysedPassage) -> float:
        """How many sampled shingles in common are worth a closer look."""
        return CONTAINMENT / 2 * min(len(one.shingle_sample), len(other.shingle_sample))


def _are_alike(one: Passage, other: Passage) -> bool:
    """Whether they are of different articles and share most of their words."""
    if one.article.id == other.article.id:
        return False
    own, others = _shingles(one), _shingles(other)
    return len(own & others) >= CONTAINMENT * max(min(len(own), len(others)), _FEWEST)


@lru_cache(maxsize=512)
def _shingles(passage: Passage) -> frozenset[Shingle]:
    return shingles_of(passage.article.text, passage.span.start, passage.span.end)
