"""A long import as a person sees it: a line on stderr that changes, and is gone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.text.safe_text import one_line


class ProgressLine:
    """The source that is read, and how many articles of it are kept."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begin(self, name: str) -> None:
        """Name the source and count from 0."""
        self._progress.reset(self._task, description=one_line(name, 60))

    def advance(self, articles: int) -> None:
        """Count on."""
        self._progress.advance(self._task, articles)


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """A line that runs while the block does."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:.0f} articles"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        yield ProgressLine(progress)
