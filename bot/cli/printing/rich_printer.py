"""Output on a terminal: answers in frames with colors, and the progress of a long import.

It is a module of its own because importing rich takes long, and pipes do not need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.cli.printing.terminal_text import TerminalText
from bot.domain import Answer, Article, DatedStatement, Excerpt, Timeline
from bot.text.safe_text import escape_controls, one_line

MAX_WIDTH: Final = 100
"""Maximum width of a frame in columns; longer lines are hard to read."""


class RichPrinter:
    """Prints answers in frames, at most MAX_WIDTH columns wide, with matched words highlighted and links to follow."""

    def __init__(self, console: Console, text: TerminalText, *, why: bool = False) -> None:
        self._console = console
        self._text = text
        self._why = why
        self._width = min(console.width, MAX_WIDTH)

    def answer(self, answer: Answer) -> None:
        """Print a frame for each excerpt, or the reason why there are none."""
        for excerpt in answer.excerpts:
            self._write(self._excerpt(excerpt))
        if not answer.excerpts:
            none = self._text.no_answer(answer.reason)
            reason = Text(escape_controls(self._text.reason(answer.reason)))
            self._write(*([Text(none, style="bold")] if none else []), reason)
        if self._why:
            self._write(Text(self._text.phrases.say("terminal.why"), style="bold"), self._explanation(answer))

    def latest(self, excerpts: Sequence[Excerpt], none: str = "") -> None:
        """Print the title, the quote and the source of each article."""
        for excerpt in excerpts:
            article = excerpt.article
            marks = [self._text.date_and_age(article), self._text.older(excerpt)]
            quote = Text(escape_controls(excerpt.quote))
            lines = [quote, Text(" · ".join(filter(None, marks))), *self._source_lines(article)]
            lines += [Text(note, style="dim") for note in [self._text.also_in(excerpt)] if note]
            block = Padding(Text("\n").join(lines), (0, 0, 1, 2))
            self._write(Text(self._text.headline(article), style="bold"), block)
        if not excerpts:
            self._write(Text(none or self._text.phrases.say("latest.none")))

    def timeline(self, timeline: Timeline) -> None:
        """Print for each statement its date and value, the quote and the source; older ones are dim."""
        for statement in timeline.statements:
            self._write(*self._statement(statement))
        if not timeline.statements:
            self._write(Text(self._text.no_timeline(timeline)))

    def _statement(self, statement: DatedStatement) -> Iterator[RenderableType]:
        excerpt, article = statement.excerpt, statement.excerpt.article
        heading = Text(self._text.date_and_age_briefly(article), style="bold")
        yield heading.append(f"  {one_line(statement.value_text)}", style="dim" if excerpt.older else "bold cyan")
        lines = [Text(escape_controls(excerpt.quote), style="dim" if excerpt.older else "")]
        notes = [self._text.older(excerpt), self._text.also_in(excerpt)]
        lines += [*self._source_lines(article), *(Text(note, style="dim") for note in notes if note)]
        yield Padding(Text("\n").join(lines), (0, 0, 1, 2))

    def _write(self, *parts: RenderableType) -> None:
        self._console.print(*parts, width=self._width, sep="\n")

    def _excerpt(self, excerpt: Excerpt) -> Panel:
        quote = Text(escape_controls(excerpt.quote), style="dim" if excerpt.older else "")
        if excerpt.matched:
            quote.highlight_regex(_pattern_of(excerpt.matched), "bold yellow")
        notes = [self._text.date_and_age(excerpt.article) if excerpt.article.published.inferred else ""]
        notes.append(self._text.also_in(excerpt))
        parts = [quote, Text(), *self._source_lines(excerpt.article)]
        parts += [Text(note, style="dim") for note in notes if note]
        marks = [
            self._text.date_and_age_briefly(excerpt.article),
            self._text.older(excerpt),
            self._text.about(excerpt),
        ]
        title = Text(" · ".join(filter(None, marks)), style="dim" if excerpt.older else "bold")
        return Panel(Group(*parts), title=title, title_align="left", border_style="dim" if excerpt.older else "cyan")

    def _source_lines(self, article: Article) -> Iterator[Text]:
        marks = [self._text.publisher(article), self._text.title(article), self._text.language(article)]
        yield Text(" · ".join(filter(None, marks)), style="italic")
        if article.url:
            # Only an address without control characters may become a link.
            url = one_line(article.url)
            yield Text(url, style=Style(color="blue", underline=True, link=url if url == article.url else None))

    def _explanation(self, answer: Answer) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        for term in answer.explanation.terms:
            name = Text(escape_controls(self._text.term(term)), style="bold")
            table.add_row(f"{term.weight:.2f}", name, Text(self._text.term_note(term)))
        return Group(table, *(Text(escape_controls(self._text.step(step))) for step in answer.explanation.steps))


def _pattern_of(words: Sequence[str]) -> str:
    # The longest alternative comes first, since a regular expression takes the first that matches.
    longest_first = sorted(map(escape_controls, words), key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"


class ProgressLine:
    """A line that shows the source that is being read and the number of its articles that are stored."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begin(self, name: str) -> None:
        """Show a new source, with a count of 0."""
        self._progress.reset(self._task, description=one_line(name, 60))

    def advance(self, articles: int) -> None:
        """Add to the count."""
        self._progress.advance(self._task, articles)


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """Show a progress line on stderr while the block runs, and remove it at the end."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:.0f} articles"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        yield ProgressLine(progress)
