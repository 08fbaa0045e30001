"""The folder of the articles that ship with the bot."""

from __future__ import annotations

from pathlib import Path
from typing import Final

WHEEL_CORPUS: Final = Path(__file__).parents[1] / "_corpus"
"""The corpus in an installed wheel. A checkout has it beside this package."""


def shipped_corpus() -> Path:
    """Return the folder of the articles that ship with the bot."""
    return WHEEL_CORPUS if WHEEL_CORPUS.is_dir() else WHEEL_CORPUS.parent.parent / "corpus"
