"""Which characters every kind of store can keep unchanged."""

from __future__ import annotations

from bot.phrases.messages import message


def storable_complaint(value: str) -> str:
    """Why a database cannot keep these characters and what to do about it, '' when it can."""
    nul = value.find("\0") + 1
    if nul:
        return message("storable.nul", position=nul)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return message("storable.surrogate", position=error.start + 1)
    return ""
