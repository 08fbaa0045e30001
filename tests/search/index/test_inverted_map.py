"""Words and who holds them, in memory and on arrays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.search.index.inverted_map import FrozenInvertedMap, InvertedMap
from bot.search.language.word_list import AccentedStems, WordList

words = st.sampled_from(["heat", "harbour", "harbours", "los\ud800angeles", "überfall", "ueberfall"])
held = st.lists(st.frozensets(words), max_size=6)
LONGEST = 40


def sealed(holders: InvertedMap, limit: int) -> InvertedMap:
    """The same after a stay in arrays."""
    return InvertedMap(FrozenInvertedMap.from_arrays(iter(holders.arrays(limit))))


def word_list(views: list[frozenset[str]]) -> WordList:
    """The words of holders 0, 1, 2 and so on."""
    grown = WordList()
    for number, each in enumerate(views):
        grown.add(each, number)
    return grown


@given(first=held, then=held, shown=st.sets(st.integers(0, 12)))
def test_a_list_on_arrays_is_the_list(first: list[frozenset[str]], then: list[frozenset[str]], shown: set[int]) -> None:
    """What was sealed and grew further says just what one says that has always been in memory."""
    whole = word_list([*first, *then])
    grown = WordList(holders=sealed(word_list(first).holders, len(first)))
    for number, each in enumerate(then, len(first)):
        grown.add(each, number)
    for one in (grown, WordList(holders=sealed(grown.holders, LONGEST))):
        for word in ("heat", "harbour", "harbours", "los\ud800angeles", "überfall", "none"):
            assert (word in one) == (word in whole)
            assert list(one.holders.of(word)) == list(whole.holders.of(word))
            assert one.holds(word, shown.__contains__) == whole.holds(word, shown.__contains__)
        for size in range(5, 12):
            assert one.near(size, "hlüu") == whole.near(size, "hlüu")


def test_what_comes_later_is_left_out() -> None:
    """Arrays hold what holders below the limit have, and no word that only later ones have."""
    kept = sealed(word_list([frozenset({"heat"}), frozenset({"heat", "harbour"})]).holders, 1)
    assert (list(kept), list(kept.of("heat"))) == (["heat"], [0])


def test_accents_are_found_by_words_without() -> None:
    """A stem is given where one of its holders is shown, sealed or not."""
    stems = AccentedStems()
    stems.add("pelicula", "pelicul", 0)
    stems = AccentedStems(sealed(stems.holders, 1))
    stems.add("pelicula", "pelicula", 3)
    assert sorted(stems.of("pelicula", lambda _: True)) == ["pelicul", "pelicula"]
    assert stems.of("pelicula", {3}.__contains__) == ["pelicula"]
    assert stems.of("cinema", lambda _: True) == []
