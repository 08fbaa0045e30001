"""Each part of the search is worth its place."""

from __future__ import annotations

import pytest

from tests.quality.parts import PARTS, Part, figures_without

_SUITE = "own"


@pytest.mark.parametrize("part", PARTS[1:], ids=lambda part: part.name)
def test_without_a_part_something_is_worse(part: Part) -> None:
    """Leaving one part out gives fewer right answers, older ones, or more wrong ones on some measure."""
    whole, without = figures_without(PARTS[0], _SUITE), figures_without(part, _SUITE)
    assert (
        without.hit1 < whole.hit1
        or without.hit3 < whole.hit3
        or without.newest_first < whole.newest_first
        or without.answered_wrongly > whole.answered_wrongly
        or without.refused_wrongly > whole.refused_wrongly
    )
