"""Imports that are skipped."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.text.skipped_imports import empty, missing

ROOT = Path(__file__).parents[2]
LOADED = """
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
{0}
print([name for name in {1} if name in sys.modules])
"""


def test_a_missing_module_cannot_be_imported_in_the_block() -> None:
    """A module that is to be missing raises ImportError, and is found again after the block."""
    sys.modules.pop("this", None)
    with missing("this"), pytest.raises(ImportError):
        import this  # noqa: F401, PLC0415
    assert "this" not in sys.modules


def test_the_names_of_an_empty_module_are_none() -> None:
    """Any name can be imported from an empty module, also from one that is not installed."""
    with empty("no_such_module"):
        from no_such_module import anything  # type: ignore[import-not-found]  # noqa: PLC0415
    assert anything is None
    assert "no_such_module" not in sys.modules


@pytest.mark.parametrize("skipped", [missing, empty])
def test_a_module_that_is_in_use_stays(skipped: Callable[[str], AbstractContextManager[None]]) -> None:
    """A module that was imported before is not replaced: others may be using it."""
    with skipped("subprocess"):
        import subprocess as used  # noqa: PLC0415

        assert used is subprocess


@pytest.mark.parametrize(
    ("code", "skipped"),
    [
        ("import bot.config.logging", ["rich", "pygments"]),
        ("from bot.text.language import load_detector; load_detector()", ["requests", "urllib3", "tqdm"]),
        ("import bot.store.sql", ["sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "alembic"]),
        (
            "import bot.config.logging, bot.discord_app.client",
            ["matplotlib", "feedparser", "trafilatura", "aiohttp.web", "rich"],
        ),
    ],
)
def test_an_idle_bot_holds_no_library_that_it_does_not_use(code: str, skipped: list[str]) -> None:
    """Modules that would take memory for nothing are not imported."""
    words = [sys.executable, "-c", LOADED.format(code, skipped)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"
