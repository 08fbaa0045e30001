"""`heat2 import` and `heat2 export`: what is stored, what is printed, and what is not stored twice."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.cli.article_options import ArticleOptions
from bot.cli.commands.import_articles import BATCH_SIZE, ImportOptions, import_articles
from bot.cli.printing.progress import NoProgress
from bot.cli.sources import Source, find_sources
from bot.domain import EVERYONE, Article, PublishedDate, Scope
from bot.errors import StoreError
from bot.library.articles.importing import Importer
from bot.library.articles.moderation import Moderation
from bot.library.library import Library
from bot.reading.fields import content_id
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.cli.conftest import Terminal
from tests.reading.pdf.pdfs import pdf_of

GOOD = Article("good", "A good text.", published=PublishedDate(2026, 1, 2))
OTHER = Article("other", "Another text.", published=PublishedDate(2026, 1, 3))
SHIPPED = Article("shipped", "A text that ships.", url="https://example.org/shipped")
TODAY = date(2026, 6, 11)


def unnamed(text: str, title: str = "", url: str = "") -> Article:
    """Return an article whose id is derived from its content."""
    return Article(content_id(title, url, text), text, title, url=url)


async def imported(
    sources: Mapping[str, list[Article | str]],
    store: MemoryStore,
    scope: Scope = EVERYONE,
    wanted: ImportOptions | None = None,
) -> tuple[int, list[str]]:
    """Import addresses with these contents, and return exit code and lines; a text is an error."""

    async def read(source: Source) -> AsyncIterator[Article | str]:
        for each in sources[source.name]:
            yield each

    out = io.StringIO()
    importer = Importer(Library([SHIPPED], store, ConceptList()), scope)
    named = [Source(name, address=name) for name in sources]
    code = await import_articles(named, read, importer, out, NoProgress(), wanted or ImportOptions())
    return code, out.getvalue().splitlines()


async def test_valid_articles_are_stored_beside_invalid_ones(capfd: pytest.CaptureFixture[str]) -> None:
    """Each source has a line, each error a line on stderr, and one error makes the exit code 1."""
    store = MemoryStore()
    code, lines = await imported({"one": [GOOD], "two": ["two:3: 'date' is no date", OTHER], "bad": ["bad: no"]}, store)
    assert code == 1
    assert [line for line in lines if not line.startswith(" ")] == [
        "one: 1 added, 0 changed, 0 unchanged, 0 failed",
        "two: 1 added, 0 changed, 0 unchanged, 1 failed",
        "bad: 0 added, 0 changed, 0 unchanged, 1 failed",
        "total: 2 added, 0 changed, 0 unchanged, 2 failed",
    ]
    assert capfd.readouterr().err == "heat2: two:3: 'date' is no date\nheat2: bad: no\n"
    assert await store.articles(EVERYONE) == [GOOD, OTHER]


async def test_the_same_import_again_changes_nothing() -> None:
    """Articles that are stored or shipped are unchanged; another text under the same id is a change."""
    store = MemoryStore()
    await imported({"one": [GOOD, OTHER]}, store)
    before = await store.revision(EVERYONE)
    assert await imported({"one": [GOOD, SHIPPED, OTHER]}, store) == (
        0,
        ["one: 0 added, 0 changed, 3 unchanged, 0 failed", "total: 0 added, 0 changed, 3 unchanged, 0 failed"],
    )
    assert await store.revision(EVERYONE) == before
    _, lines = await imported({"one": [replace(GOOD, text="Mended.")]}, store)
    assert lines[0] == "one: 0 added, 1 changed, 0 unchanged, 0 failed"
    assert "    text: 100% of the words differ" in lines


async def test_a_new_version_keeps_what_it_does_not_state() -> None:
    """A page that is fetched again becomes a revision with the former publisher and date."""
    store = MemoryStore()
    first = replace(unnamed("Old text.", "News", "https://example.org/a"), publisher="Post", published=GOOD.published)
    again = unnamed("New text.", "News", "http://www.example.org/a/?utm_source=x")
    await imported({"one": [first]}, store)
    _, lines = await imported({"two": [again]}, store)
    assert lines[0] == "two: 0 added, 1 changed, 0 unchanged, 0 failed"
    assert await store.articles(EVERYONE) == [replace(first, text="New text.", url=again.url)]


async def test_articles_with_ids_of_their_own_stay_apart() -> None:
    """Two articles with different ids and one address stay two, so an export is imported completely."""
    store = MemoryStore()
    one, two = (replace(GOOD, id=key, url="https://example.org/live") for key in ("one", "two"))
    await imported({"live": [one], "again": [two]}, store)
    assert await store.articles(EVERYONE) == [one, two]


async def test_a_new_version_replaces_a_shipped_article() -> None:
    """A page with the address of a shipped article is a change of it, not another article."""
    store = MemoryStore()
    _, lines = await imported({"one": [unnamed("New text.", url=SHIPPED.url)]}, store)
    assert lines[0] == "one: 0 added, 1 changed, 0 unchanged, 0 failed"
    assert [each.id for each in await Library([SHIPPED], store, ConceptList()).articles()] == ["shipped"]


async def test_importing_a_removed_article_brings_it_back() -> None:
    """This holds for added and shipped articles, and the output says so."""
    store = MemoryStore()
    await imported({"one": [GOOD]}, store)
    library = Library([SHIPPED], store, ConceptList())
    for article in (GOOD, SHIPPED):
        await Moderation(library, store).remove(article.id, EVERYONE, "")
    assert await library.articles() == []
    _, lines = await imported({"one": [GOOD, SHIPPED]}, store)
    assert lines[0] == "one: 2 added, 0 changed, 0 unchanged, 0 failed"
    assert "    id good (it had been removed and is back)" in lines
    assert len(await library.articles()) == 2


async def test_an_inferred_date_is_shown_with_the_command_that_corrects_it() -> None:
    """A date that was not stated has its evidence in the output."""
    guessed = replace(GOOD, published=PublishedDate(2026, 6, 11, inferred=True, evidence="the page's address"))
    _, lines = await imported({"one": [guessed], "two": [replace(OTHER, published=PublishedDate())]}, MemoryStore())
    assert ("    date 2026-06-11, inferred: the page's address; to correct it: heat2 edit good --date DATE") in lines
    assert "    date unknown; to correct it: heat2 edit other --date DATE" in lines


async def test_the_command_that_corrects_a_date_can_be_pasted_into_a_shell() -> None:
    """It names the server, and an id with signs of the shell stands in quotation marks."""
    hostile = replace(OTHER, id="x; rm -rf ~", published=PublishedDate())
    _, lines = await imported({"one": [hostile]}, MemoryStore(), Scope(7 << 22))
    assert f"    date unknown; to correct it: heat2 edit 'x; rm -rf ~' --guild {7 << 22} --date DATE" in lines


async def test_options_replace_what_the_source_states() -> None:
    """The same import with the same options changes nothing."""
    store = MemoryStore()
    stated = ImportOptions(
        ArticleOptions(title="Mine", publisher="Post", published=PublishedDate(2026, 5)), TODAY, future_ok=False
    )
    for expected in ("1 added, 0 changed, 0 unchanged", "0 added, 0 changed, 1 unchanged"):
        _, lines = await imported({"one": [unnamed("Some text.", "Theirs")]}, store, wanted=stated)
        assert lines[0] == f"one: {expected}, 0 failed"
    (kept,) = await store.articles(EVERYONE)
    assert (kept.title, kept.publisher, kept.published.edtf) == ("Mine", "Post", "2026-05")


async def test_options_do_not_describe_two_articles(capfd: pytest.CaptureFixture[str]) -> None:
    """A source with two articles is refused if a title is given."""
    store = MemoryStore()
    code, _ = await imported({"one": [GOOD, OTHER]}, store, wanted=ImportOptions(ArticleOptions(title="Mine")))
    assert (code, await store.articles(EVERYONE)) == (1, [])
    assert "more than one article" in capfd.readouterr().err


async def test_a_date_in_the_future_needs_an_option(capfd: pytest.CaptureFixture[str]) -> None:
    """Tomorrow is accepted because of time zones; 2062 is an error without --future-ok."""
    tomorrow, late = (replace(GOOD, id=str(n), published=PublishedDate(n, 6, 12)) for n in (2026, 2062))
    store = MemoryStore()
    code, _ = await imported({"one": [tomorrow, late]}, store, wanted=ImportOptions(today=TODAY, future_ok=False))
    assert (code, [each.id for each in await store.articles(EVERYONE)]) == (1, ["2026"])
    assert "its date 2062-06-12 is in the future: correct it, or add --future-ok" in capfd.readouterr().err
    assert (await imported({"one": [late]}, store, wanted=ImportOptions(today=TODAY)))[0] == 0


async def test_a_server_can_have_its_own_copy_of_a_shipped_article() -> None:
    """Importing a shipped article for a server adds it there."""
    store = MemoryStore()
    await imported({"one": [SHIPPED]}, store, Scope(7))
    assert (await store.articles(Scope(7)), await store.articles(EVERYONE)) == ([SHIPPED], [])


async def test_several_batches_have_one_count() -> None:
    """A source with more articles than a transaction has one line, and one about all dates."""
    many: list[Article | str] = [Article(str(number), f"Text {number}.") for number in range(BATCH_SIZE * 2 + 1)]
    _, lines = await imported({"many": many}, MemoryStore())
    assert lines[:2] == [
        f"many: {len(many)} added, 0 changed, 0 unchanged, 0 failed",
        f"  {len(many)} without a date, 0 with an inferred one: heat2 list shows them",
    ]


async def test_an_import_that_stops_prints_what_is_stored() -> None:
    """If the database fails, the total so far is printed and the error is raised."""

    class FullStore(MemoryStore):
        """A store with room for one article."""

        async def add_all(self, articles, scope, added_by=""):  # type: ignore[no-untyped-def]
            """Raise StoreError for the second article."""
            if await self.articles(scope):
                raise StoreError("the disk is full")
            return await super().add_all(articles, scope, added_by)

    out = io.StringIO()

    async def read(source: Source) -> AsyncIterator[Article | str]:
        yield GOOD if source.name == "one" else OTHER

    importer = Importer(Library([], FullStore(), ConceptList()), EVERYONE)
    with pytest.raises(StoreError):
        await import_articles([Source("one"), Source("two")], read, importer, out, NoProgress())
    assert out.getvalue().splitlines()[-1] == "stopped early; total so far: 1 added, 0 changed, 0 unchanged, 0 failed"


async def test_a_long_error_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    """Stderr gets one line without control characters, whatever a source name or an error contains."""
    await imported({"evil\x1b[2J\nname": ["evil\x1b[2J " + "x" * 10_000]}, MemoryStore())
    written = capfd.readouterr()
    assert written.err.count("\n") == 1
    assert "\x1b" not in written.err


def test_arguments_are_paths_addresses_or_standard_input(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An existing file wins over an address; a folder yields its articles."""
    monkeypatch.chdir(terminal.folder)
    terminal.write("example.com/page.html", "<html>")
    terminal.write("notes/b.pdf", "")
    terminal.write("notes/a.txt", "")
    terminal.write("notes/c.docx", "")
    words = [
        "-",
        "example.com/page.html",
        "notes",
        "deadline.com/x",
        "https://example.org/a.md",
        "gone.md",
        "ftp://x/y",
        "",
    ]
    found = [(each.name, each.address, bool(each.error)) for each in find_sources(words)]
    assert found == [
        ("standard input", "", False),
        ("example.com/page.html", "", False),
        ("notes/a.txt", "", False),
        ("notes/b.pdf", "", False),
        ("deadline.com/x", "https://deadline.com/x", False),
        ("https://example.org/a.md", "https://example.org/a.md", False),
        ("gone.md", "", False),
        ("ftp://x/y", "", True),
        ("''", "", True),
    ]


