"""Starting, awaiting and ending a process."""

import sys

import pytest

from .process import BotProcess, ProcessFailedError


def python(code: str, ready: str | None = None, grace: float = 5.0, within: float = 5.0) -> BotProcess:
    """A Python process that runs this code."""
    return BotProcess(sys.executable, "-c", code, ready=ready, grace=grace, ready_within=within)


async def test_readiness_is_awaited() -> None:
    """Entering waits for the line that says so; leaving ends the process."""
    async with python("import time; print('up'); time.sleep(60)", ready="^up$") as process:
        assert process.exit_code is None
    assert process.exit_code == -15


async def test_an_early_end_is_told_with_its_output() -> None:
    """A process that dies before it is ready fails at once and shows why."""
    with pytest.raises(ProcessFailedError, match=r"ended with 3 .*(?s:.*)the reason"):
        async with python("print('the reason'); raise SystemExit(3)", ready="up"):
            pass


async def test_silence_is_told() -> None:
    """A process that never says that it is ready is ended, and the test fails."""
    with pytest.raises(ProcessFailedError, match="printed no 'up' within"):
        async with python("import time; time.sleep(60)", ready="up", within=0.2):
            pass


async def test_a_deaf_process_is_killed() -> None:
    """A process that ignores SIGTERM gets SIGKILL."""
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
    async with python(deaf, ready="up", grace=0.2) as process:
        pass
    assert process.exit_code == -9


async def test_a_crash_can_be_ordered() -> None:
    """Killing ends the process without a chance to tidy up."""
    async with python("import time; print('up'); time.sleep(60)", ready="up") as process:
        await process.kill()
        assert process.exit_code == -9


async def test_the_exit_code_is_awaited() -> None:
    """A process that ends by itself gives its exit code and all that it printed."""
    async with python("print('one'); print('two'); raise SystemExit(2)") as process:
        assert await process.wait() == 2
        assert process.output == "one\ntwo"
