"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from bot.text.counts import counted


@pytest.mark.parametrize(("number", "text"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles")])
def test_counted(number: int, text: str) -> None:
    """Only one of a thing is in the singular."""
    assert counted(number, "article") == text
