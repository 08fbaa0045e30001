"""The documentation: its commands work, its paths exist, and its tables and drawings match the program."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.config.environment import variable
from bot.config.settings import Settings
from tests.cli.conftest import Terminal
from tests.test_house import BELOW

ROOT = Path(__file__).parents[1]
FOLDERS = ("*.md", "docs/*.md", "corpus/README.md", ".github/**/*.md")
FILES = tuple(file for pattern in FOLDERS for file in sorted(ROOT.glob(pattern)))
PAGES: Mapping[str, str] = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in FILES}
"""The text of each page of the documentation by its path."""


@dataclass(frozen=True)
class Block:
    """Lines between fences, and the mark after the opening fence."""

    mark: str
    lines: tuple[str, ...]


def blocks(mark: str, *pages: str) -> Iterator[Block]:
    """Yield the blocks of these pages, or of all pages, whose mark begins with `mark`."""
    for text in (PAGES[page] for page in pages or PAGES):
        for found in re.finditer(r"^( *)```(.*)\n((?:.*\n)*?) *```$", text, re.MULTILINE):
            lines = tuple(line.removeprefix(found[1]) for line in found[3].splitlines())
            if found[2].startswith(mark):
                yield Block(found[2], lines)


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the documentation in a shell."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {name: value for name, value in os.environ.items() if not name.startswith(("HEAT2_", "MAKE", "MFLAGS"))}
    return subprocess.run(  # noqa: S602 - lines of the documentation
        line,
        shell=True,
        cwd=folder,
        env={**own, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def run_line(line: str, terminal: Terminal) -> subprocess.CompletedProcess[str]:
    """Run a line of shell; `heat2` with words alone runs in this process, which takes less time than one of its own."""
    program, *words = shlex.split(line, comments=True)
    if program == "heat2" and not set(line) & set("|<>&;$`*"):
        return terminal.heat2(*words)
    return shell(line, terminal.folder, HEAT2_DATA_DIR=str(terminal.folder / "data"))


def make(*words: str, **environment: str) -> str:
    """Return the commands that make would run in a fresh checkout, without running them."""
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    return shell(" ".join(("make --dry-run --always-make PYTHON=python3", *words)), ROOT, **environment).stdout


@pytest.mark.parametrize(
    ("page", "least"), [("README.md", 4), ("docs/operating.md", 15), ("docs/another-subject.md", 2)]
)
def test_the_commands_of_a_page_work(page: str, least: int, tmp_path: Path) -> None:
    """They succeed in the order of the page, in a folder with only the files that the page shows."""
    for block in blocks("", page):
        name = re.search(r"file=(\S+)", block.mark)
        if name:
            file = tmp_path / name[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    lines = [line for block in blocks("sh run", page) for line in block.lines]
    assert len(lines) >= least
    for line in lines:
        done = run_line(line, Terminal(tmp_path))
        assert (done.returncode, done.stderr) == (0, ""), f"{line}\n{done.stdout}{done.stderr}"
    for answers in tmp_path.glob("answers.jsonl"):
        assert answers.read_text().count('"verdict"') == 2


def test_each_block_of_commands_is_tested() -> None:
    """A block of shell lines is marked as one that runs, or as one for make, pip or the set-up."""
    marks = {block.mark for block in blocks("sh")} | {block.mark for block in blocks("bash")}
    assert marks == {"sh run", "sh make", "sh pip", "sh once"}


def test_the_documented_targets_are_those_of_the_makefile() -> None:
    """Each documented target exists in the Makefile, and each of its targets is documented."""
    fenced = {line.split()[1] for block in blocks("sh make") for line in block.lines}
    inline = {name for text in PAGES.values() for name in re.findall(r"`make (\w+)", text)}
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert fenced | inline == set(phony[1].split()) - {"help"}


def test_the_tools_of_the_set_up_are_required() -> None:
    """Each program that the set-up calls is among the development requirements."""
    required = (ROOT / "requirements" / "dev.in").read_text()
    for block in blocks("sh once"):
        for line in block.lines:
            assert re.search(rf"^{Path(line.split()[0]).name}\b", required, re.MULTILINE)


def test_the_lines_without_make_are_those_that_make_runs() -> None:
    """Without make, the documented commands make the same installation."""
    planned = make("run").replace(" --quiet --quiet --disable-pip-version-check", "").splitlines()
    for block in blocks("sh pip"):
        for line in block.lines:
            assert line in planned


@pytest.mark.parametrize("question", ['What "is" it?', "It's $5, $HOME and $(HOME)", "100% `ls` \\ #1 ; echo", "-h"])
def test_a_question_reaches_the_program_as_it_was_typed(question: str, tmp_path: Path) -> None:
    """Neither make nor the shell interprets special characters in Q."""
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
    """Without Python 3.11 or newer, make says what to install."""
    if not shutil.which("make"):
        pytest.skip("make is not on this machine")
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = shell("make .venv/made PYTHON=", tmp_path)
    assert done.returncode == 2
    assert "No Python 3.11 or newer was found: install it" in done.stderr


def test_every_setting_is_in_the_table() -> None:
    """The table has a row for each setting, in the program's order."""
    rows = re.findall(r"^\| `(HEAT2_\w+)` \|", PAGES["docs/settings.md"], re.MULTILINE)
    assert rows == list(map(variable, Settings.model_fields))


