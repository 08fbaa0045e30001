"""The names of settings in the environment and in `.env`, and those that look like a typing mistake."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

PREFIX: Final = "HEAT2_"
NEAR: Final = 0.75
"""How alike an unknown name of the environment is to a right one before it counts as a typing mistake.

Other programs put names of their own there: a cluster with a service called heat2 sets HEAT2_PORT, for one.
"""


def variable(setting: str) -> str:
    """The environment variable of a setting: `database_url` is `HEAT2_DATABASE_URL`."""
    return PREFIX + setting.upper()


def find_misspelt_names(settings: Collection[str], env_file: Path) -> Iterator[str]:
    """A sentence for each line of `env_file` that cannot be read and each HEAT2_ name that no setting has.

    In the environment only a name that is near to a setting's counts; in the file, which is ours, every one.
    """
    right = [variable(setting) for setting in settings]
    for name in sorted(os.environ):
        near = difflib.get_close_matches(name.upper(), right, 1, NEAR)
        if _is_unknown(name, right) and near:
            yield f"{name} is no setting: did you mean {near[0]}?"
    for name, place in _names_of(env_file):
        if not name:
            yield f"{place} cannot be read: write {PREFIX}NAME=value"
        elif _is_unknown(name, right):
            near = difflib.get_close_matches(name.upper(), right, 1, 0)
            yield f"{place}: {name} is no setting: did you mean {near[0]}?"


def _is_unknown(name: str, right: Collection[str]) -> bool:
    return name.upper().startswith(PREFIX) and name.upper() not in right


def _names_of(env_file: Path) -> Iterator[tuple[str, str]]:
    text = env_file.read_text(encoding="utf-8") if env_file.is_file() else ""
    for binding in parse_stream(StringIO(text)):
        if binding.error or binding.key:
            written = binding.original.string
            blank_lines = written[: len(written) - len(written.lstrip())].count("\n")
            yield binding.key or "", f"{env_file}:{binding.original.line + blank_lines}"
