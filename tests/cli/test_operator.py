"""The operator's commands on articles: list, show, edit, remove and bring back."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.domain import EVERYONE, Article, PublishedDate, Scope, Verdict
from bot.library.articles.moderation import Moderation
from bot.library.articles.scope_articles import ScopeArticles
from bot.library.library import Library
from bot.store.sql import open_store
from tests.cli.conftest import ROOT
from tests.language_data import shipped_concepts

SHIPPED = "---\ntitle: Mann's next film\ndate: 2025-04-01\nlanguage: en\n---\nHeat 2 is Michael Mann's next film.\n"
FALSE = Article(
    "false-report",
    "Filming of Heat 2 starts in August 2026 in Boston, the studio said.",
    "Filming starts in Boston",
    "The Gazette",
    "https://example.org/boston",
    PublishedDate(2026, 1, 15),
    "en",
)
OTHERS = [replace(FALSE, id=key, title=f"News {key}", url="") for key in ("3f9a01", "3f9b02", "casting-call")]


class Operator:
    """Runs commands in this process, over a data folder and a corpus of their own."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capfd = capfd

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Run a command, and return its exit code, output and errors."""
        code = main(words)
        written = self._capfd.readouterr()
        return code, written.out, written.err

    @property
    def url(self) -> str:
        """The URL of the database."""
        return f"sqlite+aiosqlite:///{self.folder / 'data' / 'heat2.db'}"

    def store(self, *articles: Article, scope: Scope = EVERYONE) -> None:
        """Store articles in the database."""

        async def store_all() -> None:
            store = await open_store(self.url)
            await store.add_all(articles, scope)
            await store.close()

        (self.folder / "data").mkdir(exist_ok=True)
        asyncio.run(store_all())


@pytest.fixture
def operator(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Operator:
    """An operator whose corpus has one article, `shipped`."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "shipped.md").write_text(SHIPPED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEAT2_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("HEAT2_CORPUS_DIR", str(tmp_path / "corpus"))
    return Operator(tmp_path, capfd)


def test_a_list_is_newest_first_and_can_be_filtered(operator: Operator) -> None:
    """Each article has a line with date, state and id; words, state, date and number filter the list."""
    operator.store(FALSE, replace(OTHERS[0], published=PublishedDate()))
    code, out, err = operator("list")
    assert (code, err) == (0, "")
    assert [line.split()[:3] for line in out.splitlines()] == [
        ["2026-01-15", "own", "false-report"],
        ["2025-04-01", "shipped", "shipped"],
        ["unknown", "own", "3f9a01"],
    ]
    for words, expected in {
        ("boston",): ["false-report"],
        ("--state", "shipped"): ["shipped"],
        ("--since", "January 2026"): ["false-report"],
        ("--limit", "1"): ["false-report"],
    }.items():
        listed = json.loads(operator("list", "--json", *words)[1])
        assert [each["article"] for each in listed] == expected


def test_an_empty_list_has_a_note(operator: Operator) -> None:
    """The note goes to stderr, and no database is created."""
    assert operator("list", "nobody") == (0, "", "no articles match\n")
    assert not (operator.folder / "data" / "heat2.db").exists()


def test_a_server_without_articles_has_a_note(operator: Operator) -> None:
    """Its list shows what every server sees; the note says that its id may be wrong."""
    code, out, err = operator("list", "--guild", "77")
    assert (code, out.split()[1]) == (0, "everyone")
    assert err == "note: the server 77 has no articles of its own: is its id right?\n"


