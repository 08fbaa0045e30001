"""Detect an incomplete update: new code beside packages that are missing or too old for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Final

from bot.errors import SettingsError

NAME: Final = "heat2-bot"
PYPROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"
"""The project file of a checkout. An installed wheel has none, and holds its requirements itself."""
_ADVICE: Final = (
    "finish it with make run, or with pip install --require-hashes --requirement requirements/run.txt, then start again"
)


def check_requirements(requirements: Sequence[str] | None = None) -> None:
    """Check that every required package is installed in a version that will do. Raises SettingsError."""
    unmet = list(_unmet(_own_requirements() if requirements is None else requirements))
    if unmet:
        more = f", and {len(unmet) - 1} more" if len(unmet) > 1 else ""
        raise SettingsError(f"the update is half done: {unmet[0]}{more}; {_ADVICE}")


def _own_requirements() -> Sequence[str]:
    with suppress(OSError, ValueError, KeyError):
        project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
        if project["name"] == NAME:
            found: list[str] = project["dependencies"]
            return found
    try:
        return requires(NAME) or ()
    except PackageNotFoundError:
        return ()  # neither installed nor a checkout of this project: nothing says what is required


def _unmet(requirements: Sequence[str]) -> Iterator[str]:
    """Yield a phrase for each requirement that is not met."""
    try:
        from packaging.requirements import Requirement  # noqa: PLC0415 - it may be what is missing
    except ImportError:
        yield "the package packaging is missing"
        return
    for text in requirements:
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            yield f"the package {wanted.name} is missing"
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            yield f"{wanted.name} {found} is installed, and {wanted.specifier} is needed"
