"""NearDuplicates: the same statement in several articles, as opposed to independent reports of the same news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from bot.domain import Article, Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.countries import are_other_countries, countries_in
from bot.search.quoting.quote import is_quoted
from bot.search.quoting.similarity import Shingle, Statement, all_repeated, shingles_of
from bot.search.ranking.weights import MAX_COMPARED_STATEMENTS, MIN_CONTAINMENT, MIN_SHINGLES


class NearDuplicates:
    """Comparison of some passages, which are named by their places in a list.

    Passages that share most of their words are similar. They repeat each other if what is quoted of them says the same.
    One supersedes another if it was certainly published later, and a quoted statement contradicts a quoted one of it.
    """

    def __init__(
        self, passages: Sequence[AnalysedPassage], quote: Callable[[int], Sequence[Span]], months: frozenset[str]
    ) -> None:
        """Prepare the comparison. `quote` takes a place and returns the slices that would be quoted of the passage."""
        self._passages = passages
        self._quote = quote
        self._months = months
        self._statements: dict[tuple[int, int], Statement] = {}
        self._quoted_statements: dict[int, Sequence[Statement]] = {}
        self._places = _places_of_shared([passage.shingle_sample for passage in passages])
        # Thousands of copies are compared with each other, more than the cache of all questions holds.
        self._shingles = cache(_cached_shingles)

    def similar(self, place: int) -> list[int]:
        """Return the places of the passages in other articles that share most words with this one, in order."""
        own = self._passages[place]
        shingles = self._places.keys() & own.shingle_sample if self._places else ()
        if not shingles:
            return []
        shared = Counter(chain.from_iterable(self._places[shingle] for shingle in shingles))
        del shared[place]
        likely = (other for other, count in shared.items() if count >= _min_shared(own, self._passages[other]))
        return [other for other in sorted(likely) if self._are_similar(own.passage, self._passages[other].passage)]

    def is_copy(self, lead: int, other: int) -> bool:
        """Return whether the article of `other` may be named beside the quote of `lead` as a copy of it.

        All that is quoted of `lead` must be in `other`. All that would be quoted of `other` must be in `lead`, so that
        no newer statement is hidden. An older or undated article may say more.
        """
        if lead == other:
            return True
        if not all_repeated(self._quoted(lead), self._every(other)):
            return False
        return self._is_older_or_undated(other, lead) or all_repeated(self._quoted(other), self._every(lead))

    def superseding(self, places: Collection[int]) -> dict[int, list[int]]:
        """Return for each of these places those of the others that supersede it, in order."""
        rows = {place: self._passages[place].rows for place in places}
        quoted = {place: self._quoted(place)[:MAX_COMPARED_STATEMENTS] for place in places if len(places) > 1}
        return {
            older: [
                newer
                for newer in places
                if 0 < rows[older].last_day < rows[newer].first_day
                and any(one.contradicts(other) for one in quoted[newer] for other in quoted[older])
                and not self._are_of_other_countries(newer, older)
            ]
            for older in places
        }

    def _are_similar(self, one: Passage, other: Passage) -> bool:
        # An article may repeat itself, but is not "also in" itself.
        if one.article.id == other.article.id:
            return False
        own, others = self._shingles(one.text), self._shingles(other.text)
        return len(own & others) >= MIN_CONTAINMENT * max(min(len(own), len(others)), MIN_SHINGLES)

    def _are_of_other_countries(self, *places: int) -> bool:
        """Return whether the quotes of these places are about different countries, so that none contradicts another."""
        if not all(self._passages[place].rows.countries for place in places):
            return False
        countries = [countries_in(self._article(place).text, self._quote(place)) for place in places]
        return all(countries) and are_other_countries(*countries)

    def _is_older_or_undated(self, other: int, lead: int) -> bool:
        return not self._passages[other].rows.last_day or self._is_older(other, lead)

    def _is_older(self, one: int, other: int) -> bool:
        """Return whether the article of `one` was certainly published before that of `other`."""
        return 0 < self._passages[one].rows.last_day < self._passages[other].rows.first_day

    def _article(self, place: int) -> Article:
        return self._passages[place].article

    def _quoted(self, place: int) -> Sequence[Statement]:
        """Return the statements that would be quoted of a passage."""
        known = self._quoted_statements.get(place)
        if known is None:
            slices, sentences = self._quote(place), self._passages[place].sentences
            known = [self._statement(place, number) for number, each in enumerate(sentences) if is_quoted(each, slices)]
            self._quoted_statements[place] = known
        return known

    def _every(self, place: int) -> Sequence[Statement]:
        """Return all statements of a passage."""
        return [self._statement(place, number) for number in range(len(self._passages[place].sentences))]

    def _statement(self, place: int, sentence: int) -> Statement:
        known = self._statements.get((place, sentence))
        if known is None:
            span = self._passages[place].sentences[sentence].span
            known = Statement.from_text(self._article(place).text, span, self._months)
            self._statements[place, sentence] = known
        return known


def _places_of_shared(samples: Sequence[Iterable[int]]) -> Mapping[int, Sequence[int]]:
    """Return the places of each shingle that several samples hold."""
    # Most shingles are in one passage alone, and need no list.
    first: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for place, sample in enumerate(samples):
        for shingle in sample:
            before = first.setdefault(shingle, place)
            if before != place:
                shared.setdefault(shingle, [before]).append(place)
    return shared


def _min_shared(one: AnalysedPassage, other: AnalysedPassage) -> float:
    """Return the minimum number of common sampled shingles at which all shingles are compared.

    It is less than what similar passages share on average, because the samples of their different words may replace
    some of their common ones.
    """
    return MIN_CONTAINMENT * 0.75 * min(len(one.shingle_sample), len(other.shingle_sample))


@lru_cache(maxsize=512)
def _cached_shingles(text: str) -> frozenset[Shingle]:
    return shingles_of(text)
