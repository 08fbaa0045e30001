"""The groups of questions from which the search learns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.learning import groups, tasks
from tests.learning.groups import GROUPS, left_out_file
from tests.learning.tasks import fit_with_and_without_each


def group_name(group: str) -> Sequence[str]:
    """Return the name of a group, twice, for its examples."""
    return [group, group]


def save_names(path: Path, examples: Sequence[str]) -> None:
    """Write the examples instead of a model."""
    path.write_text("\n".join(examples), encoding="utf-8")


def test_each_group_is_left_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One model learns from all groups, and one for each group from all others."""
    for module in (groups, tasks):
        monkeypatch.setattr(module, "LEFT_OUT", tmp_path / "left_out")
    assert fit_with_and_without_each(group_name, save_names, tmp_path / "all.txt", "txt") == 2 * len(GROUPS)
    assert set((tmp_path / "all.txt").read_text(encoding="utf-8").split("\n")) == GROUPS.keys()
    for group in GROUPS:
        learned = left_out_file(group, "txt").read_text(encoding="utf-8").split("\n")
        assert set(learned) == GROUPS.keys() - {group}
