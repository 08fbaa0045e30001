"""Each part of the search improves the figures."""

from __future__ import annotations

from functools import cache

import pytest

from tests.quality.measure import Figures
from tests.quality.parts import PARTS, Part, figures_without

_SUITES = ("own", "third", "honesty", "given seeds")


@cache
def _whole(suite: str) -> Figures:
    return figures_without(PARTS[0], suite)


@pytest.mark.parametrize("part", PARTS[1:], ids=lambda part: part.name)
def test_without_a_part_something_is_worse(part: Part) -> None:
    """Without any one part, at least one figure of at least one suite is worse."""
    assert any(_is_worse(figures_without(part, suite), _whole(suite)) for suite in _SUITES)


def _is_worse(without: Figures, whole: Figures) -> bool:
    return (
        without.hit1 < whole.hit1
        or without.hit3 < whole.hit3
        or without.newest_first < whole.newest_first
        or without.answered_wrongly > whole.answered_wrongly
        or without.refused_wrongly > whole.refused_wrongly
    )
