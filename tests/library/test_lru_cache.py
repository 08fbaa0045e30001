"""What is kept within a budget, and what makes room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.library.lru_cache import LruCache


def test_who_was_used_longest_ago_makes_room() -> None:
    """Being asked for counts as use, so that what is popular stays."""
    kept: LruCache[str, str] = LruCache(2)
    kept.put("a", "A", 1)
    kept.put("b", "B", 1)
    assert kept.get("a") == "A"
    kept.put("c", "C", 1)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", None, "C")


def test_what_is_larger_than_the_budget_is_kept_alone() -> None:
    """Somebody is about to use the newest value, whatever its size."""
    kept: LruCache[str, str] = LruCache(10)
    kept.put("small", "s", 5)
    kept.put("large", "L", 100)
    assert (len(kept), kept.get("large"), kept.used) == (1, "L", 100)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40))))
def test_the_budget_holds(puts: list[tuple[int, int]]) -> None:
    """Whatever is put, the sizes of what is kept add up, and only a single value may exceed the budget."""
    kept: LruCache[int, int] = LruCache(60)
    for key, size in puts:
        kept.put(key, size, size)
        assert kept.get(key) == size
        assert kept.used <= 60 or len(kept) == 1
        assert kept.used == sum(kept.get(each) or 0 for each in range(9))
