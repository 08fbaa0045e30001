"""Test that lines of a document are joined with the right hyphens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.pdf.line_joining import LineJoiner


def joined(*lines: str, others: tuple[str, ...] = ()) -> str:
    """Return the lines as one paragraph of a document that also contains `others`."""
    joiner = LineJoiner([*lines, "", *others])
    text = ""
    for line in lines:
        text = joiner.join(text, line)
    return text


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        ("the crew be-", "gins today", "the crew begins today"),
        ("a perfec-", "tionist", "a perfectionist"),
        ("the pic-", "ture", "the picture"),
        ("the pro‐", "ducer said", "the producer said"),
        ("a PERFEC-", "TIONIST", "a PERFECTIONIST"),
        ("die Dreh-", "arbeiten", "die Dreharbeiten"),
        ("the film\u00ad", "ing", "the filming"),
        ("un-", "known", "unknown"),
        ("co-", "medy", "comedy"),
        ("a part-", "ner", "a partner"),
        ("self-", "ish", "selfish"),
        ("a thou-", "sand", "a thousand"),
    ],
)
def test_a_hyphen_that_divides_a_word_goes(left: str, right: str, text: str) -> None:
    """Hyphen, U+2010 and soft hyphen go, in lower and in upper case."""
    assert joined(left, right) == text


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        ("a long-", "awaited sequel", "a long-awaited sequel"),
        ("co-", "written with", "co-written with"),
        ("a well-", "known man", "a well-known man"),
        ("a well‐", "known man", "a well‐known man"),
        ("the 35-", "millimetre print", "the 35-millimetre print"),
        ("a Chicago-", "based crew", "a Chicago-based crew"),
        ("an Anglo-", "American film", "an Anglo-American film"),
        ("das Warner-", "Studio", "das Warner-Studio"),
        ("COVID-", "19", "COVID-19"),
        ("an Oscar-", "nominated score", "an Oscar-nominated score"),
        ("state-of-the-", "art", "state-of-the-art"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays(left: str, right: str, text: str) -> None:
    """Compounds, numbers and names keep their hyphen."""
    assert joined(left, right, others=("state-of-the-art",)) == text


@pytest.mark.parametrize(
    ("others", "text"),
    [
        (("They met for a press-junket.",), "a press-junket"),
        (("They met for a pressjunket.",), "a pressjunket"),
        (("A press-junket, a pressjunket, and a pressjunket.",), "a pressjunket"),
        (("The press was at the junket.",), "a press-junket"),
    ],
)
def test_other_words_of_the_document_decide(others: tuple[str, ...], text: str) -> None:
    """The form that occurs elsewhere in the document is right. Two words that occur alone are a compound."""
    assert joined("a press-", "junket", others=others) == text


@pytest.mark.parametrize(
    ("left", "right"),
    [("pre-", "and post-production"), ("Vor-", "und Nachteile"), ("he said -", "and left"), ("a line", "and another")],
)
def test_undivided_words_keep_their_blank(left: str, right: str) -> None:
    """A suspended hyphen, a dash, and a line without either are followed by a blank."""
    assert joined(left, right) == f"{left} {right}"


@given(st.lists(st.text(alphabet="ab-\u2010\u00ad .A1", max_size=12).map(str.strip), max_size=6))
def test_no_letter_is_lost(lines: list[str]) -> None:
    """Joining removes hyphens and adds spaces, and changes nothing else."""
    marks = str.maketrans("", "", "-\u2010\u00ad ")
    assert joined(*lines).translate(marks) == "".join(lines).translate(marks)
