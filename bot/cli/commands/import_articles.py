"""`heat2 import`: add articles from files, folders and web addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.article_options import ArticleOptions, add_article_options, future_date_error
from bot.cli.articles import describe_changes, describe_import
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.cli.printing.progress import Progress
from bot.cli.sources import Source, states_own_id
from bot.domain import Article, Scope
from bot.errors import Heat2Error, StoreError
from bot.store.base import Change
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.articles.importing import Importer, ImportResult

EXAMPLES = """\
  heat2 import article.md
  heat2 import articles.jsonl notes/ page.html interview.pdf
  heat2 import https://example.com/news deadline.com/2026/06/news
  heat2 import rumours.txt --publisher "The Gazette" --date "June 11, 2026"
  pbpaste | heat2 import - --title "Filming begins"
  heat2 import --guild 1234567890 rumours.txt"""

BATCH_SIZE: Final = 200
"""Number of articles that are stored in one transaction."""
MAX_DESCRIBED: Final = 3
"""Maximum number of new or changed articles of a source that are described one by one. More are summed up."""

Read = Callable[[Source], AsyncIterator[Article | str]]
"""Reads one source: yields its articles, and an error message for each part that is not an article."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Options that apply to all sources."""

    article: ArticleOptions = field(default_factory=ArticleOptions)
    """Values for the article; they need a single source with a single article."""
    today: date = date.max
    future_ok: bool = True


def add_import(commands: Commands) -> None:
    """Add `heat2 import` to the parser."""
    meaning = "Add articles from Markdown, .txt, .html, .pdf or .jsonl files, folders of them, or web addresses."
    parser = add_command(commands, "import", meaning, EXAMPLES)
    about = "a file, a folder, a web address, or - for standard input"
    parser.add_argument("sources", nargs="+", metavar="PATH-OR-ADDRESS", help=about)
    add_article_options(parser)
    add_scope(parser, "add them only for the server with this id")


async def import_articles(
    sources: Iterable[Source],
    read: Read,
    importer: Importer,
    out: TextIO,
    progress: Progress,
    options: ImportOptions = ImportOptions(),
) -> int:
    """Add every article and print a line for each source. Return WRONG_STATE if anything failed. Raises StoreError."""
    total: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    try:
        for source in sources:
            progress.begin(source.name)
            lines = await _import_source(source, read, importer, progress, options, counts)
            total += counts
            out.write(f"{one_line(source.name)}: {_format_counts(counts)}\n" + "".join(f"  {line}\n" for line in lines))
            # Each source is shown as soon as it is stored: an import of many addresses takes minutes.
            out.flush()
            counts.clear()
    except StoreError as error:
        total += counts
        out.write(f"stopped early; total so far: {_format_counts(total)}\n")
        stored = sum(total[change.value] for change in (Change.ADDED, Change.CHANGED))
        raise StoreError(f"{error} Articles stored so far: {stored}; run the same import again to continue.") from error
    except Heat2Error:
        out.write(f"stopped early; total so far: {_format_counts(total + counts)}\n")
        raise
    out.write(f"total: {_format_counts(total)}\n")
    return WRONG_STATE if total["failed"] else DONE


async def _import_source(
    source: Source, read: Read, importer: Importer, progress: Progress, options: ImportOptions, counts: Counter[str]
) -> Sequence[str]:
    """Import one source, add to `counts` as it goes, and return lines that describe new and changed articles."""
    report = _Report(importer.scope)
    async for batch in _batches(_read_usable(source, read, options)):
        for item in batch:
            if not isinstance(item, Article):
                print_error(item)
                counts["failed"] += 1
        articles = [each for each in batch if isinstance(each, Article)]
        match_ids_only = all(states_own_id(article, source) for article in articles)
        imported = await importer.add(
            [options.article.applied_to(each) for each in articles], match_ids_only=match_ids_only
        )
        counts.update(each.change.value for each in imported)
        report.add(imported)
        progress.advance(len(batch))
    return list(report.lines())


async def _read_usable(source: Source, read: Read, options: ImportOptions) -> AsyncIterator[Article | str]:
    """Yield what is read, with an error message in place of each article that the options refuse."""
    found = read(source) if options.article.is_empty else _read_single(source, read)
    async for each in found:
        date_error = "" if options.future_ok or isinstance(each, str) else _date_error(each, options)
        yield f"{source.name}: {date_error}" if date_error else each


async def _read_single(source: Source, read: Read) -> AsyncIterator[Article | str]:
    """Yield what is read, but only an error message once a second article follows."""
    # An article is held back until it is known to be the only one: the options must not describe two.
    articles: list[Article] = []
    async for each in read(source):
        if isinstance(each, str):
            yield each
            continue
        articles.append(each)
        if len(articles) > 1:
            yield f"{source.name}: it has more than one article: leave out --title, --date and the like"
            return
    for article in articles:
        yield article


def _date_error(article: Article, options: ImportOptions) -> str:
    return future_date_error(options.article.applied_to(article), options.today)


async def _batches(articles: AsyncIterator[Article | str]) -> AsyncIterator[list[Article | str]]:
    batch: list[Article | str] = []
    async for each in articles:
        batch.append(each)
        if len(batch) == BATCH_SIZE:
            yield batch
            batch = []
    if batch:
        yield batch


class _Report:
    """Collects the new and changed articles of a source to describe each one, or all together if there are many."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._first: list[ImportResult] = []
        self._number = self._undated = self._inferred = 0

    def add(self, imported: Sequence[ImportResult]) -> None:
        new = [each for each in imported if each.change is not Change.UNCHANGED]
        self._number += len(new)
        self._first += new[: MAX_DESCRIBED + 1 - len(self._first)]
        self._undated += sum(not each.article.published.is_known for each in new)
        self._inferred += sum(each.article.published.inferred for each in new)

    def lines(self) -> Iterator[str]:
        if self._number <= MAX_DESCRIBED:
            for each in self._first:
                yield from describe_import(each.article, self._scope, was_removed=each.was_removed)
                yield from (f"  {line}" for line in describe_changes(each.changes))
        elif self._undated or self._inferred:
            yield f"{self._undated} without a date, {self._inferred} with an inferred one: heat2 list shows them"


def _format_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[what]} {what}" for what in (*(change.value for change in Change), "failed"))
