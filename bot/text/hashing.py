"""Short hashes, which stand for longer texts in keys and custom ids."""

from __future__ import annotations

import hashlib


def short_hash(text: str) -> str:
    """Return sixteen letters and digits, always the same for the same text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
