"""The index gives the scores of rank-bm25."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.index import IndexState, PassageIndex, TermCounts, traversal
from bot.search.index.state import merge_segments
from tests.search.index.reference import WORDS, WeightedGroups, random_passages, reference_scores

passages = st.lists(st.sampled_from(WORDS), max_size=12).map(Counter)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(passages, max_size=6)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, 40), max_size=4)),
        st.tuples(st.just("merge"), st.just([0])),
        st.tuples(st.just("append_state"), st.lists(passages, max_size=4)),
    ),
    max_size=10,
)
groups = st.lists(st.sampled_from([*WORDS, "absent"]), min_size=1, max_size=3, unique=True).map(tuple)
questions = st.lists(st.tuples(groups, st.sampled_from([0.35, 1.0, 1.5])), min_size=1, max_size=5)


class TrackedState:
    """An index state, and the passages that it should hold by their numbers."""

    def __init__(self) -> None:
        self.state = IndexState()
        self.passages: dict[int, TermCounts] = {}

    def add(self, new: list[TermCounts]) -> None:
        """Add the passages of an article."""
        self._track(new)
        self.state = self.state.with_passages(new)

    def append_state(self, new: list[TermCounts]) -> None:
        """Append the passages of another state."""
        self._track(new)
        self.state = self.state.followed_by(IndexState.from_passages(new))

    def remove(self, wanted: list[int]) -> None:
        """Remove the passages of those numbers that are still live."""
        numbers = sorted({number for number in wanted if number in self.passages})
        self.state = self.state.without(numbers, [self.passages.pop(number) for number in numbers])

    def merge(self, _: list[int]) -> None:
        """Merge all segments into one."""
        segments = self.state.segments
        if segments:
            self.state = self.state.with_merged(segments, merge_segments(segments))

    def _track(self, new: list[TermCounts]) -> None:
        self.passages |= {self.state.limit + place: counts for place, counts in enumerate(new)}

    def apply(self, name: str, argument: list[TermCounts] | list[int]) -> None:
        """Apply one step of a history."""
        step: Callable[..., None] = getattr(self, name)
        step(argument)


def best_numbers(scores: np.ndarray, k: int) -> list[int]:
    """Return the numbers of the k best scores above 0, ties by number."""
    order = np.argsort(-scores.round(9), kind="stable")[:k]
    return [number for number in order.tolist() if scores[number] > 0]


@pytest.mark.parametrize("exhaustive_limit", [0, traversal.EXHAUSTIVE_LIMIT])
@given(history=steps, question=questions, k=st.integers(1, 8))
@settings(max_examples=200)
def test_scores_are_those_of_rank_bm25(
    exhaustive_limit: int,
    history: list,  # type: ignore[type-arg]
    question: WeightedGroups,
    k: int,
) -> None:
    """After any additions and removals, the best passages and their scores are those of the library, pruned or not."""
    tracked = TrackedState()
    for name, argument in history:
        tracked.apply(name, argument)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traversal, "EXHAUSTIVE_LIMIT", exhaustive_limit)
        numbers, scores = PassageIndex(tracked.state).best(question, k)
    expected = reference_scores(tracked.passages, tracked.state.limit, question)
    assert len(numbers) == len(best_numbers(expected, k))
    assert scores == pytest.approx(np.sort(expected)[::-1][: len(scores)], abs=1e-9)
    assert scores == pytest.approx(expected[numbers], abs=1e-9)


@given(history=steps, words=st.lists(st.sampled_from([*WORDS, "absent"]), max_size=4))
@settings(max_examples=100)
def test_it_implements_the_interface_of_rank_bm25(history: list, words: list[str]) -> None:  # type: ignore[type-arg]
    """The methods and attributes of a rank-bm25 model return the library's values."""
    tracked = TrackedState()
    for name, argument in history:
        tracked.apply(name, argument)
    index = PassageIndex(tracked.state)
    expected = reference_scores(tracked.passages, tracked.state.limit, [((word,), 1.0) for word in words])
    assert index.corpus_size == len(tracked.passages)
    assert index.get_scores(words) == pytest.approx(expected, abs=1e-9)
    numbers = sorted(tracked.passages)[:3]
    assert index.get_batch_scores(words, numbers) == pytest.approx(expected[numbers].tolist(), abs=1e-9)
    best = index.get_top_n(words, range(tracked.state.limit), n=3)
    assert expected[best] == pytest.approx(np.sort(expected)[::-1][: len(best)], abs=1e-9)


