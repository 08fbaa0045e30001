"""Names of settings in the environment and in `.env`, and names there that look like a typing mistake."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

PREFIX: Final = "HEAT2_"
MIN_SIMILARITY: Final = 0.75
"""Minimum similarity, from 0 to 1, of an unknown environment variable to a setting to count as a typing mistake.

Other programs set variables with this prefix too: a cluster with a service called heat2 sets HEAT2_PORT.
"""


def variable(setting: str) -> str:
    """Return the environment variable of a setting: HEAT2_DATABASE_URL for `database_url`."""
    return PREFIX + setting.upper()


def find_misspelt_names(settings: Collection[str], env_file: Path) -> Iterator[str]:
    """Yield a sentence for each line of `env_file` that cannot be read and each HEAT2_ name that is not a setting.

    In the environment only names similar to a setting count. In the file, which is for this program alone, all do.
    """
    right = [variable(setting) for setting in settings]
    for name in sorted(os.environ):
        near = difflib.get_close_matches(name.upper(), right, 1, MIN_SIMILARITY)
        if _is_unknown(name, right) and near:
            yield f"{name} is not a setting: did you mean {near[0]}?"
    for name, place in _names_of(env_file):
        if not name:
            yield f"{place} cannot be read: write {PREFIX}NAME=value"
        elif _is_unknown(name, right):
            near = difflib.get_close_matches(name.upper(), right, 1, 0)
            yield f"{place}: {name} is not a setting: did you mean {near[0]}?"


def _is_unknown(name: str, right: Collection[str]) -> bool:
    return name.upper().startswith(PREFIX) and name.upper() not in right


def _names_of(env_file: Path) -> Iterator[tuple[str, str]]:
    text = env_file.read_text(encoding="utf-8") if env_file.is_file() else ""
    for binding in parse_stream(StringIO(text)):
        if binding.error or binding.key:
            written = binding.original.string
            blank_lines = written[: len(written) - len(written.lstrip())].count("\n")
            yield binding.key or "", f"{env_file}:{binding.original.line + blank_lines}"
