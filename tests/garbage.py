"""What Python need not look through for garbage while the tests run."""

from __future__ import annotations

import gc


def freeze() -> None:
    """Exempt from garbage collection exactly what exists now and is not garbage."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
