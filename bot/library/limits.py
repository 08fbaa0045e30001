"""How much moderators may add: the operator's machine is shared by all servers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, for each server."""

    additions_per_hour: int = 60
    """By one moderator."""
    articles: int = 5_000
    """Of the server's own."""
