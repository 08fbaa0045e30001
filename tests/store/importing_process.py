"""A process that opens a database and adds many articles one by one, until it is done or killed.

    python importing_process.py URL COUNT

It writes a line before it opens and one for each article, so that the test knows how far it came.
"""

from __future__ import annotations

import asyncio
import sys

from bot.domain import EVERYONE, Article, PublishedDate
from bot.store.sql import open_store


def article_of(number: int) -> Article:
    """Return a unique article that fills several database pages."""
    text = f"{number} of many. " * 1_500
    return Article(f"{number:04}", text, f"Title {number}", published=PublishedDate(2024, 1, 1 + number % 31))


def told(line: str) -> None:
    """Write a line without buffering."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(url: str, count: int) -> None:
    """Add the articles and write the result of each."""
    told("opening")
    store = await open_store(url)
    for number in range(count):
        told(await store.add(article_of(number), EVERYONE))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
