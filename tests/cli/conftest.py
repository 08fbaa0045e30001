"""The program as its user runs it: in a folder of its own, with only the settings of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.in_process import run_in_process

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Terminal:
    """A folder to run `heat2` in; its data folder is `data` there."""

    folder: Path

    def heat2(self, *words: str | Path, stdin: str | bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end. Names of settings are given without HEAT2_.

        The command runs in this process. `heat2_process` takes longer, and is for what only a process shows.
        """
        entered = stdin if isinstance(stdin, bytes) else stdin.encode()
        return run_in_process([os.fsdecode(word) for word in words], self.folder, self.environment(**settings), entered)

    def heat2_process(self, *words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end in a process of its own."""
        return subprocess.run(  # noqa: S603 - the program itself, with a test's words
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment(**settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
            encoding="utf-8",
        )

    def environment(self, **settings: str) -> dict[str, str]:
        """Return the environment of this process with only these settings."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("HEAT2_")}
        given = {"DATA_DIR": str(self.folder / "data"), "ENCODER": "off", **settings}
        path = os.pathsep.join(filter(None, (own.get("PYTHONPATH"), str(ROOT))))
        return {**own, "PYTHONPATH": path, **{f"HEAT2_{name}": value for name, value in given.items()}}

    def write(self, name: str, text: str) -> Path:
        """Write a file in the folder, and return its path."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @property
    def database(self) -> Path:
        """Path of the database."""
        return self.folder / "data" / "heat2.db"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return an empty folder to run the program in."""
    return Terminal(tmp_path)
