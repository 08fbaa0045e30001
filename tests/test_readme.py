"""The README: every command in it works, and what it lists is what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.config.environment import variable
from bot.config.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Block:
    """Lines between fences, and what the opening fence says of them."""

    mark: str
    lines: tuple[str, ...]


def blocks(mark: str) -> Iterator[Block]:
    """The blocks whose mark begins so."""
    for found in re.finditer(r"^( *)```(.*)\n((?:.*\n)*?) *```$", README, re.MULTILINE):
        lines = tuple(line.removeprefix(found[1]) for line in found[3].splitlines())
        if found[2].startswith(mark):
            yield Block(found[2], lines)


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line as a reader would."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("HEAT2_", "MAKE", "MFLAGS"))}
    return subprocess.run(  # noqa: S602 - the README's own lines
        line,
        shell=True,
        cwd=folder,
        env={**own, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def make(*words: str, **environment: str) -> str:
    """What make would run, without running it, as if nothing had been made before."""
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    return shell(" ".join(("make --dry-run --always-make PYTHON=python3", *words)), ROOT, **environment).stdout


def test_every_command_of_the_readme_works(tmp_path: Path) -> None:
    """In order, in a folder that holds only the files which the README shows."""
    for block in blocks(""):
        name = re.search(r"file=(\S+)", block.mark)
        if name:
            (tmp_path / name[1]).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    lines = [line for block in blocks("sh run") for line in block.lines]
    assert len(lines) > 8
    for line in lines:
        done = shell(line, tmp_path, HEAT2_DATA_DIR=str(tmp_path / "data"))
        assert (done.returncode, done.stderr) == (0, ""), f"{line}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "answers.jsonl").read_text().count('"verdict"') == 2


def test_each_block_of_commands_is_held_by_a_test() -> None:
    """A block of shell lines is marked as one that runs, that make runs, or that pip runs."""
    marks = {block.mark for block in blocks("sh")} | {block.mark for block in blocks("bash")}
    assert marks == {"sh run", "sh make", "sh pip"}


def test_every_target_of_the_readme_is_in_the_makefile() -> None:
    """Each line of make names a target that there is, and each target is in the README."""
    named = {line.split()[1] for block in blocks("sh make") for line in block.lines} | {"pins"}
    assert f"`make {'pins'}`" in README
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert named == set(phony[1].split()) - {"help"}


def test_the_lines_without_make_are_those_that_make_runs() -> None:
    """Who has no make gets the same installation."""
    planned = make("run").replace(" --quiet --disable-pip-version-check", "").splitlines()
    for block in blocks("sh pip"):
        for line in block.lines:
            assert line in planned


@pytest.mark.parametrize("question", ['What "is" it?', "It's $5, $HOME and $(HOME)", "100% `ls` \\ #1 ; echo", "-h"])
def test_a_question_reaches_the_program_as_it_was_typed(question: str, tmp_path: Path) -> None:
    """Neither make nor the shell reads quotes, dollars and the like in Q."""
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    shutil.copy(ROOT / "Makefile", tmp_path)
    executable = tmp_path / ".venv" / "bin" / "heat2"
    executable.parent.mkdir(parents=True)
    executable.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    executable.chmod(0o755)
    words = ["make", "--silent", "--old-file=.venv/run", "ask", f"Q={question}"]
    (tmp_path / ".venv" / "run").touch()
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == f"ask|--|{question}|"


def test_without_a_python_make_says_so(tmp_path: Path) -> None:
    """A machine whose Python is too old, or that has none, is told what to install."""
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = shell("make .venv/made PYTHON=", tmp_path)
    assert done.returncode == 2
    assert "No Python 3.11 or newer was found: install it" in done.stderr


def test_every_setting_and_command_is_in_the_readme() -> None:
    """The table has a row for each setting, in the program's order, and each command is shown."""
    rows = re.findall(r"^\| `(HEAT2_\w+)` \|", README, re.MULTILINE)
    assert rows == list(map(variable, Settings.model_fields))
    assert all(f"heat2 {command}" in README for command in COMMANDS)


def test_every_file_that_the_readme_names_is_there() -> None:
    """Links and paths in it lead somewhere."""
    linked = re.findall(r"\]\((?!https?:)([^)]+)\)", README)
    named = re.findall(r"`((?:bot|tests|corpus|requirements)/[\w./]+)`", README)
    assert linked
    assert not [path for path in linked + named if not (ROOT / path).exists()]
