"""Read files from strangers in a process of their own: a crafted file could take minutes, or all memory.

The process gets the content on standard input and writes one JSON object. It can be ended at any time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bot.errors import InstallationError

TIMEOUT_SECONDS: Final = 5.0
"""Seconds that reading one file may take."""

MAX_MEMORY: Final = 512 * 1024 * 1024
"""Bytes of memory that such a process may use."""

WORKER_MODULES: Final = ("bot.reading.page.worker", "bot.reading.pdf.worker", "bot.reading.feed.worker", "cryptography")
"""Modules that only such a process imports: without `check_installation`, nobody would notice that one is missing."""

_MISSING_MODULE: Final = 3
"""Exit code of a process that could not import a module. It writes the module's name."""

_ROOT: Final = Path(__file__).parents[2]
_SECRET: Final = re.compile(r"^(HEAT2_|PG|POSTGRES)|TOKEN|SECRET|PASS(WORD|WD)|_KEY$|DATABASE_URL", re.IGNORECASE)


class ProcessError(Exception):
    """The process took too long, failed, or could not be started."""

    def __init__(self, message: str, *, took_too_long: bool = False) -> None:
        self.took_too_long = took_too_long
        super().__init__(message)


def run_worker(module: str, content: bytes, *arguments: str, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """Return the JSON object that the module's `main` writes for this content and these arguments.

    Raises ProcessError when the process fails, or is ended after `timeout` seconds. Raises InstallationError when a
    module that it imports is not installed: then no file can be read, whatever it holds.
    """
    try:
        done = _run("bot.reading.process", module, *arguments, content=content, timeout=timeout)
        if done.returncode == _MISSING_MODULE:
            raise InstallationError(json.loads(done.stdout)["missing"])
        done.check_returncode()
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ProcessError(f"longer than {timeout:g} seconds", took_too_long=True) from error
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        raise ProcessError("failed") from error
    return found


def check_installation() -> None:
    """Import in one such process what the workers need. Raises InstallationError when something is missing."""
    done = _run("bot.reading.process", "--import-only", *WORKER_MODULES, content=b"", timeout=10 * TIMEOUT_SECONDS)
    if done.returncode:
        raise InstallationError(json.loads(done.stdout)["missing"] if done.stdout else " or ".join(WORKER_MODULES))


def _run(*arguments: str, content: bytes, timeout: float) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", *arguments],
        input=content,
        capture_output=True,
        timeout=timeout,
        # The process finds the package `bot` in this folder, installed or not.
        cwd=_ROOT,
        env=environment_without_secrets(),
        check=False,
    )


def environment_without_secrets() -> dict[str, str]:
    """Return this process's environment without settings and without variables whose name suggests a secret."""
    return {name: value for name, value in os.environ.items() if not _SECRET.search(name)}


def limit_memory() -> None:
    """Limit the memory of the current process to MAX_MEMORY. Has no effect on Windows, which has no such limit."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has no such module

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


def _missing_module(error: BaseException | None) -> str:
    """Return the module named by the innermost error: lxml hides a missing `lxml_html_clean` behind its own error."""
    name = ""
    while error is not None:
        name = getattr(error, "name", None) or name
        error = error.__cause__ or error.__context__
    return name


def main() -> None:
    """Import the module that the first argument names and call its `main`. Runs in the new process.

    With `--import-only` as the first argument, only import the modules that the others name.
    """
    _, module, *arguments = sys.argv
    is_check = module == "--import-only"
    try:
        workers = [import_module(name) for name in (arguments if is_check else [module])]
    except ImportError as error:
        json.dump({"missing": _missing_module(error) or module}, sys.stdout)
        sys.exit(_MISSING_MODULE)
    if not is_check:
        sys.argv = [module, *arguments]
        workers[0].main()


if __name__ == "__main__":
    main()