def test_an_article_is_shown_with_its_history(operator: Operator) -> None:
    """The output has the metadata, the evidence of the date, every change and the text; JSON has the same."""
    guess = PublishedDate(2026, 1, inferred=True, evidence="it reports a January event\x1b[2J")
    operator.store(replace(FALSE, published=guess))
    operator("edit", "false-report", "--title", "Filming starts")
    _, out, _ = operator("show", "false-report")
    assert "date       2026-01, inferred: it reports a January event\\x1b[2J" in out
    assert "title: “Filming starts in Boston” -> “Filming starts”" in out
    assert "edited by the operator" in out
    assert out.endswith(f"\n\n{FALSE.text}\n")
    shown = json.loads(operator("show", "false-report", "--json")[1])
    assert (shown["text"], shown["revision"], shown["date_inferred"]) == (FALSE.text, 2, True)
    assert [event["act"] for event in shown["history"]] == ["edited", "added"]


@pytest.mark.parametrize(
    ("word", "title"),
    [("3f9a", "News 3f9a01"), ("CASTING", "News casting-call"), ("example.org/boston/", "Filming starts in Boston")],
)
def test_the_beginning_of_an_id_or_the_address_is_enough(operator: Operator, word: str, title: str) -> None:
    """A unique prefix of the id or the web address finds an article."""
    operator.store(FALSE, *OTHERS)
    assert json.loads(operator("show", word, "--json")[1])["title"] == title


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("3f9", "several ids begin with '3f9': 3f9a01 (News 3f9a01), 3f9b02 (News 3f9b02)"),
        ("3f9a11", "did you mean 3f9a01 (News 3f9a01), 3f9b02 (News 3f9b02)?"),
        ("boston", "did you mean false-report (Filming starts in Boston)?"),
        ("zzzz", "no article has the id 'zzzz': heat2 list shows all ids."),
        ("", "no article has the id '': heat2 list shows all ids."),
    ],
)
def test_an_unknown_or_ambiguous_id_is_an_error(operator: Operator, word: str, complaint: str) -> None:
    """The error is one line with similar articles, and the exit code is 1."""
    operator.store(FALSE, *OTHERS)
    for words in (["show", word], ["edit", word, "--title", "x"], ["remove", word], ["remove", "--undo", word]):
        code, out, err = operator(*words)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert complaint in err or "--undo" in words


def test_an_edit_prints_the_changes(operator: Operator) -> None:
    """Dates are read as people type them; a dry run prints the same and changes nothing."""
    operator.store(FALSE)
    words = ["edit", "false", "--date", "June 11, 2026", "--publisher", "", "--url", "example.org/new"]
    shown = [
        "  publisher: “The Gazette” -> none",
        "  url: “https://example.org/boston” -> “https://example.org/new”",
        "  date: 2026-01-15 -> 2026-06-11",
    ]
    assert operator(*words, "--dry-run")[1].splitlines()[1:-1] == shown
    assert json.loads(operator("show", "false", "--json")[1])["date"] == "2026-01-15"
    assert operator(*words)[1].splitlines()[1:] == shown
    after = json.loads(operator("show", "false", "--json")[1])
    assert (after["date"], after["date_evidence"], after["publisher"]) == ("2026-06-11", "stated by the operator", "")
    assert "no difference" in operator(*words)[1]
    assert json.loads(operator("show", "false", "--json")[1])["revision"] == 2


def test_a_date_in_the_future_is_accepted_on_request(operator: Operator) -> None:
    """A file with such a date is refused with the option that accepts it; so is an export, which can be imported."""
    (operator.folder / "late.md").write_text("---\ntitle: Late\ndate: 2062-03-09\nlanguage: en\n---\nHeat 2 opens.\n")
    code, _, err = operator("import", "late.md")
    assert (code, err.count("\n")) == (1, 1)
    assert "its date 2062-03-09 is in the future: correct it, or add --future-ok if it is right" in err
    assert operator("import", "late.md", "--future-ok")[0] == 0
    assert operator("export", "all.jsonl")[0] == 0
    assert operator("import", "all.jsonl")[0] == 1
    assert operator("import", "all.jsonl", "--future-ok")[0] == 0


