"""`heat2 check` reports every problem at once."""

from __future__ import annotations

import pytest

from bot.domain import EVERYONE, Article
from bot.store.sql import open_store
from tests.cli.conftest import Terminal
from tests.config.test_discord_account import token_of

NOBODY = "http://127.0.0.1:9"
"""An address where nobody answers."""


def test_a_fresh_installation_has_no_problems(terminal: Terminal) -> None:
    """Without settings, the missing token and database are notes, and no file is created."""
    done = terminal.heat2("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ok       corpus: 4 articles in " in done.stdout
    assert "note     token: HEAT2_DISCORD_TOKEN is not set; only heat2 run needs it" in done.stdout
    assert not terminal.database.parent.exists()


def test_all_problems_are_listed_at_once(terminal: Terminal) -> None:
    """Settings, corpus, concepts, feeds, database and token each have their lines, and the exit code is 1."""
    terminal.write("corpus/one.md", "no front matter")
    terminal.write("corpus/two.txt", "no article")
    terminal.write("own.yaml", "{")
    terminal.write("feeds.txt", "no address")
    terminal.write("data/heat2.db", "no database " * 100)
    done = terminal.heat2(
        "check",
        CORPUS_DIR="corpus",
        CONCEPTS_FILE="own.yaml",
        FEEDS_FILE="feeds.txt",
        SHARD_COUNT="none",
        LOG_LEVEL="loud",
        DISCORD_TOKEN="hunter2",
    )
    assert done.returncode == 1
    subjects = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("problem ")]
    assert subjects[:2] == ["settings:", "settings:"]
    assert subjects.count("corpus:") == 2
    assert {"concepts:", "feeds:", "database:", "token:"} <= set(subjects)
    assert done.stderr == f"heat2: {len(subjects)} problems found; the lines above say what to do\n"
    assert "hunter2" not in done.stdout


def test_an_incomplete_installation_is_a_problem(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check names a missing module of the page reader, and so does an import, which does not blame the page."""
    broken = terminal.write("path/lxml_html_clean/__init__.py", "raise ModuleNotFoundError(name='lxml_html_clean')")
    page = terminal.write("page.html", "<p>A page without fault.</p>")
    monkeypatch.setenv("PYTHONPATH", str(broken.parents[1]))
    incomplete = "the installation is incomplete: the module lxml_html_clean cannot be imported"
    assert f"problem  reading: {incomplete}" in terminal.heat2_process("check").stdout
    done = terminal.heat2_process("import", str(page))
    assert done.returncode == 1
    assert incomplete in done.stderr


def test_a_database_that_cannot_be_created_is_a_problem(terminal: Terminal) -> None:
    """A data folder below a file is reported before anything is stored there."""
    file = terminal.write("data", "a file")
    done = terminal.heat2("check", DATA_DIR=str(file / "deeper"))
    problem = f"problem  database: {file}/deeper/heat2.db cannot be created, as this user cannot write in {file}"
    assert problem in done.stdout
    assert done.returncode == 1


def test_a_subject_with_an_invalid_setting_is_skipped(terminal: Terminal) -> None:
    """An invalid database address is one problem; all other subjects are inspected."""
    done = terminal.heat2("check", DATABASE_URL="mysql://x")
    assert done.stdout.count("problem ") == 1
    assert "ok       corpus" in done.stdout
    assert "database: " not in done.stdout.replace("settings: HEAT2_DATABASE_URL", "")


async def test_an_intact_database_is_reported(terminal: Terminal) -> None:
    """The tables and pages are checked, and the articles counted."""
    terminal.database.parent.mkdir()
    store = await open_store(f"sqlite+aiosqlite:///{terminal.database}")
    await store.add(Article("a", "A text."), EVERYONE)
    await store.close()
    done = terminal.heat2("check")
    assert done.returncode == 0
    assert "heat2.db, its tables are current" in done.stdout
    assert "every page is intact; 1 added article" in done.stdout


def test_a_token_gives_the_links_that_install_the_bot(terminal: Terminal) -> None:
    """The links need no network and ask for few permissions; an unreachable Discord is a note."""
    done = terminal.heat2("check", DISCORD_TOKEN=token_of(123456789012345678), DISCORD_API_URL=NOBODY)
    assert done.returncode == 0
    assert "note     token: not checked, as Discord cannot be reached" in done.stdout
    assert "client_id=123456789012345678" in done.stdout
    assert "permissions=8" not in done.stdout
    assert "integration_type=1 (for yourself, everywhere)" in done.stdout


async def test_the_search_snapshot_is_reported(terminal: Terminal) -> None:
    """A missing or damaged snapshot is a note; the next command analyses the articles again."""
    terminal.database.parent.mkdir()
    store = await open_store(f"sqlite+aiosqlite:///{terminal.database}")
    text = "\n\n".join(f"The cameras of Heat 2 roll in harbour{number} in August 2026." for number in range(120))
    await store.add(Article("a", text, "Filming", language="en"), EVERYONE)
    await store.close()
    assert "note     search: there is no " in terminal.heat2("check").stdout
    asked = terminal.heat2("ask", "When do cameras roll in harbour7?", "--json")
    assert "ok       search: a start finds 5 of everyone's articles analysed" in terminal.heat2("check").stdout
    again = terminal.heat2("ask", "When do cameras roll in harbour7?", "--json")
    assert (again.stdout, again.stderr) == (asked.stdout, "")
    kept = terminal.database.parent / "search" / "everyone"
    kept.write_bytes(kept.read_bytes()[:-1])
    done = terminal.heat2("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"note     search: {kept} is damaged: the next start analyses all articles" in done.stdout
    damaged = terminal.heat2("ask", "When do cameras roll in harbour7?", "--json")
    assert damaged.stdout == asked.stdout
    assert damaged.stderr == f"{kept} is damaged: all articles are analysed again\n"


def test_a_wrong_subject_is_one_problem(terminal: Terminal) -> None:
    """A command that Discord does not allow is one problem with its line, and one line for other commands."""
    file = terminal.write("articles/subject.toml", 'title = "Emberfall"\ncommand = "Ember Fall"\n')
    said = f"{file}:2: 'command' is 'Ember Fall': write 1 to 24 lowercase letters, digits, - or _"
    checked = terminal.heat2("check", CORPUS_DIR=str(file.parent))
    assert [line for line in checked.stdout.splitlines() if "Ember Fall" in line] == [
        f"problem  subject: {said}, which Discord allows as /command"
    ]
    asked = terminal.heat2("ask", "when does it start", CORPUS_DIR=str(file.parent))
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    assert said in asked.stderr


def test_articles_without_a_subject_are_about_the_shipped_film(terminal: Terminal) -> None:
    """The check says what a folder without a subject is taken to be about."""
    folder = terminal.write("articles/README.md", "").parent
    checked = terminal.heat2("check", CORPUS_DIR=str(folder)).stdout
    assert f"{folder} has no subject.toml, so its articles are taken to be about Heat 2" in checked
