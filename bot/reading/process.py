"""Reading what others have made in a process of its own, which can be ended: a crafted file could take minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

PATIENCE: Final = 5.0
"""How long reading one file may take, in seconds."""

MAX_MEMORY: Final = 512 * 1024 * 1024
"""Bytes that such a process may take."""

_ROOT: Final = Path(__file__).parents[2]


class ProcessError(Exception):
    """The process took too long, failed, or could not be started."""

    def __init__(self, message: str, *, took_too_long: bool = False) -> None:
        self.took_too_long = took_too_long
        super().__init__(message)


def read_apart(module: str, content: bytes, *words: str, patience: float = PATIENCE) -> dict[str, Any]:
    """The JSON object that a module writes when it is run with these words and this content.

    Raises ProcessError when it fails or takes longer than `patience` seconds; then it is ended.
    """
    command = [sys.executable, "-m", module, *words]
    try:
        # The folder is where `bot` lies: the process finds it there, installed or not.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=patience, cwd=_ROOT, env=_harmless(), check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ProcessError(f"longer than {patience:g} seconds", took_too_long=True) from error
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        raise ProcessError("failed") from error
    return found


def _harmless() -> dict[str, str]:
    """This process's environment without its settings: the token and the database's password are among them."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("HEAT2_")}


def limit_memory() -> None:
    """Called in the process itself: more memory than MAX_MEMORY ends it. Windows knows no such limit."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - only the process needs it

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
