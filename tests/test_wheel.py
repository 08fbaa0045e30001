"""The wheel contains everything that the program needs, and works from any folder."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
MAX_WHEEL_BYTES = 30_000_000
DATA_KINDS = ("toml", "yaml", "txt", "json", "npy", "npz")
"""The endings of the data files in `bot`."""


def run(*words: str | Path, folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with no settings except its data folder."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "HEAT2_DATA_DIR": str(data)}
    return subprocess.run(  # noqa: S603
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout with the installed tools."""
    return build("--wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution from this checkout with the installed tools."""
    return build("--sdist", tmp_path_factory.mktemp("sdist"))


def build(kind: str, folder: Path) -> Path:
    """Build a distribution of a kind, "--wheel" or "--sdist", into an empty folder and return its file."""
    words: list[str | Path] = [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", folder]
    built = run(*words, ROOT, folder=folder, data=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.iterdir())


def data_files() -> dict[str, set[str]]:
    """Return the paths of the data files in `bot`, by their endings."""
    found = {kind: (ROOT / "bot").rglob(f"*.{kind}") for kind in DATA_KINDS}
    return {kind: {str(file.relative_to(ROOT)) for file in files} for kind, files in found.items()}


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
    # A path file inside one of these folders is not read, so the checkout itself cannot be imported.
    folders = [folder for folder in sys.path if Path(folder).name == "site-packages"]
    (site_packages / "dependencies.pth").write_text("\n".join(folders))
    return home / "bin" / "heat2"


def test_the_wheel_carries_all_data(wheel: Path) -> None:
    """The wheel contains articles, phrases, concepts, learned data and migrations, and no tests."""
    names = set(ZipFile(wheel).namelist())
    corpus = {f"bot/_corpus/{file.name}" for file in (ROOT / "corpus").iterdir()}
    data = data_files()
    migrations = {str(file.relative_to(ROOT)) for file in (ROOT / "bot/store/migrations").rglob("*.py")}
    assert corpus
    assert all(data.values()), data
    assert migrations
    assert names >= corpus.union(migrations, *data.values())
    assert not [name for name in names if name.startswith("tests/")]


def test_the_wheel_is_under_30_megabytes(wheel: Path) -> None:
    """The wheel with its word vectors and models is smaller than 30 MB."""
    assert wheel.stat().st_size < MAX_WHEEL_BYTES


def test_the_learned_data_is_packed_as_it_is(wheel: Path) -> None:
    """The arrays and models in the wheel are equal to those of the checkout, byte for byte."""
    packed, data = ZipFile(wheel), data_files()
    for name in data["npy"] | data["npz"] | data["json"]:
        assert packed.read(name) == (ROOT / name).read_bytes(), name


def test_both_distributions_tell_the_origin_of_the_learned_data(wheel: Path, sdist: Path) -> None:
    """LICENSE and NOTICE are in the wheel and in the source distribution."""
    packed = ZipFile(wheel)
    licences = {Path(name).name: packed.read(name) for name in packed.namelist() if ".dist-info/licenses/" in name}
    assert licences == {name: (ROOT / name).read_bytes() for name in ("LICENSE", "NOTICE")}
    assert {"LICENSE", "NOTICE"} <= unpacked_names(sdist)


def test_the_source_distribution_can_learn_again(sdist: Path) -> None:
    """It contains the learned data, and everything that `make vectors` and `make fit` need to make it again."""
    files = [file for kind in ("py", "txt") for file in (ROOT / "tests" / "learning").rglob(f"*.{kind}")]
    learning = {str(file.relative_to(ROOT)) for file in files}
    assert len(learning) > 10
    names = unpacked_names(sdist)
    assert names >= learning.union(*data_files().values())
    assert names >= {"Makefile", "requirements/fit.in", "requirements/fit.txt"}


def unpacked_names(sdist: Path) -> set[str]:
    """Return the paths in a source distribution, without the folder that contains all of them."""
    with tarfile.open(sdist) as file:
        return {name.partition("/")[2] for name in file.getnames()}


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
