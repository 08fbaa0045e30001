"""A database of each released version is migrated, keeps everything, and answers the same.

`releases/VERSION.sql` is a database that this version wrote, as SQLite dumps it. Add one before each release.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Act, ProposalState, PublishedDate, Scope
from bot.library.library import Library
from bot.reading.corpus import load_corpus
from bot.store.base import Store
from bot.store.database.schema import HEAD
from bot.store.sql import open_store
from tests.language_data import shipped_concepts

ROOT = Path(__file__).parents[2]
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sql"))
GUILD = Scope(1234567890123456789)
DAY = date(2026, 11, 26)
QUOTES = {
    EVERYONE: (
        "How long was the tram line closed?",
        "The crew of Heat 2 closed the tram line along the harbour of Lisbon for four nights, the city said.",
    ),
    GUILD: (
        "What is the donkey called?",
        "The donkey in the desert scene of Heat 2 is called Bernardo, wrote the trainer.",
    ),
}
"""A question that each scope's articles answer, and the quote of version 0.1.0."""


def test_there_is_a_database_of_each_release() -> None:
    """The first version and each that the changelog names are among them."""
    released = re.findall(r"^## \[(\d[\d.]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"0.1.0", *released} == {file.stem for file in RELEASES}


async def test_feeds_proposals_and_follows_outlive_an_update(tmp_path: Path) -> None:
    """A feed stored by 0.2.0 is kept: it is polled on, proposes nothing again, and a proposal stays open."""
    store = await _opened("0.2.0", tmp_path)
    try:
        (feed,) = await store.feeds.feeds(GUILD)
        assert (feed.title, feed.address) == ("Harbor Weekly", "https://harbor.example.com/feed")
        assert await store.feeds.unseen(GUILD, ["a" * 16, "c" * 16]) == {"c" * 16}
        (proposal,) = await store.feeds.proposals(GUILD)
        assert (proposal.article.title, proposal.state) == ("Cameras roll", ProposalState.OPEN)
        (follow,) = await store.follows.of_user("42")
        assert follow.topic == "filming"
    finally:
        await store.close()


async def _opened(release: str, folder: Path) -> Store:
    """Return the store over a database that a release wrote."""
    file = folder / "heat2.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript((RELEASES[0].parent / f"{release}.sql").read_text(encoding="utf-8"))
    return await open_store(f"sqlite+aiosqlite:///{file}")


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: str(file.stem))
async def test_a_released_database_is_migrated_and_answers_the_same(release: Path, tmp_path: Path) -> None:
    """After the update every article, change, setting and count is there, and the answers are those of that version."""
    store = await _opened(release.stem, tmp_path)
    try:
        assert {article.id for article in await store.articles(EVERYONE)} == {"harbour-trams", "kaffee"}
        (mine,) = await store.articles(GUILD)
        assert (mine.title, mine.published) == ("A donkey named Bernardo", PublishedDate.parse("2026-05-01~"))
        acts = [event.act for event in await store.events(GUILD)]
        assert acts == [Act.HIDDEN, Act.REMOVED, Act.ADDED, Act.EDITED, Act.ADDED]
        settings = await store.settings(GUILD)
        assert (settings.curator_roles, settings.language, settings.private_answers) == (frozenset({7, 8}), "fr", True)
        assert [(each.question, each.times) for each in await store.unanswered(GUILD)] == [("who feeds the parrot", 2)]
        assert (await store.user_record("42")).changes == 4
        library = Library(load_corpus(ROOT / "corpus"), store, shipped_concepts(), lambda: DAY)
        for scope, (question, quote) in QUOTES.items():
            assert (await library.ask_text(question, scope)).excerpts[0].quote == quote
        # The server hides that article.
        shown = (await library.ask_text(QUOTES[EVERYONE][0], GUILD)).excerpts
        assert QUOTES[EVERYONE][1] not in [excerpt.quote for excerpt in shown]
        library.close()
    finally:
        await store.close()
    with closing(sqlite3.connect(tmp_path / "heat2.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    assert len(list(tmp_path.glob("heat2.db.before-*"))) == 1
