"""Many servers and their articles, by a Zipf law: few servers have many, most have a handful."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.domain import Article, PublishedDate, Scope
from bot.store.sql import SqlStore
from tests.loopback import Channel, Guild, Role

MOST_OF_ONE = 5_000
"""So many articles a server may have where the operator has chosen nothing else."""
FIRST_ID = 1 << 20
PARAGRAPHS = 2
WORDS = 40
WRITERS = 8
_WHO = ("Michael Mann", "the studio", "a producer", "the composer", "an actor", "the union", "Adam Driver", "the mayor")
_WHAT = ("filming", "premiere", "casting", "budget", "script", "music", "rehearsal", "editing", "trailer", "release")
_WHERE = ("Chicago", "Los Angeles", "Paris", "Rome", "Berlin", "Madrid", "Oslo", "Mexico", "Manila", "Singapore")
_WHEN = ("January", "March", "May", "June", "August", "September", "October", "December")


@dataclass(frozen=True, slots=True)
class World:
    """Servers in the order of their size, and how many articles each has."""

    guilds: tuple[Guild, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, servers: int, articles: int, channels: int = 1) -> World:
        """So many servers, one after the other on each shard; each has `channels` channels and as many roles."""
        # The same for all servers, or this process would need more memory than the bot that is measured.
        shared = tuple(Channel(f"channel-{number}") for number in range(channels))
        roles = tuple(Role(f"role-{number}") for number in range(channels))
        guilds = (Guild(f"Server {n}", (FIRST_ID + n) << 22, shared, roles) for n in range(servers))
        return cls(tuple(guilds), tuple(zipf_counts(servers, articles)))

    def somewhere(self, chance: random.Random) -> int:
        """The number of a server, by the same law: who has more articles asks more."""
        return min(int(len(self.guilds) ** chance.random()), len(self.guilds)) - 1


def zipf_counts(servers: int, articles: int) -> list[int]:
    """How many articles each server has: in proportion to 1/rank, none above MOST_OF_ONE, `articles` together."""
    counts = [0] * servers
    left = min(articles, servers * MOST_OF_ONE)
    while left:
        weights = [0.0 if count >= MOST_OF_ONE else 1 / rank for rank, count in enumerate(counts, 1)]
        before, total = left, sum(weights)
        for number, weight in enumerate(weights):
            more = min(int(before * weight / total) or bool(weight), MOST_OF_ONE - counts[number], left)
            counts[number] += more
            left -= more
    return counts


def article_of(server: int, number: int) -> Article:
    """An article of PARAGRAPHS passages that no other server or number has."""
    chance = random.Random(server * 1_000_003 + number)  # noqa: S311
    who, what, where, when = (chance.choice(words) for words in (_WHO, _WHAT, _WHERE, _WHEN))
    first = f"Heat 2 report {server}-{number}: {who} says that the {what} begins in {where} in {when}."
    paragraphs = (f"{first if not part else ''} {' '.join(_filling(chance))}".strip() for part in range(PARAGRAPHS))
    published = PublishedDate(2025 + number % 2, 1 + number % 12)
    title = f"The {what} in {where}"
    return Article(f"r{number}", "\n\n".join(paragraphs), title, "Fleet News", published=published, language="en")


def _filling(chance: random.Random) -> Iterator[str]:
    """Words of a vocabulary in which the n-th is as frequent as 1/n."""
    for _ in range(WORDS):
        yield f"word{int(20_000 ** chance.random())}"


def question(chance: random.Random) -> str:
    """One of a few hundred questions; what it asks for is in some articles of every large server."""
    return f"What does {chance.choice(_WHO)} say about the {chance.choice(_WHAT)} in {chance.choice(_WHERE)}?"


async def fill(store: SqlStore, world: World) -> None:
    """Put every server's articles into the store."""
    left = iter(enumerate(world.counts))

    async def write() -> None:
        for server, count in left:
            if count:
                articles = [article_of(server, number) for number in range(count)]
                await store.add_all(articles, Scope(world.guilds[server].id))

    await asyncio.gather(*(write() for _ in range(WRITERS)))


def share_of_first(counts: Sequence[int], servers: int) -> float:
    """How much of all articles the largest servers have."""
    return list(accumulate(counts))[servers - 1] / sum(counts)
