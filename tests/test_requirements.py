"""The pinned requirements: a complete set, so that no pip looks for the newest release of anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = ("run.txt", "dev.txt")
PIN = re.compile(r"^([\w.-]+)(?:\[([\w,.-]+)\])?==\S+", re.MULTILINE)
REQUIREMENT = re.compile(r"^([\w.-]+)\s*(?:\[([^]]+)\])?[^;]*(?:;(.*))?$")


def normal(name: str) -> str:
    """The name of a package as packaging tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, set[str]]:
    """The extras with which each package is pinned, as they are spelled there."""
    found: dict[str, set[str]] = {}
    for file in FILES:
        for name, extras in PIN.findall((ROOT / "requirements" / file).read_text(encoding="utf-8")):
            found.setdefault(normal(name), set()).update(filter(None, extras.split(",")))
    return found


def required(package: str, extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    """The packages, each with its extras, that an installed package asks for when these extras are wanted."""
    wanted = set(map(normal, extras))
    for line in requires(package) or []:
        found = REQUIREMENT.match(line)
        assert found, line
        only_with = re.search(r"extra\s*==\s*['\"]([^'\"]+)", found[3] or "")
        if not only_with or normal(only_with[1]) in wanted:
            yield normal(found[1]), {extra.strip() for extra in (found[2] or "").split(",") if extra.strip()}


def test_every_extra_that_a_package_asks_for_is_pinned_with_it() -> None:
    """Pip before 23.3 takes `coverage` and `coverage[toml]` for two things, and an extra as it is spelled."""
    pins, missing, seen = pinned(), [], 0
    for package, extras in pins.items():
        try:
            needed = list(required(package, extras))
        except PackageNotFoundError:
            continue  # it is pinned for another system
        seen += 1
        missing += [
            f"{package} asks for {name}[{extra}]"
            for name, asked in needed
            for extra in asked - pins.get(name, set())
            if name in pins
        ]
    assert seen > 50
    assert missing == []


def test_the_pins_name_extras_at_all() -> None:
    """The test above reads them: without any, it would compare nothing."""
    pins = pinned()
    assert "toml" in pins["coverage"]
    assert "html_clean" in pins["lxml"]


@pytest.mark.parametrize("file", FILES)
def test_every_pin_has_a_hash(file: str) -> None:
    """Pip installs nothing else than what was pinned."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    for pin in PIN.finditer(lines):
        after = lines[pin.end() :].split("\n", 2)
        assert after[1].lstrip().startswith("--hash=sha256:"), pin[0]
