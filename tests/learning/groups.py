"""The groups of suites, each of which is left out in turn when the search learns, and the files of what was learned so.

Suites that share articles are in one group. What was learned from the other groups is measured on the one left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "given": ("given seeds", "given mix", "shipped"),
    "own": ("own", "honesty"),
    "second": ("second", "second, unread"),
    "third": ("third",),
    "fourth": ("fourth",),
    "held out": ("held out",),
    "fifth": ("fifth, unread",),
    "sixth": ("sixth",),
    "seventh": ("seventh",),
    "eighth": ("eighth",),
    "ninth": ("ninth",),
    "tenth": ("tenth",),
    "eleventh": ("eleventh",),
    "twelfth": ("twelfth",),
    "thirteenth": ("thirteenth",),
    "fourteenth": ("fourteenth",),
    "fifteenth": ("fifteenth",),
    "sixteenth": ("sixteenth",),
    "seventeenth": ("seventeenth",),
    "eighteenth": ("eighteenth",),
}
"""The suites that share articles, by the name of the group. A group is left out as a whole."""
LEFT_OUT: Final = Path(__file__).parent / "left_out"
"""Folder of the models that were fitted without one group each. The floors of the figures are measured with them."""
INTENT_FOLDS: Final = 4
"""Number of sets of groups that are left out together when the intent model is fitted, since its files are large."""


def group_of(suite: str) -> str | None:
    """Return the group of a suite, None if it has none."""
    return next((group for group, suites in GROUPS.items() if suite in suites), None)


def intent_fold(group: str) -> int:
    """Return the number of the set of groups with which this group is left out of the intent model."""
    return list(GROUPS).index(group) % INTENT_FOLDS


def left_out_file(group: str, ending: str) -> Path:
    """Return a file of models that were fitted without this group: "json" for linear ones, "npz" for the expansion."""
    return LEFT_OUT / f"{file_name(group)}.{ending}"


def left_out_intents(fold: int) -> Path:
    """Return the file of the intent model that was fitted without this set of groups."""
    return LEFT_OUT / f"intents-{fold}.npz"


def file_name(group: str) -> str:
    """Return the name of a group in names of files."""
    return group.replace(" ", "_")
