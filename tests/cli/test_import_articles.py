"""`heat2 import` and `heat2 export`: what is kept, what is said, and what is not kept twice."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from bot.cli.import_articles import BATCH, NoProgress, import_articles
from bot.domain import EVERYONE, Article, Scope
from bot.errors import Problem, SourceError
from bot.library import Library
from bot.search.concepts import ConceptList
from bot.store.memory import MemoryStore

GOOD = Article("good", "A good text.")
OTHER = Article("other", "Another text.")
SHIPPED = Article("shipped", "A text that ships.")


async def imported(
    files: Mapping[str, list[Article | Problem]], store: MemoryStore, scope: Scope = EVERYONE
) -> tuple[int, list[str]]:
    """The exit code and the lines of importing files with these contents; one named `bad` cannot be read."""

    def read(file: Path) -> Iterator[Article | Problem]:
        yield from files[file.name]
        if file.name == "bad":
            raise SourceError("bad: nothing can be read")

    out = io.StringIO()
    library = Library([SHIPPED], store, ConceptList())
    code = await import_articles(map(Path, files), read, partial(library.add_all, scope=scope), out, NoProgress())
    return code, out.getvalue().splitlines()


async def test_good_articles_are_kept_beside_bad_ones(capfd: pytest.CaptureFixture[str]) -> None:
    """Each file has its line, each mistake a line on stderr, and one mistake makes the exit code 1."""
    store = MemoryStore()
    wrong = Problem("two", 3, "'date' is no date")
    code, lines = await imported({"one": [GOOD], "two": [wrong, OTHER], "bad": []}, store)
    assert code == 1
    assert lines == [
        "one: 1 added, 0 changed, 0 unchanged, 0 failed",
        "two: 1 added, 0 changed, 0 unchanged, 1 failed",
        "bad: 0 added, 0 changed, 0 unchanged, 1 failed",
        "total: 2 added, 0 changed, 0 unchanged, 2 failed",
    ]
    assert capfd.readouterr().err == "heat2: two:3: 'date' is no date\nheat2: bad: nothing can be read\n"
    assert await store.articles(EVERYONE) == [GOOD, OTHER]


async def test_the_same_import_again_changes_nothing() -> None:
    """Neither does an article that ships anyway; another text under a known id is a change."""
    store = MemoryStore()
    await imported({"one": [GOOD, OTHER]}, store)
    before = await store.revision(EVERYONE)
    assert await imported({"one": [GOOD, SHIPPED, OTHER]}, store) == (
        0,
        ["one: 0 added, 0 changed, 3 unchanged, 0 failed", "total: 0 added, 0 changed, 3 unchanged, 0 failed"],
    )
    assert await store.revision(EVERYONE) == before
    _, lines = await imported({"one": [Article("good", "Mended.")]}, store)
    assert lines[0] == "one: 0 added, 1 changed, 0 unchanged, 0 failed"


async def test_a_server_has_its_own_copy_of_what_ships() -> None:
    """For a server the shipped articles are not its own yet."""
    store = MemoryStore()
    await imported({"one": [SHIPPED]}, store, Scope(7))
    assert (await store.articles(Scope(7)), await store.articles(EVERYONE)) == ([SHIPPED], [])


async def test_more_than_a_batch_is_counted_whole() -> None:
    """A file with more articles than one transaction takes has one line."""
    many: list[Article | Problem] = [Article(str(number), f"Text {number}.") for number in range(BATCH * 2 + 1)]
    _, lines = await imported({"many": many}, MemoryStore())
    assert lines[0] == f"many: {len(many)} added, 0 changed, 0 unchanged, 0 failed"


async def test_a_long_mistake_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever a file's name or a problem holds, stderr gets one harmless line for it."""
    await imported({"evil\x1b[2J\nname": [Problem("evil\x1b[2J", 1, "x" * 10_000)]}, MemoryStore())
    written = capfd.readouterr()
    assert written.err.count("\n") == 1
    assert "\x1b" not in written.err
