"""Several processes on one database: killed while writing, or adding the same article at the same moment."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Act, Article, Proposal, Scope, Write
from bot.errors import ConflictError, StoreError
from bot.store.base import Change
from bot.store.sql import open_store
from tests.store.importing_process import article_of

ROOT = Path(__file__).parents[2]
COUNT = 30


async def start(url: str) -> Process:
    """Start a real process that opens the database and adds the articles."""
    script = Path(__file__).with_name("importing_process.py")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, url, str(COUNT), stdout=PIPE, env=environment
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"opening\n"
    return process


async def lines_of(process: Process) -> list[str]:
    """Return the lines that the process wrote."""
    out, _ = await process.communicate()
    return out.decode().split()


async def kept_by(url: str) -> int:
    """Return the number of articles, each of which must be whole and counted once.

    PostgreSQL may still finish what a killed process has sent, so they are read until nothing has changed meanwhile.
    """
    store = await open_store(url)
    before, found = -1, list[Article]()
    while (revision := await store.revision(EVERYONE)) != before:
        before, found = revision, await store.articles(EVERYONE)
    await store.close()
    assert found == [article_of(number) for number in range(len(found))]
    assert revision == len(found)
    return len(found)


@pytest.mark.parametrize("seed", range(6))
async def test_a_killed_import_leaves_whole_articles(database_url: str, seed: int) -> None:
    """After `kill -9` at any moment each article is whole or absent, none that was reported is lost, and the next
    import completes them.
    """
    process = await start(database_url)
    chance = random.Random(seed)  # noqa: S311
    assert process.stdout is not None
    reported = chance.randrange(COUNT - 10)
    for _ in range(reported):
        await process.stdout.readline()
    await asyncio.sleep(chance.uniform(0, 0.01))
    process.kill()
    reported += len(await lines_of(process))
    assert process.returncode == -9
    assert reported <= await kept_by(database_url) <= reported + 1
    store = await open_store(database_url)
    again = [await store.add(article_of(number), EVERYONE) for number in range(COUNT)]
    await store.close()
    assert set(again) <= {Change.ADDED, Change.UNCHANGED}
    assert await kept_by(database_url) == COUNT


@pytest.mark.parametrize("seed", range(6))
async def test_a_killed_first_start_leaves_all_tables_or_none(sqlite_url: str, seed: int) -> None:
    """After a process was killed while it made the tables, the next one starts."""
    process = await start(sqlite_url)
    await asyncio.sleep(random.Random(seed).uniform(0, 0.1))  # noqa: S311
    if process.returncode is None:
        process.kill()
    await lines_of(process)
    await kept_by(sqlite_url)


async def test_two_processes_add_the_same_at_the_same_moment(database_url: str) -> None:
    """If two processes add the same articles, one adds each and the other finds it unchanged."""
    processes = [await start(database_url) for _ in range(2)]
    counts = Counter([line for process in processes for line in await lines_of(process)])
    assert counts == {Change.ADDED: COUNT, Change.UNCHANGED: COUNT}
    assert await kept_by(database_url) == COUNT


async def test_many_tasks_add_the_same_at_the_same_moment(database_url: str) -> None:
    """If many tasks add the same article, one adds it and all others find it unchanged."""
    store = await open_store(database_url)
    changes = await asyncio.gather(*(store.add(article_of(1), EVERYONE) for _ in range(20)))
    await store.close()
    assert Counter(changes) == {Change.ADDED: 1, Change.UNCHANGED: 19}


async def test_an_import_that_fails_leaves_nothing(database_url: str) -> None:
    """If one article of many cannot be stored, none is."""
    store = await open_store(database_url)
    bad = article_of(COUNT)
    many = [*map(article_of, range(COUNT)), bad, type(bad)(bad.id, "a\0b")]
    with pytest.raises(StoreError, match="holds a NUL"):
        await store.add_all(many, EVERYONE)
    await store.close()
    assert await kept_by(database_url) == 0


async def test_a_killed_publication_leaves_the_proposal_open(database_url: str) -> None:
    """After `kill -9` in the middle of publishing, neither the article nor the decision is stored, and another process
    publishes it.
    """
    article = article_of(1)
    proposal = Proposal(Scope(7), "b" * 16, article, "Harbor", datetime(2026, 7, 1, tzinfo=UTC))
    store = await open_store(database_url)
    await store.feeds.save_proposal(proposal)
    await store.close()
    script = Path(__file__).with_name("publishing_process.py")
    # The third write is the article: the decision is made, and the transaction is not at its end.
    arguments = (sys.executable, script, database_url, proposal.key, "3")
    process = await asyncio.create_subprocess_exec(*arguments, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert await process.wait() == -9
    store = await open_store(database_url)
    assert await store.articles(proposal.scope) == []
    assert await store.feeds.find_proposal(proposal.scope, proposal.key) == proposal
    await store.write([Write(article, Act.ADDED, 0)], proposal.scope, "5", proposal.key)
    with pytest.raises(ConflictError, match="published already"):
        await store.write([Write(article, Act.EDITED, 1)], proposal.scope, "5", proposal.key)
    assert await store.articles(proposal.scope) == [article]
    await store.close()
