"""Read and check packages, settings and subject in another process, since only the start of a bot needs that.

pydantic checks them and takes 11 MiB of memory, which a bot that runs for months would never use again.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from bot.config.secret import Secret
from bot.config.shipped import shipped_corpus
from bot.errors import Heat2Error

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.subject import Subject

_TIMEOUT_SECONDS: Final = 60.0
_ROOT: Final = Path(__file__).parents[2]


class Startup(NamedTuple):
    """The settings and the subject that a start has read."""

    settings: Settings
    subject: Subject | None = None
    """The subject of the folder of articles; None if it has not been read yet."""


def read_startup() -> Startup:
    """Check the installed packages, and read the settings of this folder and environment. Raises SettingsError.

    If another process cannot do it, or finds a mistake, this one does it, and reads no subject.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable or "", "-m", "bot.cli.startup", str(Path.cwd())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The process finds the package `bot` in this folder, installed or not.
            cwd=_ROOT,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        )
        # Safe to unpickle: the process runs this very module.
        values, subject = pickle.loads(done.stdout)  # noqa: S301
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError):
        return Startup(_checked_settings())
    return Startup(cast("Settings", SimpleNamespace(**values)), subject)


def _checked_settings() -> Settings:
    from bot.config.installation import check_requirements  # noqa: PLC0415 - mostly the other process needs it

    check_requirements()
    from bot.config.settings import load_settings  # noqa: PLC0415 - pydantic may be what is missing

    return load_settings()


def _plain(settings: Settings) -> dict[str, Any]:
    """Return the values of all settings, and of what is derived from them, without any type of pydantic."""
    values = {
        name: Secret(value.get_secret_value()) if hasattr(value, "get_secret_value") else value
        for name, value in settings
    }
    derived = ("database", "listen_address", "search_dir")
    return values | {name: getattr(settings, name) for name in derived}


def main() -> None:
    """Write the settings of the folder in the first argument, and the subject. Runs in the new process."""
    os.chdir(sys.argv[1])
    try:
        settings = _checked_settings()
        from bot.reading.subject import load_subject  # noqa: PLC0415 - pydantic may be what is missing

        subject = load_subject(settings.corpus_dir, shipped_corpus())
    except Heat2Error:
        # The first process finds the mistake again, and reports it.
        sys.exit(1)
    sys.stdout.buffer.write(pickle.dumps((_plain(settings), subject)))


if __name__ == "__main__":
    main()
