"""Repeats: the same statement in several articles, as opposed to independent reports of the same news."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from bot.domain import Article, Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.quoting.quote import is_quoted
from bot.search.quoting.similarity import Shingle, Statement, all_repeated, shingles_of
from bot.search.ranking.weights import MAX_COMPARED_STATEMENTS, MIN_CONTAINMENT, MIN_SHINGLES


class Repeats:
    """Comparison of some passages, which are named by their places in a list.

    Passages that share most of their words are similar. They repeat each other if what is quoted of them says the same.
    """

    def __init__(
        self, passages: Sequence[AnalysedPassage], quotes: Sequence[Sequence[Span]], months: Collection[str]
    ) -> None:
        """Prepare the comparison. `quotes` are the slices that would be quoted of each passage."""
        self._passages = passages
        self._quotes = quotes
        self._months = frozenset(months)
        self._statements: dict[int, tuple[Sequence[Statement], Sequence[Statement]]] = {}
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        for place, passage in enumerate(passages):
            for shingle in passage.shingle_sample:
                self._places[shingle].append(place)

    def similar(self, place: int) -> list[int]:
        """Return the places of the passages in other articles that share most words with this one, in order."""
        own = self._passages[place]
        shared = Counter(other for shingle in own.shingle_sample for other in self._places[shingle])
        likely = (other for other, count in shared.items() if count >= _min_shared(own, self._passages[other]))
        return [other for other in sorted(likely) if _are_similar(own.passage, self._passages[other].passage)]

    def is_copy(self, lead: int, other: int) -> bool:
        """Return whether the article of `other` may be named beside the quote of `lead` as a copy of it.

        All that is quoted of `lead` must be in `other`. All that would be quoted of `other` must be in `lead`, so that
        no newer statement is hidden. An older or undated article may say more.
        """
        if lead == other:
            return True
        (quoted, in_lead), (quoted_of_other, in_other) = self._read(lead), self._read(other)
        if not all_repeated(quoted, in_other):
            return False
        return self._is_older_or_undated(other, lead) or all_repeated(quoted_of_other, in_lead)

    def overtakes(self, newer: int, older: int) -> bool:
        """Return whether `newer` was published later, and a quoted statement contradicts a quoted one of `older`."""
        last, first = self._article(older).published.last_day, self._article(newer).published.first_day
        if not last or not first or last >= first:
            return False
        (new, _), (old, _) = self._read(newer), self._read(older)
        return any(
            one.contradicts(other) for one in new[:MAX_COMPARED_STATEMENTS] for other in old[:MAX_COMPARED_STATEMENTS]
        )

    def _is_older_or_undated(self, other: int, lead: int) -> bool:
        last = self._article(other).published.last_day
        first = self._article(lead).published.first_day
        return last is None or (first is not None and last < first)

    def _article(self, place: int) -> Article:
        return self._passages[place].article

    def _read(self, place: int) -> tuple[Sequence[Statement], Sequence[Statement]]:
        """Return the quoted statements of a passage, and all its statements."""
        known = self._statements.get(place)
        if known is None:
            text, sentences = self._article(place).text, self._passages[place].sentences
            statements = [Statement.from_text(text, sentence.span, self._months) for sentence in sentences]
            slices = self._quotes[place]
            quoted = [
                statement
                for statement, sentence in zip(statements, sentences, strict=True)
                if is_quoted(sentence, slices)
            ]
            known = self._statements[place] = (quoted, statements)
        return known


def _min_shared(one: AnalysedPassage, other: AnalysedPassage) -> float:
    """Return the number of common sampled shingles from which all shingles are compared.

    It is half of what similar passages share on average, because a sample may by chance miss some.
    """
    return MIN_CONTAINMENT / 2 * min(len(one.shingle_sample), len(other.shingle_sample))


def _are_similar(one: Passage, other: Passage) -> bool:
    # An article may repeat itself, but is not "also in" itself.
    if one.article.id == other.article.id:
        return False
    own, others = _shingles(one), _shingles(other)
    return len(own & others) >= MIN_CONTAINMENT * max(min(len(own), len(others)), MIN_SHINGLES)


@lru_cache(maxsize=512)
def _shingles(passage: Passage) -> frozenset[Shingle]:
    return shingles_of(passage.article.text, passage.span.start, passage.span.end)