def test_every_command_is_documented() -> None:
    """The page for operators shows each command, and no command that does not exist."""
    shown = set(re.findall(r"(?<!/)\bheat2 ([a-z][a-z-]*)", PAGES["docs/operating.md"]))
    assert shown == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_the_paths_of_a_page_exist(page: str) -> None:
    """Links lead to files, and names of files and folders in the text are paths from the root or from `bot`."""
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGES[page])
    assert not [path for path in linked if not (ROOT / page).parent.joinpath(path).exists()]
    named = re.findall(r"`((?:\w+/)+[\w.-]*)`", PAGES[page])
    wanted = [path for path in named if path.split("/")[0] in TOP_FOLDERS]
    assert not [path for path in wanted if not (ROOT / path).exists() and not (ROOT / "bot" / path).exists()]


@pytest.mark.parametrize("page", PAGES)
def test_the_headings_that_a_page_links_to_exist(page: str) -> None:
    """A link with `#` names a heading of its page in lower case, with hyphens for spaces and without punctuation."""
    for path, heading in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", PAGES[page]):
        target = (ROOT / page).parent.joinpath(path) if path else ROOT / page
        titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert heading in {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


TOP_FOLDERS = frozenset(each.name for folder in (ROOT, ROOT / "bot") for each in folder.iterdir() if each.is_dir()) - {
    "data",
    "search",
}
"""A path that begins with one of these names a part of the program; `data` and `search` are also the operator's."""


def test_the_drawing_shows_the_imports() -> None:
    """Its arrows are the imports that `BELOW` allows, without those that follow from other arrows."""
    below = {part: BELOW[part] - {lower for each in BELOW[part] for lower in _all_below(each)} for part in BELOW}
    drawing, *_ = blocks("mermaid", "docs/architecture.md")
    arrows = re.findall(r"^    (\w+) --> (\w+)$", "\n".join(drawing.lines), re.MULTILINE)
    boxes = re.findall(r"^    (\w+)\[", "\n".join(drawing.lines), re.MULTILINE)
    assert sorted(arrows) == sorted((part, lower) for part, lowers in below.items() for lower in lowers)
    assert set(boxes) == BELOW.keys()


def _all_below(part: str) -> set[str]:
    return set(BELOW[part]).union(*(_all_below(each) for each in BELOW[part]))


def test_the_readme_is_short() -> None:
    """It has under 150 lines: settings and internals are in `docs`."""
    assert len(PAGES["README.md"].splitlines()) < 150


def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    """Each page stands in the navigation, each link and each heading that it names exists, and no host is contacted."""
    if not find_spec("material"):
        pytest.skip("mkdocs-material is not installed: make docs installs it")
    command = (
        f"{sys.executable} -m mkdocs build --strict --quiet --config-file {ROOT / 'mkdocs.yml'} --site-dir {tmp_path}"
    )
    done = shell(command, ROOT, NO_MKDOCS_2_WARNING="1")
    assert done.returncode == 0, done.stdout + done.stderr
    html = {
        file.relative_to(tmp_path).as_posix(): file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.html")
    }
    assert {"index.html", "docs/operating.html", "PRIVACY.html", "corpus/index.html"} <= html.keys()
    loaded = r"<(?:script|img|iframe)[^>]+src=.?https?:[^>]*|<link[^>]+stylesheet[^>]+https?:[^>]*"
    assert not [found for text in html.values() for found in re.findall(loaded, text)]
    assert not [name for name, text in html.items() if "```" in text]
    # Material would load the program that draws these from another host.
    assert not [name for name, text in html.items() if 'class="mermaid"' in text]
    drawings = re.findall(r'<div class="flowchart">.*?</div>', html["docs/architecture.html"])
    assert len(drawings) == len(list(blocks("mermaid", "docs/architecture.md")))
    assert {part for part in BELOW if f">{part}<" in drawings[0]} == BELOW.keys()
    arrows = sum("-->" in line for line in next(blocks("mermaid", "docs/architecture.md")).lines)
    assert drawings[0].count('class="arrow"') == arrows
