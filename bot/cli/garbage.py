"""The thresholds of Python's garbage collector.

While a command imports modules and loads data, it creates hundreds of thousands of objects that stay to the end. At the
default thresholds Python would examine all of them again and again, for 60 ms each time.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_DEFAULT: Final = gc.get_threshold()
_RAISED: Final = (50_000, 20, 20)
"""Numbers of new objects, and of smaller collections, before the next one. They bound the memory of a long batch."""


@contextmanager
def raised_gc_thresholds() -> Iterator[None]:
    """Collect garbage rarely until the end of the block, and not at all when the program ends."""
    gc.set_threshold(*_RAISED)
    # The system takes back all memory of a process that ends.
    atexit.register(gc.freeze)
    try:
        yield
    finally:
        reset_gc_thresholds()


def reset_gc_thresholds() -> None:
    """Collect garbage as often as Python does by default."""
    gc.set_threshold(*_DEFAULT)
