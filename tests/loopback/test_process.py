"""Start, wait for and stop a process."""

import sys

import pytest

from .process import BotProcess, ProcessFailedError


def python(code: str, ready: str | None = None, grace: float = 5.0, within: float = 5.0) -> BotProcess:
    """Return a Python process that runs this code."""
    return BotProcess(sys.executable, "-c", code, ready=ready, grace=grace, ready_within=within)


async def test_readiness_is_awaited() -> None:
    """Entering waits for the ready line, and leaving ends the process."""
    async with python("import time; print('up'); time.sleep(60)", ready="^up$") as process:
        assert process.exit_code is None
    assert process.exit_code == -15


async def test_an_early_exit_shows_the_output() -> None:
    """A process that exits before it is ready raises an error with its output."""
    with pytest.raises(ProcessFailedError, match=r"ended with 3 .*(?s:.*)the reason"):
        async with python("print('the reason'); raise SystemExit(3)", ready="up"):
            pass


async def test_a_missing_ready_line_is_an_error() -> None:
    """A process that does not print the ready line is stopped, and an error is raised."""
    with pytest.raises(ProcessFailedError, match="printed no 'up' within"):
        async with python("import time; time.sleep(60)", ready="up", within=0.2):
            pass


async def test_a_process_that_ignores_sigterm_is_killed() -> None:
    """A process that ignores SIGTERM gets SIGKILL after the grace period."""
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    async with python(deaf, ready="up", grace=0.2) as process:
        pass
    assert process.exit_code == -9


async def test_kill_ends_at_once() -> None:
    """`kill` ends the process with SIGKILL."""
    async with python("import time; print('up'); time.sleep(60)", ready="up") as process:
        await process.kill()
        assert process.exit_code == -9


async def test_the_exit_code_is_awaited() -> None:
    """`wait` returns the exit code, and `output` has everything that the process printed."""
    async with python("print('one'); print('two'); raise SystemExit(2)") as process:
        assert await process.wait() == 2
        assert process.output == "one\ntwo"
