"""The inverted map, in memory and on arrays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.search.index.accented_stems import AccentedStems
from bot.search.index.inverted_map import FrozenInvertedMap, InvertedMap

WORDS = ["heat", "harbour", "harbours", "los\ud800angeles", "überfall", "ueberfall"]
held = st.lists(st.frozensets(st.sampled_from(WORDS)), max_size=6)
LONGEST = 40


def sealed(holders: InvertedMap, limit: int) -> InvertedMap:
    """The same map after it was written to arrays."""
    return InvertedMap(FrozenInvertedMap.from_arrays(iter(holders.arrays(limit))))


def add(grown: InvertedMap, holdings: list[frozenset[str]], first: int = 0) -> InvertedMap:
    """The map with the words of holders `first`, `first + 1` and so on added."""
    for number, words in enumerate(holdings, first):
        for word in words:
            grown.add(word, number)
    return grown


@given(first=held, then=held)
def test_a_map_on_arrays_equals_one_in_memory(first: list[frozenset[str]], then: list[frozenset[str]]) -> None:
    """A map that was written to arrays, and grew afterwards, equals one that was always in memory."""
    whole = add(InvertedMap(), [*first, *then])
    grown = add(sealed(add(InvertedMap(), first), len(first)), then, len(first))
    for one in (grown, sealed(grown, LONGEST)):
        assert set(one) == set(whole)
        for word in (*WORDS, "none"):
            assert (word in one) == (word in whole)
            assert list(one.of(word)) == list(whole.of(word))


def test_later_holders_are_left_out() -> None:
    """Arrays hold the holders below the limit, and no word that only later ones have."""
    kept = sealed(add(InvertedMap(), [frozenset({"heat"}), frozenset({"heat", "harbour"})]), 1)
    assert (list(kept), list(kept.of("heat"))) == (["heat"], [0])


def test_accents_are_found_by_words_without() -> None:
    """A stem is returned if one of its holders is shown, whether it came from arrays or not."""
    stems = AccentedStems()
    stems.add("pelicula", "pelicul", 0)
    stems = AccentedStems(sealed(stems.holders, 1))
    stems.add("pelicula", "pelicula", 3)
    assert sorted(stems.of("pelicula", lambda _: True)) == ["pelicul", "pelicula"]
    assert stems.of("pelicula", {3}.__contains__) == ["pelicula"]
    assert stems.of("cinema", lambda _: True) == []
