"""`heat2 import`: articles from files, folders and web addresses, each kept whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.article_options import ArticleOptions, add_article_options, future_date_error
from bot.cli.articles import describe_changes, describe_import
from bot.cli.exit_codes import DONE, WRONG_STATE, print_error
from bot.cli.sources import Source, states_own_id
from bot.domain import Article
from bot.errors import Heat2Error, StoreError
from bot.store.base import Change
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.importing import Imported

EXAMPLES = """\
  heat2 import article.md
  heat2 import articles.jsonl notes/ page.html interview.pdf
  heat2 import https://example.com/heat-2-news deadline.com/2026/06/heat-2
  heat2 import rumours.txt --publisher "The Gazette" --date "June 11, 2026"
  pbpaste | heat2 import - --title "Filming begins"
  heat2 import --guild 1234567890 rumours.txt"""

BATCH_SIZE: Final = 200
"""Articles in one transaction."""
MAX_DESCRIBED: Final = 3
"""From a source with more new or changed articles than this, none is described."""

Read = Callable[[Source], AsyncIterator[Article | str]]
"""The articles of one source, and a sentence for each thing in it that is none."""


class Progress(Protocol):
    """What a person sees of a long import."""

    def begin(self, name: str) -> None:
        """A source is being read."""
        ...

    def advance(self, articles: int) -> None:
        """So many more articles of it are kept."""
        ...


class NoProgress:
    """Shows nothing: nobody is looking."""

    def begin(self, name: str) -> None:
        """Nothing is shown of the source."""

    def advance(self, articles: int) -> None:
        """Nothing is counted."""


class AddAll(Protocol):
    """Keeps articles, all or none. Raises StoreError."""

    def __call__(self, articles: Sequence[Article], *, names_ids: bool) -> Awaitable[Sequence[Imported]]:
        """See `Importer.add`."""
        ...


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How articles are imported, whatever they are read from."""

    stated: ArticleOptions = field(default_factory=ArticleOptions)
    """What the operator states of the only article of the only source."""
    today: date = date.max
    future_ok: bool = True


def add_import(commands: Commands) -> None:
    """The words of `heat2 import`."""
    meaning = "Add articles from Markdown, .txt, .html, .pdf or .jsonl files, folders of them, or web addresses."
    parser = add_command(commands, "import", meaning, EXAMPLES)
    about = "a file, a folder, a web address, or - for standard input"
    parser.add_argument("sources", nargs="+", metavar="PATH-OR-ADDRESS", help=about)
    add_article_options(parser)
    add_scope(parser, "add them for the server with this id alone, not for everyone")


async def import_articles(
    sources: Iterable[Source],
    read: Read,
    add_all: AddAll,
    out: TextIO,
    progress: Progress,
    wanted: ImportOptions = ImportOptions(),
) -> int:
    """Add every article, say for each source what became of it, and give code 1 if anything was bad."""
    total: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    try:
        for source in sources:
            progress.begin(source.name)
            lines = await _import_source(source, read, add_all, progress, wanted, counts)
            total += counts
            out.write(f"{one_line(source.name)}: {_said(counts)}\n" + "".join(f"  {line}\n" for line in lines))
            out.flush()
            counts.clear()
    except StoreError as error:
        total += counts
        out.write(f"stopped; total until then: {_said(total)}\n")
        kept = sum(total[change.value] for change in (Change.ADDED, Change.CHANGED))
        raise StoreError(f"{error} Kept until then: {kept}; the same import goes on from there.") from error
    except Heat2Error:
        out.write(f"stopped; total until then: {_said(total + counts)}\n")
        raise
    out.write(f"total: {_said(total)}\n")
    return WRONG_STATE if total["failed"] else DONE


async def _import_source(
    source: Source, read: Read, add_all: AddAll, progress: Progress, wanted: ImportOptions, counts: Counter[str]
) -> Sequence[str]:
    """Count how many articles became what, and give lines about the new and the changed ones."""
    report = _Report()
    async for batch in _batches(_usable(source, read, wanted)):
        for sentence in batch:
            if not isinstance(sentence, Article):
                print_error(sentence)
                counts["failed"] += 1
        articles = [each for each in batch if isinstance(each, Article)]
        names_ids = all(states_own_id(article, source) for article in articles)
        imported = await add_all([wanted.stated.applied_to(each) for each in articles], names_ids=names_ids)
        counts.update(each.change.value for each in imported)
        report.take(imported)
        progress.advance(len(batch))
    return list(report.lines())


async def _usable(source: Source, read: Read, wanted: ImportOptions) -> AsyncIterator[Article | str]:
    """What is read, with a sentence in place of each article that is not wanted."""
    found = read(source) if wanted.stated.is_empty else _only(source, read)
    async for each in found:
        late = "" if wanted.future_ok or isinstance(each, str) else _late(each, wanted)
        yield f"{source.name}: {late}" if late else each


async def _only(source: Source, read: Read) -> AsyncIterator[Article | str]:
    """What is read of a source with one article; a sentence alone for one with more."""
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


def _late(article: Article, wanted: ImportOptions) -> str:
    return future_date_error(wanted.stated.applied_to(article), wanted.today)


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
    """What is said of a source's new and changed articles: of each, or of too many together."""

    def __init__(self) -> None:
        self._first: list[Imported] = []
        self._number = self._undated = self._inferred = 0

    def take(self, imported: Sequence[Imported]) -> None:
        new = [each for each in imported if each.change is not Change.UNCHANGED]
        self._number += len(new)
        self._first += new[: MAX_DESCRIBED + 1 - len(self._first)]
        self._undated += sum(not each.article.published.is_known for each in new)
        self._inferred += sum(each.article.published.inferred for each in new)

    def lines(self) -> Iterator[str]:
        if self._number <= MAX_DESCRIBED:
            for each in self._first:
                yield from describe_import(each.article, was_removed=each.was_removed)
                yield from (f"  {line}" for line in describe_changes(each.changes))
        elif self._undated or self._inferred:
            yield f"{self._undated} without a date, {self._inferred} with an inferred one: heat2 list shows them"


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[what]} {what}" for what in (*(change.value for change in Change), "failed"))
