"""The executable, before the program is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli import start
from bot.cli.exit_codes import INTERRUPTED

STOPPED = """
import sys
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "asyncio":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
sys.modules.pop("asyncio", None)
from bot.cli.start import main
sys.exit(main())
"""


def test_ctrl_c_while_it_loads() -> None:
    """Ctrl-C while the program loads ends it with the exit code of shells, and prints nothing."""
    done = subprocess.run([sys.executable, "-c", STOPPED], capture_output=True, text=True)  # noqa: S603, PLW1510
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "")


def test_it_runs_the_command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """It returns the exit code of the command."""
    monkeypatch.setattr(sys, "argv", ["heat2", "frobnicate"])
    assert start.main() == 2
    assert "invalid choice" in capfd.readouterr().err
