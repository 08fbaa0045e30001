"""The progress of a long import: what shows it, and what shows nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows the progress of a long import."""

    def begin(self, name: str) -> None:
        """Start a new source."""
        ...

    def advance(self, articles: int) -> None:
        """Add to the number of articles that are stored."""
        ...


class NoProgress:
    """Shows nothing, for output that is not a terminal."""

    def begin(self, name: str) -> None:
        """Do nothing."""

    def advance(self, articles: int) -> None:
        """Do nothing."""
