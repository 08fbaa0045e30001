"""Text that is safe for a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.safe_text import escape_controls, one_line, truncate

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_no_control_character_is_left(text: str) -> None:
    """No control character but line feeds and tabs is left, whatever the text."""
    left = {sign for sign in escape_controls(text) if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")}
    assert left <= {"\n", "\t"}


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Zs"))))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Letters, marks, symbols and blanks of any script stay unchanged."""
    assert escape_controls(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x9b2Jb", "a\\x9b2Jb"),
        ("\x07bell", "\\x07bell"),
        ("half \ud800", "half \\ud800"),
        ("one\r\ntwo", "one\ntwo"),
        ("over\rwritten", "over\\x0dwritten"),
    ],
)
def test_control_characters_are_escaped(hostile: str, shown: str) -> None:
    """Escape sequences, bidirectional marks and unpaired surrogates are written as escapes."""
    assert escape_controls(hostile) == shown


@given(ANY_TEXT, st.integers(2, 50))
def test_one_line_is_one_line_of_bounded_length(text: str, longest: int) -> None:
    """`one_line` returns one line of at most the given length."""
    line = one_line(text, longest)
    assert "\n" not in line
    assert len(line) <= longest


@given(st.text(), st.integers(1, 50))
def test_a_cut_is_within_its_length_and_seen(text: str, longest: int) -> None:
    """A text that is too long keeps its beginning, ends with `…`, and uses most of the length."""
    cut = truncate(text, longest)
    assert len(cut) <= longest
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("as long as it may be", "as long as it may be"),
        ("the heat of the sequel", "the heat of the…"),
        ("the heat of a day ends", "the heat of a day…"),
        ("one Donaudampfschifffahrt", "one Donaudampfschif…"),
    ],
)
def test_a_cut_falls_after_a_whole_word(text: str, cut: str) -> None:
    """A text is cut after a whole word unless that would leave much of the length unused."""
    assert truncate(text, 20) == cut