def test_a_text_is_replaced_byte_for_byte(operator: Operator) -> None:
    """The article gets the exact text of the file, and the changed paragraphs are printed."""
    operator.store(FALSE)
    text = "Filming of Heat 2 starts in August 2026 in Chicago.\r\n\r\nMann directs.\n"
    (operator.folder / "new.txt").write_bytes(text.encode())
    _, out, _ = operator("edit", "false", "--text", "new.txt")
    assert f"  - {FALSE.text}\n  + Filming of Heat 2 starts in August 2026 in Chicago." in out
    assert json.loads(operator("show", "false", "--json")[1])["text"] == text


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        ([], 2, "say what to change"),
        (["--date", "soon"], 2, "“soon” is not understood as a date"),
        (["--date", "2062"], 1, "its date 2062 is in the future"),
        (["--language", "xx"], 2, "'language' is 'xx'"),
        (["--text", "gone.txt"], 1, "gone.txt cannot be read"),
        (["--text", "empty.txt"], 1, "'text' is empty"),
    ],
)
def test_an_invalid_edit_changes_nothing(operator: Operator, words: list[str], code: int, complaint: str) -> None:
    """The error is one line that says what to do."""
    operator.store(FALSE)
    (operator.folder / "empty.txt").write_text(" \n")
    found, _, err = operator("edit", "false", *words)
    assert (found, err.count("\n")) == (code, 1)
    assert complaint in err
    assert json.loads(operator("show", "false", "--json")[1])["revision"] == 1


def test_articles_are_removed_and_brought_back(operator: Operator) -> None:
    """Several are removed at once; an unknown or removed id does not stop the others."""
    operator.store(FALSE, *OTHERS)
    code, out, err = operator("remove", "false", "nobody", "3f9a", "false")
    assert code == 1
    assert err.splitlines()[0].startswith("heat2: no article has the id 'nobody'")
    assert err.splitlines()[1] == "heat2: Filming starts in Boston is already removed: --undo brings it back"
    assert out.splitlines()[-1] == "to bring back: heat2 remove --undo false-report 3f9a01"
    assert {each["article"] for each in json.loads(operator("list", "--json")[1])} == {
        "3f9b02",
        "casting-call",
        "shipped",
    }
    assert operator("edit", "false", "--title", "x")[0] == 1
    assert operator("remove", "--undo", "false", "3f9a")[0] == 0
    assert operator("remove", "--undo", "false")[2].endswith("is not removed\n")
    assert len(json.loads(operator("list", "--json")[1])) == 5


def test_a_shipped_article_can_be_removed_and_edited(operator: Operator) -> None:
    """Its file is unchanged; brought back, the article is as before."""
    assert "its file stays in the corpus folder" in operator("remove", "shipped")[1]
    assert json.loads(operator("ask", "Whose film is Heat 2?", "--json")[1])["verdict"] == "none"
    assert operator("export", "-")[1] == ""
    assert json.loads(operator("list", "--state", "removed", "--json")[1])[0]["article"] == "shipped"
    operator("remove", "--undo", "shipped")
    assert json.loads(operator("list", "--json")[1])[0]["state"] == "shipped"
    assert "the shipped file is unchanged" in operator("edit", "shipped", "--publisher", "Post")[1]
    operator("remove", "shipped")
    operator("remove", "--undo", "shipped")
    assert json.loads(operator("list", "--json")[1])[0]["publisher"] == "Post"
    assert (operator.folder / "corpus" / "shipped.md").read_text(encoding="utf-8") == SHIPPED


def test_a_change_with_guild_affects_one_server(operator: Operator) -> None:
    """The server's own article is removed; one of everyone's is hidden there only."""
    operator.store(FALSE)
    operator.store(OTHERS[0], scope=Scope(7))
    assert operator("edit", "--guild", "7", "false", "--title", "x")[2].endswith("edit it for all servers\n")
    assert operator("remove", "--guild", "7", "false", "3f9a")[0] == 0
    states = {each["article"]: each["state"] for each in json.loads(operator("list", "--guild", "7", "--json")[1])}
    assert states == {"false-report": "hidden", "shipped": "everyone"}
    assert "false-report" in operator("list")[1]
    assert operator("remove", "--guild", "7", "--undo", "false", "3f9a")[0] == 0
    assert len(json.loads(operator("list", "--guild", "7", "--json")[1])) == 3


