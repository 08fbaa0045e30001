"""Where a command's result goes: for a person at a terminal, into a pipe, or to another program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain import Answer, Article


class ResultPrinter(Protocol):
    """One way to show results; each call writes the whole of what it is given."""

    def answer(self, answer: Answer) -> None:
        """Show an answer, or why there is none."""
        ...

    def articles(self, articles: Sequence[Article]) -> None:
        """Show a list of articles in the order given."""
        ...
