from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.index import IndexState, PassageIndex, TermCounts, traversal
from bot.search.index.state import merge_segments
from tests.search.index.texts import WORDS, Blends, random_bags, reference

bags = st.lists(st.sampled_from(WORDS), max_size=12).map(Counter)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(bags, max_size=6)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, 40), max_size=4)),
        st.tuples(st.just("merge"), st.just([0])),
        st.tuples(st.just("put beside"), st.lists(bags, max_size=4)),
    ),
    max_size=10,
)
blends = st.lists(st.sampled_from([*WORDS, "absent"]), min_size=1, max_size=3, unique=True).map(tuple)
questions = st.lists(st.tuples(blends, st.sampled_from([0.35, 1.0, 1.5])), min_size=1, max_size=5)


class Kept:
    """An state, and the passages that it should hold by their numbers."""

    def __init__(self) -> None:
        self.state = IndexState()
        self.passages: dict[int, TermCounts] = {}

    def add(self, new: list[TermCounts]) -> None:
        """Add passages as an article's are added."""
        self._number(new)
        self.state = self.state.with_passages(new)

    def put_beside(self, new: list[TermCounts]) -> None:
        """Take passages of another state along."""
        self._number(new)
        self.state = self.state.beside(IndexState.of(new))

    def remove(self, wanted: list[int]) -> None:
        """Remove passages, those of the numbers that are still there."""
        numbers = sorted({number for number in wanted if number in self.passages})
        self.state = self.state.without(numbers, [self.passages.pop(number) for number in numbers])

    def merge(self, _: list[int]) -> None:
        """Make the parts one."""
        parts = self.state.segments
        if parts:
            self.state = self.state.with_merged(parts, merge_segments(parts))

    def _number(self, new: list[TermCounts]) -> None:
        self.passages |= {self.state.limit + place: bag for place, bag in enumerate(new)}

    def take(self, name: str, argument: list[TermCounts] | list[int]) -> None:
        """One step of a history."""
        step: Callable[..., None] = getattr(self, name.replace(" ", "_"))
        step(argument)


def best_of(scores: np.ndarray, k: int) -> list[int]:
    """The numbers of the k best scores above 0, equal ones by number."""
    order = np.argsort(-scores.round(9), kind="stable")[:k]
    return [number for number in order.tolist() if scores[number] > 0]


@pytest.mark.parametrize("few", [0, traversal.EXHAUSTIVE_LIMIT])
@given(history=steps, question=questions, k=st.integers(1, 8))
@settings(max_examples=200)
def test_scores_are_those_of_rank_bm25(few: int, history: list, question: Blends, k: int) -> None:  # type: ignore[type-arg]
    """After any additions and removals the best passages and their scores are those of the library itself."""
    kept = Kept()
    for name, argument in history:
        kept.take(name, argument)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traversal, "EXHAUSTIVE_LIMIT", few)
        numbers, scores = PassageIndex(kept.state).best(question, k)
    expected = reference(kept.passages, kept.state.limit, question)
    assert len(numbers) == len(best_of(expected, k))
    assert scores == pytest.approx(np.sort(expected)[::-1][: len(scores)], abs=1e-9)
    assert scores == pytest.approx(expected[numbers], abs=1e-9)


@given(history=steps, words=st.lists(st.sampled_from([*WORDS, "absent"]), max_size=4))
@settings(max_examples=100)
def test_it_is_a_model_of_rank_bm25(history: list, words: list[str]) -> None:  # type: ignore[type-arg]
    """Where a rank-bm25 model is expected it serves: all scores, some of them, the best documents, size and average."""
    kept = Kept()
    for name, argument in history:
        kept.take(name, argument)
    index = PassageIndex(kept.state)
    expected = reference(kept.passages, kept.state.limit, [((word,), 1.0) for word in words])
    assert index.corpus_size == len(kept.passages)
    assert index.get_scores(words) == pytest.approx(expected, abs=1e-9)
    numbers = sorted(kept.passages)[:3]
    assert index.get_batch_scores(words, numbers) == pytest.approx(expected[numbers].tolist(), abs=1e-9)
    best = index.get_top_n(words, range(kept.state.limit), n=3)
    assert expected[best] == pytest.approx(np.sort(expected)[::-1][: len(best)], abs=1e-9)


@pytest.mark.parametrize("k", [1, 10, 60, 5000])
def test_pruning_leaves_out_nothing_of_the_best(k: int) -> None:
    """Over thousands of passages in several segments the best ones are those that a visit to every passage finds."""
    passages = random_bags(6000, seed=1)
    state = IndexState.of(passages[:4000]).beside(IndexState.of(passages[4000:5900])).with_passages(passages[5900:])
    gone = list(range(0, 6000, 7))
    index = PassageIndex(state.without(gone, [passages[number] for number in gone]))
    for question in (["w0", "w30", "w200"], ["w0", "w1", "w2"], ["w5"], ["w399", "w0"], ["w10", "w11", "w12", "w13"]):
        numbers, scores = index.best([((word,), 1.0) for word in question], k)
        everywhere = index.get_scores(question)
        assert scores == pytest.approx(np.sort(everywhere)[::-1][: len(scores)], abs=1e-9)
        assert len(scores) == min(k, np.count_nonzero(everywhere))
        assert everywhere[numbers] == pytest.approx(scores, abs=1e-9)


def test_a_mask_hides_passages_but_counts_them() -> None:
    """What a mask does not show is not given; every score is what it would be without the mask."""
    index = PassageIndex.of(random_bags(3000, seed=2))
    shown = np.arange(3000) % 3 == 0
    numbers, scores = index.best([(("w0", "w7"), 1.0), (("w50",), 2.0)], 20, shown)
    every, all_scores = index.best([(("w0", "w7"), 1.0), (("w50",), 2.0)], 3000)
    known = dict(zip(every.tolist(), all_scores.tolist(), strict=True))
    assert numbers.tolist() == [number for number in every.tolist() if shown[number]][:20]
    assert [known[number] for number in numbers.tolist()] == pytest.approx(scores.tolist())


def test_terms_taken_as_one() -> None:
    """Synonyms count as one term: with the passages that hold any of them, and the better of their scores."""
    index = PassageIndex.of([Counter(words) for words in (["shoot", "now"], ["film", "now"], ["cast", "now"])])
    assert index.frequency(("shoot", "film", "absent")) == 2
    assert index.rarity(("shoot", "film")) < index.rarity(("shoot",))
    numbers, scores = index.best([(("shoot", "film"), 1.0)], 3)
    assert numbers.tolist() == [0, 1]
    assert scores[0] == scores[1] > 0


def test_an_empty_index() -> None:
    """Without passages there is nothing to find and nothing fails."""
    index = PassageIndex(IndexState())
    assert "heat" not in index
    assert index.frequency(("heat",)) == 0
    assert len(index.best([(("heat",), 1.0)], 3)[0]) == 0
    assert index.get_top_n(["heat"], []) == []


def test_passages_without_any_term() -> None:
    """Passages that hold nothing, alone or left over, are numbered and never found."""
    state = IndexState.of([Counter(), Counter(["heat"])]).without([1], [Counter(["heat"])])
    for index in (PassageIndex(IndexState.of([Counter()])), PassageIndex(state)):
        assert index.corpus_size == 1
        assert len(index.best([(("heat",), 1.0)], 3)[0]) == 0
