"""The exit codes and error messages of the program."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.cli.error_handling import run_to_exit_code
from bot.errors import CorpusError, Problem
from tests.cli.conftest import Terminal


def heat2(*words: str) -> list[str]:
    """Return the command line of a process."""
    return [sys.executable, "-m", "bot", *words]


def at_terminal(words: list[str], environment: dict[str, str]) -> str:
    """Run a command on a terminal of its own, and return what it shows."""
    here, there = pty.openpty()
    with subprocess.Popen(heat2(*words), stdin=there, stdout=there, stderr=there, env=environment) as process:  # noqa: S603
        os.close(there)
        shown = b"".join(iter(lambda: _read(here), b""))
    os.close(here)
    assert process.returncode == 0
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the last process has left the terminal
        return b""


def test_an_unexpected_error_is_one_line_with_a_number(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A defect shows no traceback; the error log contains it under the number."""
    log = tmp_path / "data" / "errors.log"

    def defect() -> int:
        raise ZeroDivisionError("one\ntwo")

    assert run_to_exit_code(defect, lambda: log) == 1
    line = capfd.readouterr().err
    number = line.split("number ")[1][:8]
    assert line.count("\n") == 1
    assert "Traceback" not in line
    assert f"number {number}\nTraceback" in log.read_text()


def test_an_error_log_that_cannot_be_written_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Even then the error is one line without a traceback."""
    (tmp_path / "file").touch()

    def defect() -> int:
        raise ZeroDivisionError

    assert run_to_exit_code(defect, lambda: tmp_path / "file" / "errors.log") == 1
    assert "could not be written" in capfd.readouterr().err


def test_many_problems_are_one_line_and_a_count(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A corpus with two mistakes names the first and says that there is one more."""

    def two_problems() -> int:
        raise CorpusError([Problem("a.md", 1, "no title"), Problem("b.md", 2, "no date")])

    assert run_to_exit_code(two_problems, lambda: tmp_path) == 1
    assert capfd.readouterr().err == "heat2: a.md:1: no title (1 more: heat2 check lists all)\n"


def test_a_full_disk_is_an_error(terminal: Terminal) -> None:
    """Output that cannot be written gives one line and exit code 1."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(  # noqa: S603
            heat2("latest"), stdout=full, stderr=subprocess.PIPE, env=terminal.environment(), check=False
        )
    assert (done.returncode, done.stderr) == (1, b"heat2: the output cannot be written: no space is left there\n")


def test_a_broken_pipe_ends_the_program_silently(terminal: Terminal) -> None:
    """A closed pipe gives exit code 141 and no message."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(  # noqa: S603
        heat2("latest"), stdout=writer, stderr=subprocess.PIPE, env=terminal.environment(), check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_interrupt_ends_the_program_silently(terminal: Terminal) -> None:
    """Ctrl-C during a batch gives exit code 130 and no traceback."""
    process = subprocess.Popen(  # noqa: S603
        heat2("ask", "--batch", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=terminal.environment(),
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    with process:
        process.stdin.write(b'{"id": 1, "question": "x"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        # The end of its input would end the program as well, so the input stays open until then.
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}])
def test_colors_are_for_terminals_without_no_color(terminal: Terminal, setting: dict[str, str]) -> None:
    """A terminal gets frames, and colors unless NO_COLOR is set."""
    environment = {name: value for name, value in terminal.environment().items() if name != "NO_COLOR"}
    shown = at_terminal(["ask", "Who wrote the screenplay?"], {**environment, "TERM": "xterm", **setting})
    assert "╭─" in shown
    assert ("\x1b[36m" in shown) is not bool(setting)


def test_each_command_has_help_with_examples(terminal: Terminal) -> None:
    """The help of the program lists every command, and the help of a command has examples."""
    explained = terminal.heat2("--help").stdout
    assert all(re.search(rf"^    {name}\s", explained, re.MULTILINE) for name in COMMANDS)
    for name in COMMANDS:
        told = terminal.heat2(name, "--help")
        assert told.returncode == 0
        assert f"\nexamples:\n  heat2 {name}" in told.stdout


@pytest.mark.parametrize(("words", "complaint"), [([], "name a command: ask, "), (["sing"], "invalid choice: 'sing'")])
def test_a_missing_or_unknown_command_is_wrong_usage(terminal: Terminal, words: list[str], complaint: str) -> None:
    """The error is one line and the exit code is 2."""
    done = terminal.heat2(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_version_is_printed(terminal: Terminal) -> None:
    """The output is the installed version."""
    assert terminal.heat2("--version").stdout.startswith("heat2 ")