def test_an_unknown_id_creates_no_database(operator: Operator) -> None:
    """Without a database only a shipped article can be removed."""
    assert operator("remove", "nobody")[0] == 1
    assert not (operator.folder / "data" / "heat2.db").exists()
    assert operator("remove", "nobody", "shipped")[0] == 1
    assert (operator.folder / "data" / "heat2.db").exists()


async def test_a_running_bot_stops_quoting_a_removed_article(tmp_path: Path) -> None:
    """Another process removes an article; soon no answer of an open library quotes it."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}"
    bot_store, operator_store = await open_store(url), await open_store(url)
    shipped = replace(OTHERS[0], text="Michael Mann directs Heat 2.")
    bot, terminal = (Library([shipped], store, shipped_concepts()) for store in (bot_store, operator_store))
    await terminal.add_all([FALSE])

    async def quoted(question: str) -> set[str]:
        answer = await bot.ask_text(question, EVERYONE, date(2026, 3, 1))
        return {each.article.id for each in answer.excerpts if answer.verdict is Verdict.ANSWER}

    async def until(holds: Callable[[set[str]], bool], question: str) -> None:
        async with asyncio.timeout(20):
            while not holds(await quoted(question)):  # noqa: ASYNC110 - another process sets no event
                await asyncio.sleep(0.05)

    await until(lambda ids: FALSE.id in ids, "When does filming of Heat 2 start?")
    await until(lambda ids: shipped.id in ids, "Who directs Heat 2?")
    moderation = Moderation(terminal, operator_store)
    await moderation.remove(FALSE.id, EVERYONE, "")
    await moderation.remove(shipped.id, EVERYONE, "")
    await until(lambda ids: not ids, "When does filming of Heat 2 start?")
    await until(lambda ids: not ids, "Who directs Heat 2?")
    await moderation.restore(shipped.id, EVERYONE, "")
    await until(lambda ids: shipped.id in ids, "Who directs Heat 2?")
    await bot_store.close()
    await operator_store.close()


def test_the_newest_articles_are_filtered_by_topic_and_day(operator: Operator) -> None:
    """A topic, a first day and the clock each leave out articles."""
    budget = replace(FALSE, id="budget", text="Heat 2 costs 170 million dollars.", published=PublishedDate(2026, 3))
    operator.store(FALSE, replace(budget, title="What it costs", url=""))
    for words, expected in {
        (): ["budget", "false-report", "shipped"],
        ("filming", "boston"): ["false-report"],
        ("budget",): ["budget"],
        ("--since", "March 2026"): ["budget"],
        ("--as-of", "2026-02"): ["false-report", "shipped"],
        ("nothing", "of", "the", "kind"): [],
    }.items():
        code, out, err = operator("latest", "--json", *words)
        assert (code, [each["article"] for each in json.loads(out)], err) == (0, expected, "")


def test_a_timeline_shows_the_oldest_statement_first(operator: Operator) -> None:
    """The words of the topic need no quotation marks, and `--as-of` hides later articles."""
    early = replace(FALSE, id="early", title="", text="Filming of Heat 2 starts in May.", published=PublishedDate(2024))
    late = replace(early, id="late", text="Filming of Heat 2 starts in June.", published=PublishedDate(2026, 3))
    operator.store(early, late)
    for words, expected in {
        ("start", "of", "filming"): ["early", "late"],
        ("filming", "--as-of", "2024"): ["early"],
        ("filming", "--as-of", "June 2025"): ["early"],
    }.items():
        code, out, err = operator("timeline", "--json", *words)
        found = [each["article"] for each in json.loads(out)["statements"] if each["article"] in {"early", "late"}]
        assert (code, found, err) == (0, expected, "")


def test_a_timeline_is_drawn_into_a_file(operator: Operator, tmp_path: Path) -> None:
    """`--png` writes a picture; without a dated statement nothing is written, and a bad path is one clear error."""
    operator.store(FALSE)
    file = tmp_path / "filming.png"
    assert operator("timeline", "filming", "--png", str(file))[0] == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    none = tmp_path / "none.png"
    code, out, err = operator("timeline", "zendaya", "--png", str(none))
    assert (code, none.exists(), "there is no dated statement to draw" in err) == (0, False, True)
    assert out == "The articles say nothing about “zendaya” yet.\n"
    code, _, err = operator("timeline", "filming", "--png", str(tmp_path / "no" / "folder.png"))
    assert (code, err.count("\n"), "cannot be written: No such file or directory" in err) == (1, 1, True)
    code, _, err = operator("timeline", "\udcff")
    assert (code, "the topic is not UTF-8 text" in err) == (2, True)


@pytest.mark.parametrize(
    ("day", "complaint"),
    [
        ("soon", "'soon' is not a date: write 2024-01-05, June 2026 or yesterday"),
        ("", "'' is not a date"),
        ("June 5", "“June 5” has no year"),
        ("30 February 2026", "is not in the calendar"),
    ],
)
@pytest.mark.parametrize("command", ["latest", "list"])
def test_a_first_day_that_is_no_date_is_wrong_usage(operator: Operator, command: str, day: str, complaint: str) -> None:
    """The error is one line that shows how to write a date."""
    code, out, err = operator(command, "--since", day)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err


def test_two_edits_at_once_do_not_overwrite_each_other(operator: Operator) -> None:
    """An edit of an article that has changed since it was read is refused in one line."""
    operator.store(FALSE)
    present = ScopeArticles.current_article

    async def changed_meanwhile(self: ScopeArticles, article_id: str, scope: Scope) -> tuple[Article, int]:
        article, revision = await present(self, article_id, scope)
        return article, revision - 1

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ScopeArticles, "current_article", changed_meanwhile)
        code, _, err = operator("edit", "false", "--title", "x")
    assert (code, err.count("\n")) == (1, 1)
    assert json.loads(operator("show", "false", "--json")[1])["title"] == FALSE.title


def test_a_locked_database_is_an_error_after_a_timeout(operator: Operator) -> None:
    """Reading works while another process holds the lock; a change fails with one line, and nothing is lost."""
    operator.store(FALSE)
    other = sqlite3.connect(operator.folder / "data" / "heat2.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert operator("show", "false")[0] == 0
        for words in (["edit", "false", "--title", "x"], ["remove", "false"]):
            code, _, err = operator(*words)
            assert (code, err.count("\n")) == (1, 1)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert operator("remove", "false")[0] == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_database_is_named(operator: Operator) -> None:
    """A change of a database that may not be written fails with one line."""
    operator.store(FALSE)
    file = operator.folder / "data" / "heat2.db"
    file.chmod(0o444)
    (operator.folder / "data").chmod(0o555)
    try:
        code, _, err = operator("remove", "false")
    finally:
        (operator.folder / "data").chmod(0o755)
    assert (code, err.count("\n")) == (1, 1)


def test_a_closed_output_is_no_error(operator: Operator) -> None:
    """With its output closed by the shell a command does its work without a word."""
    operator.store(FALSE)
    for words in ("list", "show false", "latest", "remove false"):
        line = f"{sys.executable} -m bot {words} >&-"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(line, shell=True, stderr=subprocess.PIPE, env=environment, check=False)  # noqa: S602
        assert (done.returncode, done.stderr) == (0, b"")
    assert "false-report" not in operator("list")[1]


def test_a_reader_that_leaves_ends_a_list_quietly(operator: Operator) -> None:
    """A closed pipe is no error worth a word, whatever is written into it."""
    operator.store(FALSE)
    for words in (["list"], ["show", "false"]):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(  # noqa: S603 - the program itself
            [sys.executable, "-m", "bot", *words],
            stdout=writer,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")
