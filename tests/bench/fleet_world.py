"""Many servers and their articles, distributed by Zipf's law: few servers have many, most have few."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.domain import Article, PublishedDate, Scope
from bot.store.sql import SqlStore
from tests.loopback import Channel, Guild, Role

MAX_ARTICLES_PER_SERVER = 5_000
"""Default maximum number of articles of a server."""
FIRST_ID = 1 << 20
PARAGRAPHS_PER_ARTICLE = 2
WORDS_PER_PARAGRAPH = 40
CONCURRENT_WRITERS = 8
_WHO = ("Michael Mann", "the studio", "a producer", "the composer", "an actor", "the union", "Adam Driver", "the mayor")
_WHAT = ("filming", "premiere", "casting", "budget", "script", "music", "rehearsal", "editing", "trailer", "release")
_WHERE = ("Chicago", "Los Angeles", "Paris", "Rome", "Berlin", "Madrid", "Oslo", "Mexico", "Manila", "Singapore")
_WHEN = ("January", "March", "May", "June", "August", "September", "October", "December")


@dataclass(frozen=True, slots=True)
class World:
    """Servers, largest first, and the number of articles of each."""

    guilds: tuple[Guild, ...]
    counts: tuple[int, ...]

    @classmethod
    def create(cls, servers: int, articles: int, channels: int = 1) -> World:
        """Create servers, spread over the shards in turn, each with `channels` channels and as many roles."""
        # All servers share these objects. Otherwise this process would need more memory than the bot.
        shared = tuple(Channel(f"channel-{number}") for number in range(channels))
        roles = tuple(Role(f"role-{number}") for number in range(channels))
        guilds = (Guild(f"Server {n}", (FIRST_ID + n) << 22, shared, roles) for n in range(servers))
        return cls(tuple(guilds), tuple(zipf_counts(servers, articles)))

    def random_server(self, generator: random.Random) -> int:
        """Return the number of a random server, by the same law: larger servers ask more."""
        return min(int(len(self.guilds) ** generator.random()), len(self.guilds)) - 1


def zipf_counts(servers: int, articles: int) -> list[int]:
    """Return the number of articles of each server: proportional to 1/rank, with a maximum, `articles` in total."""
    counts = [0] * servers
    left = min(articles, servers * MAX_ARTICLES_PER_SERVER)
    while left:
        weights = [0.0 if count >= MAX_ARTICLES_PER_SERVER else 1 / rank for rank, count in enumerate(counts, 1)]
        before, total = left, sum(weights)
        for number, weight in enumerate(weights):
            more = min(int(before * weight / total) or bool(weight), MAX_ARTICLES_PER_SERVER - counts[number], left)
            counts[number] += more
            left -= more
    return counts


def make_article(server: int, number: int) -> Article:
    """Return an article of PARAGRAPHS_PER_ARTICLE passages that is unique for the server and the number."""
    generator = random.Random(server * 1_000_003 + number)  # noqa: S311
    who, what, where, when = (generator.choice(words) for words in (_WHO, _WHAT, _WHERE, _WHEN))
    first = f"Heat 2 report {server}-{number}: {who} says that the {what} begins in {where} in {when}."
    paragraphs = (
        f"{first if not part else ''} {' '.join(_filler_words(generator))}".strip()
        for part in range(PARAGRAPHS_PER_ARTICLE)
    )
    published = PublishedDate(2025 + number % 2, 1 + number % 12)
    title = f"The {what} in {where}"
    return Article(f"r{number}", "\n\n".join(paragraphs), title, "Fleet News", published=published, language="en")


def _filler_words(generator: random.Random) -> Iterator[str]:
    """Yield words of a vocabulary in which the n-th word has the frequency 1/n."""
    for _ in range(WORDS_PER_PARAGRAPH):
        yield f"word{int(20_000 ** generator.random())}"


def question(generator: random.Random) -> str:
    """Return one of a few hundred questions. Every large server has articles on each."""
    return f"What does {generator.choice(_WHO)} say about the {generator.choice(_WHAT)} in {generator.choice(_WHERE)}?"


async def fill_store(store: SqlStore, world: World) -> None:
    """Add the articles of all servers to the store."""
    left = iter(enumerate(world.counts))

    async def write() -> None:
        for server, count in left:
            if count:
                articles = [make_article(server, number) for number in range(count)]
                await store.add_all(articles, Scope(world.guilds[server].id))

    await asyncio.gather(*(write() for _ in range(CONCURRENT_WRITERS)))


def share_of_largest(counts: Sequence[int], servers: int) -> float:
    """Return the share of all articles that the `servers` largest servers have."""
    return list(accumulate(counts))[servers - 1] / sum(counts)
