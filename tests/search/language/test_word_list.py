from __future__ import annotations

from bot.search.language.word_list import WordList


def test_words_of_a_length_come_in_alphabetical_order() -> None:
    """The words that may be meant are those of a length that begin with one of some letters, each once."""
    words = WordList(["strike", "stroke", "script", "heat", "harbour"])
    words.add(["strike", "camera", "stripe"], 5)
    assert words.near(6, {"s"}) == ["script", "strike", "stripe", "stroke"]
    assert words.near(6, {"s", "c"}) == ["camera", "script", "strike", "stripe", "stroke"]
    assert words.near(4, {"h"}) == []
    assert "heat" in words
    assert "miami" not in words


def test_a_word_is_held_by_those_that_are_shown() -> None:
    """A word of articles that are gone is none any more, until another one has it."""
    words = WordList()
    words.add(["strike"], 3)
    assert words.holds("strike", lambda number: number == 3)
    assert not words.holds("strike", lambda number: number > 3)
    words.add(["strike"], 8)
    assert words.holds("strike", lambda number: number > 3)
    assert not words.holds("stroke", lambda number: True)
