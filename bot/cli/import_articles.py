"""`heat2 import`: articles from files and folders, each kept whole or not at all, good ones beside bad ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from bot.cli.outcome import DONE, WRONG_STATE, complain
from bot.cli.words import add_command, add_scope
from bot.domain import Article
from bot.errors import Problem, SourceError
from bot.shown import one_line
from bot.store.base import Change

if TYPE_CHECKING:
    from bot.cli.words import Commands

EXAMPLES = """\
  heat2 import article.md
  heat2 import articles.jsonl notes/ page.html
  heat2 import --guild 1234567890 rumours.txt"""

BATCH: Final = 200
"""Articles in one transaction."""

Read = Callable[[Path], Iterator[Article | Problem]]
"""The articles of one file, and what keeps others in it from being one. Raises SourceError for the file as a whole."""
AddAll = Callable[[Sequence[Article]], Awaitable[Sequence[Change]]]
"""Keeps articles, all or none. Raises StoreError."""


class Progress(Protocol):
    """What a person sees of a long import."""

    def begin(self, file: Path) -> None:
        """A file is being read."""
        ...

    def advance(self, articles: int) -> None:
        """So many more articles of it are kept."""
        ...


class NoProgress:
    """Shows nothing: nobody is looking."""

    def begin(self, file: Path) -> None:
        """Nothing is shown of the file."""

    def advance(self, articles: int) -> None:
        """Nothing is counted."""


def add_import(commands: Commands) -> None:
    """The words of `heat2 import`."""
    meaning = "Add articles from Markdown with front matter, .txt, .html or .jsonl files, or folders of them."
    parser = add_command(commands, "import", meaning, EXAMPLES)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
    add_scope(parser, "add them for the server with this id alone, not for everyone")


async def import_articles(files: Iterable[Path], read: Read, add_all: AddAll, out: TextIO, progress: Progress) -> int:
    """Add every article, say for each file what became of it, and give code 1 if anything was bad."""
    total: Counter[str] = Counter()
    for file in files:
        progress.begin(file)
        counts = await _import_file(file, read, add_all, progress)
        out.write(f"{one_line(str(file))}: {_said(counts)}\n")
        total += counts
    out.write(f"total: {_said(total)}\n")
    return WRONG_STATE if total["failed"] else DONE


async def _import_file(file: Path, read: Read, add_all: AddAll, progress: Progress) -> Counter[str]:
    counts: Counter[str] = Counter()
    for batch in _batches(_readable(file, read)):
        articles = [each for each in batch if isinstance(each, Article)]
        for problem in batch:
            if not isinstance(problem, Article):
                complain(problem)
                counts["failed"] += 1
        counts.update(change.value for change in await add_all(articles))
        progress.advance(len(batch))
    return counts


def _readable(file: Path, read: Read) -> Iterator[Article | str]:
    """The file's articles, and a sentence for each thing in it that is none."""
    try:
        for each in read(file):
            yield str(each) if isinstance(each, Problem) else each
    except SourceError as error:
        yield from str(error).splitlines()


def _batches(articles: Iterator[Article | str]) -> Iterator[list[Article | str]]:
    while batch := list(islice(articles, BATCH)):
        yield batch


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[what]} {what}" for what in (*(change.value for change in Change), "failed"))
