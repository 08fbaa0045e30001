"""Runs of words that two texts share are found, whatever the texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.search.language.tokens import tokenize
from bot.search.language.word_runs import MIN_RUN_WORDS, checksums, longest_run, run_words, sample_shingles

words = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@given(words, words, words, st.lists(st.sampled_from("abcdefgh"), min_size=MIN_RUN_WORDS, max_size=9))
def test_a_common_run_always_has_a_sampled_shingle(
    before: list[str], behind: list[str], other: list[str], run: list[str]
) -> None:
    """A text with a run of MIN_RUN_WORDS words has a sampled shingle of this run, whatever stands around it."""
    assert not set(checksums(run)).isdisjoint(sample_shingles(before + run + behind))
    assert not set(sample_shingles(other + run)).isdisjoint(sample_shingles(before + run + behind))


@given(words, words)
def test_the_longest_run(wanted: list[str], text: list[str]) -> None:
    """The run is in both at the stated places, and no longer one is in both."""
    start, place, size = longest_run(wanted, text)
    assert wanted[start : start + size] == text[place : place + size]
    longer = {tuple(text[i : i + size + 1]) for i in range(len(text) - size)}
    assert not any(tuple(wanted[i : i + size + 1]) in longer for i in range(len(wanted) - size))


def test_the_last_word_may_be_cut_off() -> None:
    """The beginning of the last word is enough, that of another word is not."""
    text = ["for", "me", "the", "action", "is", "the", "juice"]
    assert longest_run(["the", "action", "is", "the", "jui"], text) == (0, 2, 5)
    assert longest_run(["the", "act", "is", "the", "juice"], text)[2] == 3
    assert longest_run([], text) == (0, 0, 0)
    assert longest_run(["juice"], []) == (0, 0, 0)


def test_case_accents_marks_and_hyphens_do_not_count() -> None:
    """Words are compared without case, accents, quotation marks, punctuation, hyphens and invisible characters."""
    forms = [
        "“Él no vendrá”, LARGO-plazo: don’t!",
        "el no vendra largo plazo don't",
        "e\u0301l no ven\u00addra´ largo‐plazo «don't»",
    ]
    assert len({tuple(run_words(tokenize(form))) for form in forms}) == 1
