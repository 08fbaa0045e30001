"""How often Python collects garbage.

While a command imports modules and loads data, hundreds of thousands of objects appear that stay to the end. Python
would look through all of them again and again, for 60 ms each time.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_USUAL: Final = gc.get_threshold()
_RARE: Final = (50_000, 20, 20)
"""Numbers of new objects, and of smaller collections, before the next one. They bound the memory of a long batch."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Look for garbage rarely until the end of the block, and not at all when the program ends."""
    gc.set_threshold(*_RARE)
    # The process then gives its memory back anyway.
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        collect_as_usual()


def collect_as_usual() -> None:
    """Look for garbage as often as Python does by default."""
    gc.set_threshold(*_USUAL)