@pytest.mark.parametrize("k", [1, 10, 60, 5000])
def test_pruning_loses_none_of_the_best(k: int) -> None:
    """In thousands of passages in several segments, pruning finds the same best passages as scoring all."""
    texts = random_passages(6000, seed=1)
    first, second = IndexState.from_passages(texts[:4000]), IndexState.from_passages(texts[4000:5900])
    state = first.followed_by(second).with_passages(texts[5900:])
    removed = list(range(0, 6000, 7))
    index = PassageIndex(state.without(removed, [texts[number] for number in removed]))
    for question in (["w0", "w30", "w200"], ["w0", "w1", "w2"], ["w5"], ["w399", "w0"], ["w10", "w11", "w12", "w13"]):
        numbers, scores = index.best([((word,), 1.0) for word in question], k)
        all_scores = index.get_scores(question)
        assert scores == pytest.approx(np.sort(all_scores)[::-1][: len(scores)], abs=1e-9)
        assert len(scores) == min(k, np.count_nonzero(all_scores))
        assert all_scores[numbers] == pytest.approx(scores, abs=1e-9)


def test_a_mask_hides_passages_but_counts_them() -> None:
    """A hidden passage is not returned, and every score is the same as without the mask."""
    index = PassageIndex.from_passages(random_passages(3000, seed=2))
    mask = np.arange(3000) % 3 == 0
    question = [(("w0", "w7"), 1.0), (("w50",), 2.0)]
    numbers, scores = index.best(question, 20, mask)
    all_numbers, all_scores = index.best(question, 3000)
    expected = dict(zip(all_numbers.tolist(), all_scores.tolist(), strict=True))
    assert numbers.tolist() == [number for number in all_numbers.tolist() if mask[number]][:20]
    assert [expected[number] for number in numbers.tolist()] == pytest.approx(scores.tolist())


def test_synonyms_count_as_one_term() -> None:
    """A group of synonyms is found in every passage that holds one of them, and is less rare than one alone."""
    index = PassageIndex.from_passages(
        [Counter(words) for words in (["shoot", "now"], ["film", "now"], ["cast", "now"])]
    )
    assert index.document_frequency(("shoot", "film", "absent")) == 2
    assert index.inverse_document_frequency(("shoot", "film")) < index.inverse_document_frequency(("shoot",))
    numbers, scores = index.best([(("shoot", "film"), 1.0)], 3)
    assert numbers.tolist() == [0, 1]
    assert scores[0] == scores[1] > 0


def test_an_empty_index() -> None:
    """An index without passages finds nothing and raises nothing."""
    index = PassageIndex(IndexState())
    assert "heat" not in index
    assert index.document_frequency(("heat",)) == 0
    assert len(index.best([(("heat",), 1.0)], 3)[0]) == 0
    assert index.get_top_n(["heat"], []) == []


def test_passages_without_any_term() -> None:
    """Empty passages are counted and never found, even if no other passage is left."""
    state = IndexState.from_passages([Counter(), Counter(["heat"])]).without([1], [Counter(["heat"])])
    for index in (PassageIndex(IndexState.from_passages([Counter()])), PassageIndex(state)):
        assert index.corpus_size == 1
        assert len(index.best([(("heat",), 1.0)], 3)[0]) == 0