def test_every_kind_of_source_in_one_import(terminal: Terminal) -> None:
    """Text, PDF and standard input are imported; an empty folder, a refused address and a missing file are errors."""
    terminal.write("a.txt", "title: Cameras roll\ndate: 2026-06-11\n\nHeat 2 films in Chicago.\n")
    (terminal.folder / "b.pdf").write_bytes(
        pdf_of([["Heat 2 has a budget of 170 million dollars, a producer said."] * 20])
    )
    (terminal.folder / "empty").mkdir()
    words = ["import", "a.txt", "b.pdf", "-", "empty", "http://127.0.0.1:9/x", "gone.txt"]
    done = terminal.heat2(*words, stdin="Heat 2 opens in 2027, the studio said.")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "total: 3 added, 0 changed, 0 unchanged, 3 failed"
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == ["empty", "http", "gone.txt"]


def test_an_export_can_be_piped_into_an_import(terminal: Terminal) -> None:
    """Standard input may be JSON lines, and importing an export changes nothing."""
    terminal.heat2("import", "-", stdin='{"id": "a", "text": "Heat 2 films in May.", "date": "2026-05"}')
    exported = terminal.heat2("export", "-").stdout
    assert '"id": "a"' in exported
    done = terminal.heat2("import", "-", stdin=exported)
    count = exported.count("\n")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        f"standard input: 0 added, 0 changed, {count} unchanged, 0 failed",
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["a.txt", "b.txt", "--title", "x"], "describe one article"),
        (["a.txt", "--date", "soon"], "not understood as a date"),
        (["a.txt", "--url", "not an address"], "'url' is"),
        (["a.txt", "--language", "english"], "'language' is"),
    ],
)
def test_invalid_options_are_wrong_usage(terminal: Terminal, words: list[str], complaint: str) -> None:
    """Options are checked before anything is read or created."""
    done = terminal.heat2("import", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert complaint in done.stderr
    assert not terminal.database.exists()


async def test_a_full_disk_leaves_the_batches_before_it(tmp_path: Path) -> None:
    """The error counts the articles of the former batches, and they are stored."""
    sql = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}")
    async with sql._database.reading() as connection:
        # The limit belongs to the connection, which the pool hands out again.
        await connection.exec_driver_sql("PRAGMA max_page_count = 400")
    out = io.StringIO()
    many: list[Article | str] = [Article(f"{n:03}", f"Text {n}. " + "x" * 4000) for n in range(2 * BATCH_SIZE)]

    async def read(source: Source) -> AsyncIterator[Article | str]:
        for each in many:
            yield each

    importer = Importer(Library([], sql, ConceptList()), EVERYONE)
    with pytest.raises(StoreError, match=f"is full, or its disk is.*Articles stored so far: {BATCH_SIZE};"):
        await import_articles([Source("a", address="a")], read, importer, out, NoProgress())
    assert len(await sql.articles(EVERYONE)) == BATCH_SIZE
    assert out.getvalue().startswith(f"stopped early; total so far: {BATCH_SIZE} added")
    await sql.close()
