"""`python -m tests.bench.publishing [PASSAGES…]`: time from publishing an article until it is found.

A server with PASSAGES passages publishes one article of 20 passages and asks for it, with SQLite and with PostgreSQL.
The table shows the median of five rounds, and the part of publishing, which includes the update of the search index.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.domain import Article, PublishedDate, Scope
from bot.library.articles.moderation import Moderation, ModerationLimits
from bot.library.library import Library
from bot.store.sql import SqlStore, open_store
from tests.language_data import shipped_concepts
from tests.store.postgres import empty_postgres

GUILD = Scope(7)
TODAY = date(2026, 3, 10)
PARAGRAPHS = 20
ROUNDS = 5
SIZES = (100, 10_000)
_WORDS = [
    "harbour",
    "crane",
    "pier",
    "camera",
    "night",
    "producer",
    "budget",
    "script",
    "actor",
    "studio",
    "august",
    "chicago",
    "robbery",
    "escape",
]


def make_article(number: int) -> Article:
    """Return an article of PARAGRAPHS passages that is unique for the number."""
    paragraphs = (
        f"Heat 2 report {number} part {part}: "
        + " ".join(f"{_WORDS[(number * 7 + part * 3 + n) % len(_WORDS)]}{(number + n) % 97}" for n in range(40))
        for part in range(PARAGRAPHS)
    )
    return Article(
        f"n{number}", "\n\n".join(paragraphs), f"Report {number}", published=PublishedDate(2026, 1), language="en"
    )


async def measure(store: SqlStore, passages: int) -> tuple[float, float]:
    """Return the milliseconds from the start of publishing to the answer and to the end of publishing."""
    await store.add_all([make_article(number) for number in range(passages // PARAGRAPHS)], GUILD)
    library = Library([], store, shipped_concepts(), lambda: TODAY)
    moderation = Moderation(library, store, ModerationLimits(10_000, 1_000_000))
    await library.ask_text("When do cameras roll?", GUILD)
    found, published = [], []
    for number in range(1_000_000, 1_000_000 + ROUNDS):
        begin = time.perf_counter()
        await moderation.publish(make_article(number), GUILD, "1")
        published.append(time.perf_counter() - begin)
        answer = await library.ask_text(f"What does report {number} part 3 of Heat 2 say?", GUILD)
        found.append(time.perf_counter() - begin)
        assert any(excerpt.article.id == f"n{number}" for excerpt in (*answer.excerpts, *answer.nearest))
    return median(found) * 1000, median(published) * 1000


async def main(sizes: tuple[int, ...]) -> None:
    """Measure all sizes and print the table."""
    table = Table("database", "passages", "published and found, ms", "published, ms")
    for passages in sizes:
        with tempfile.TemporaryDirectory() as folder:
            urls = {"SQLite": f"sqlite+aiosqlite:///{Path(folder) / 'heat2.db'}", "PostgreSQL": await empty_postgres()}
            for name, url in urls.items():
                store = await open_store(url)
                found, published = await measure(store, passages)
                await store.close()
                table.add_row(name, f"{passages:,}", f"{found:.0f}", f"{published:.0f}")
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main(tuple(map(int, sys.argv[1:])) or SIZES))
