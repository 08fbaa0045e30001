"""The wheel contains everything that the program needs, and works from any folder."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


def run(*words: str | Path, folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with no settings except its data folder."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "HEAT2_DATA_DIR": str(data)}
    return subprocess.run(  # noqa: S603
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout with the installed tools."""
    folder = tmp_path_factory.mktemp("wheel")
    words: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder]
    built = run(*words, ROOT, folder=folder, data=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new environment and return the executable.

    The dependencies are those of the running environment, so that nothing is downloaded.
    """
    home = tmp_path_factory.mktemp("installed") / "with a blank"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    words: list[str | Path] = ["-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel]
    done = run(sys.executable, *words, folder=home, data=home)
    assert done.returncode == 0, done.stderr
    site_packages = next(home.glob("lib/python*/site-packages"))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin" / "heat2"


def test_the_wheel_carries_all_data(wheel: Path) -> None:
    """The wheel contains articles, phrases, concepts and migrations, and no tests."""
    names = set(ZipFile(wheel).namelist())
    corpus = {f"bot/_corpus/{file.name}" for file in (ROOT / "corpus").iterdir()}
    data = {str(file.relative_to(ROOT)) for kind in ("toml", "yaml") for file in (ROOT / "bot").rglob(f"*.{kind}")}
    migrations = {str(file.relative_to(ROOT)) for file in (ROOT / "bot/store/migrations").rglob("*.py")}
    assert corpus
    assert data
    assert migrations
    assert names >= corpus | data | migrations
    assert not [name for name in names if name.startswith("tests/")]


def test_the_wheels_corpus_is_the_checkouts(wheel: Path) -> None:
    """The articles in the wheel are equal to those of the checkout, byte for byte."""
    packed = ZipFile(wheel)
    for file in (ROOT / "corpus").iterdir():
        assert packed.read(f"bot/_corpus/{file.name}") == file.read_bytes()


def test_an_installed_program_answers_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """The installed program finds the shipped articles and writes nothing to the current folder."""
    here, data = tmp_path / "here", tmp_path / "data"
    here.mkdir()
    done = run(installed, "ask", "Who wrote the screenplay of Heat 2?", "--json", folder=here, data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "answer"
    assert not list(here.iterdir())


def test_an_installed_program_creates_its_database(installed: Path, tmp_path: Path) -> None:
    """The installed program finds its migrations, so that an article can be added and listed."""
    page = tmp_path / "page.md"
    page.write_text("---\ntitle: Added here\ndate: 2026-01-05\nlanguage: en\n---\nHeat 2 is a film.\n")
    done = run(installed, "import", page, folder=tmp_path, data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert "Added here" in run(installed, "latest", folder=tmp_path, data=tmp_path / "data").stdout
