"""Imports that are skipped, because a library would use them for what this program never asks of it.

An idle bot is to stay small: `rich` in the log and `requests` for downloads would take 4 MB each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def missing(name: str) -> Iterator[None]:
    """Let the import of this module fail until the end of the block. For libraries that can do without it."""
    with _replaced(name, None):
        yield


@contextmanager
def empty(name: str) -> Iterator[None]:
    """Import this module as one whose names are all None until the end of the block."""
    module = ModuleType(name)
    module.__dict__["__getattr__"] = lambda _: None
    with _replaced(name, module):
        yield


@contextmanager
def _replaced(name: str, module: ModuleType | None) -> Iterator[None]:
    if name in sys.modules:  # It takes no further memory, and others may be using it.
        yield
        return
    sys.modules[name] = module  # type: ignore[assignment]  # None is documented to make the import fail
    try:
        yield
    finally:
        del sys.modules[name]
