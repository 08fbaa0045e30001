"""Personal data in questions, before they are stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.personal_data import MAX_STORED, without_personal_data


@pytest.mark.parametrize(
    "private",
    [
        "<@123456789012345678>",
        "<@!123456789012345678>",
        "<#123456789012345678>",
        "@neil_mccauley",
        "neil#1234",
        "neil.mccauley@example.co.uk",
        "https://example.com/x?token=abc",
        "discord.gg/abcdef",
        "192.168.0.17",
        "2001:db8:0:0:0:ff00:42:8329",
        "+49 170 1234567",
        "(310) 555-0123",
        "06 12 34 56 78",
        "DE89 3704 0044 0532 0130 00",
        "12 Main Street",
        "Hauptstraße 5",
        "Lange Str. 12b",
        "12 rue de la Paix",
        "via Roma 3",
        "calle Mayor 15",
    ],
)
def test_personal_data_is_removed(private: str) -> None:
    """Mentions, addresses, telephone numbers and accounts are replaced by a mark, and the rest stays."""
    stored = without_personal_data(f"who knows {private} and Heat 2", "Heat 2")
    assert stored == "who knows […] and Heat 2"


@pytest.mark.parametrize(
    "question",
    [
        "Is the budget 170,000,000 or 150.000.000 dollars?",
        "does it open on 2027-12-17 or 17.12.2027",
        "from 1995-2026, how many heists",
        "via what streaming service in 2026",
        "via which service is Heat 2 shown",
        "where on 5th street in 1995",
        "is it shot in 4K 2160p at 24 fps",
        "wird in der Straße gedreht",
        "who plays Neil McCauley @ the diner",
    ],
)
def test_what_the_film_is_about_stays(question: str) -> None:
    """Amounts, days, years and places are no personal data."""
    assert without_personal_data(question, "Heat 2") == question


@given(st.text(max_size=2_000))
def test_any_question_becomes_one_short_line(question: str) -> None:
    """Whatever was typed, one printable line is stored, and nothing more is removed a second time."""
    stored = without_personal_data(question, "Heat 2")
    assert len(stored) <= MAX_STORED
    assert stored.isprintable()
