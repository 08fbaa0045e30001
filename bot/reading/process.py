"""Reading what others have made in a process of its own, which can be ended: a crafted file could take minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bot.errors import InstallationError

PATIENCE: Final = 5.0
"""How long reading one file may take, in seconds."""

MAX_MEMORY: Final = 512 * 1024 * 1024
"""Bytes that such a process may take."""

IMPORTED: Final = ("bot.reading.html_worker", "bot.reading.pdf_worker", "cryptography")
"""Modules that reading needs and that are imported in such a process alone: nothing else would miss them."""

_MISSING_MODULE: Final = 3
"""Exit code of a process that could not import a module; it writes the module's name."""

_ROOT: Final = Path(__file__).parents[2]


class ProcessError(Exception):
    """The process took too long, failed, or could not be started."""

    def __init__(self, message: str, *, took_too_long: bool = False) -> None:
        self.took_too_long = took_too_long
        super().__init__(message)


def read_apart(module: str, content: bytes, *words: str, patience: float = PATIENCE) -> dict[str, Any]:
    """Return the JSON object that the module's `main` writes for these words and this content.

    Raises ProcessError when it fails or takes longer than `patience` seconds, after ending it, and InstallationError
    when a module that it imports is not installed: then no file can be read, whatever it holds.
    """
    try:
        done = _run("bot.reading.process", module, *words, content=content, patience=patience)
        if done.returncode == _MISSING_MODULE:
            raise InstallationError(json.loads(done.stdout)["missing"])
        done.check_returncode()
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ProcessError(f"longer than {patience:g} seconds", took_too_long=True) from error
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        raise ProcessError("failed") from error
    return found


def check_installation() -> None:
    """Import in such a process what reading needs. Raises InstallationError when something is missing."""
    done = _run("bot.reading.process", "--import-only", *IMPORTED, content=b"", patience=10 * PATIENCE)
    if done.returncode:
        raise InstallationError(json.loads(done.stdout)["missing"] if done.stdout else " or ".join(IMPORTED))


def _run(*words: str, content: bytes, patience: float) -> subprocess.CompletedProcess[bytes]:
    # The folder is where `bot` lies: the process finds it there, installed or not.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", *words],
        input=content,
        capture_output=True,
        timeout=patience,
        cwd=_ROOT,
        env=_harmless(),
        check=False,
    )


def _harmless() -> dict[str, str]:
    """This process's environment without its settings: the token and the database's password are among them."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("HEAT2_")}


def limit_memory() -> None:
    """Called in the process itself: more memory than MAX_MEMORY ends it. Windows knows no such limit."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - only the process needs it

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


def _missing_module(error: BaseException | None) -> str:
    """The name in the innermost error: lxml raises one without a name when `lxml_html_clean` is missing."""
    name = ""
    while error is not None:
        name = getattr(error, "name", None) or name
        error = error.__cause__ or error.__context__
    return name


def main() -> None:
    """Run in the process itself: import the module that the first word names and call its `main`."""
    _, module, *words = sys.argv
    try:
        workers = [import_module(name) for name in (words if module == "--import-only" else [module])]
    except ImportError as error:
        json.dump({"missing": _missing_module(error) or module}, sys.stdout)
        sys.exit(_MISSING_MODULE)
    if module != "--import-only":
        sys.argv = [module, *words]
        workers[0].main()


if __name__ == "__main__":
    main()
