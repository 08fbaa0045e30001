"""The inverted map and the accented stems, in memory and from arrays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.search.index.other_spellings import FrozenInvertedMap, InvertedMap, OtherSpellings

WORDS = ["heat", "harbour", "harbours", "los\ud800angeles", "überfall", "ueberfall"]
word_sets = st.lists(st.frozensets(st.sampled_from(WORDS)), max_size=6)
NO_LIMIT = 40


def frozen(inverted: InvertedMap, limit: int) -> FrozenInvertedMap:
    """Return the map as it is loaded from arrays."""
    return FrozenInvertedMap.from_arrays(iter(inverted.to_arrays(limit)))


def add(inverted: InvertedMap, word_sets: list[frozenset[str]], first: int = 0) -> InvertedMap:
    """Add the words of passages `first`, `first + 1` and so on, and return the map."""
    for number, words in enumerate(word_sets, first):
        for word in words:
            inverted.add(word, number)
    return inverted


@given(before=word_sets, after=word_sets)
def test_a_map_from_arrays_equals_one_in_memory(before: list[frozenset[str]], after: list[frozenset[str]]) -> None:
    """A map that was loaded from arrays, and grew afterwards, equals one that was always in memory."""
    whole = add(InvertedMap(), [*before, *after])
    grown = add(InvertedMap(frozen(add(InvertedMap(), before), len(before))), after, len(before))
    for one in (grown, InvertedMap(frozen(grown, NO_LIMIT))):
        assert sorted(one) == sorted(whole)
        for word in (*WORDS, "none"):
            assert list(one.numbers(word)) == list(whole.numbers(word))


def test_later_numbers_are_left_out() -> None:
    """Arrays contain only numbers below the limit, and no word that has none of them."""
    inverted = add(InvertedMap(), [frozenset({"heat"}), frozenset({"heat", "harbour"})])
    loaded = InvertedMap(frozen(inverted, 1))
    assert (list(loaded), list(loaded.numbers("heat"))) == (["heat"], [0])


def test_accents_are_found_by_words_without() -> None:
    """A stem is returned if one of its passages is live, whether it was loaded or added."""
    saved = OtherSpellings()
    saved.add("pelicula", "pelicul", 0)
    stems = OtherSpellings(frozen(saved.pairs, 1))
    stems.add("pelicula", "pelicula", 3)
    assert sorted(stems.find("pelicula", lambda _: True)) == ["pelicul", "pelicula"]
    assert stems.find("pelicula", {3}.__contains__) == ["pelicula"]
    assert stems.find("cinema", lambda _: True) == []
