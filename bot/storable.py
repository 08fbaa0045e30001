"""Which characters every kind of store can keep unchanged."""

from __future__ import annotations


def storable_complaint(value: str) -> str:
    """Why a database cannot keep these characters and what to do about it, '' when it can."""
    nul = value.find("\0") + 1
    if nul:
        return f"holds a NUL at character {nul}: remove it"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"holds half a surrogate pair at character {error.start + 1}: remove it or write the whole character"
    return ""
