"""What members miss: questions and votes, grouped by meaning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Article, Scope, Vote, VoteReason
from bot.library import gaps as module
from bot.library.gaps import Gap, Gaps
from bot.library.library import Library
from bot.store.memory import MemoryStore
from tests.language_data import shipped_concepts

GUILD, OTHER = Scope(5), Scope(6)
START = datetime(2026, 7, 1, tzinfo=UTC)
ARTICLE = Article("a", "Michael Mann directs Heat 2, in which Al Pacino may return.", "Heat 2", language="en")
DOWN = Vote(is_up=False)


class Bench:
    """Gaps over a store whose clock moves a minute with each question."""

    def __init__(self) -> None:
        self.now = START
        self.store = MemoryStore(lambda: self.now)
        self.library = Library([ARTICLE], self.store, shipped_concepts())
        self.gaps = Gaps(self.library, self.store, lambda: self.now)
        self._voters = 0

    async def ask(self, *questions: str) -> None:
        """Ask questions that nothing answers."""
        for question in questions:
            self.now += timedelta(minutes=1)
            await self.store.count_unanswered(question, GUILD)

    async def vote(self, question: str, vote: Vote) -> None:
        """Vote as another member."""
        self._voters += 1
        await self.store.feedback.vote(GUILD, question, self._voters, vote, self.now)

    async def titles(self) -> list[str]:
        """Return the titles of the gaps."""
        return [gap.title for gap in await self.gaps.current(GUILD)]


@pytest.fixture(scope="module")
def shared() -> Bench:
    """One library for all tests."""
    return Bench()


@pytest.fixture
def bench(shared: Bench) -> Bench:
    """The library with an empty store."""
    fresh = MemoryStore(lambda: shared.now)
    shared.store.__dict__.update(fresh.__dict__)
    shared.now = START
    return shared


async def test_alike_questions_and_votes_are_one_gap(bench: Bench) -> None:
    """Questions in several languages and votes against answers are counted together, the most missed first."""
    await bench.ask("who composes the music", "wer macht die musik", "wer macht die musik", "is there a trailer")
    await bench.vote("qui compose la musique", Vote(is_up=False, reason=VoteReason.OUTDATED))
    await bench.vote("qui compose la musique", DOWN)
    await bench.vote("qui compose la musique", Vote(is_up=True))
    await bench.vote("who directs it", Vote(is_up=True))
    music, trailer = await bench.gaps.current(GUILD)
    assert music.title in {"wer macht die musik", "qui compose la musique"}
    assert (music.times, music.down, music.up, dict(music.reasons)) == (3, 2, 1, {VoteReason.OUTDATED: 1})
    assert len(music.questions) == 3
    assert (trailer.title, trailer.times, trailer.down) == ("is there a trailer", 1, 0)
    assert trailer.last == bench.now
    assert await bench.gaps.current(OTHER) == []


async def test_an_unwanted_gap_does_not_come_back(bench: Bench) -> None:
    """A dismissed topic stays away in other words and languages, until it is restored."""
    await bench.ask("who composes the music", "is there a trailer")
    gap = await bench.gaps.find(GUILD, next(g.key for g in await bench.gaps.current(GUILD) if "music" in g.title))
    assert gap
    await bench.gaps.dismiss(gap, GUILD)
    await bench.ask("chi compone la musica", "who composes the music")
    assert await bench.titles() == ["is there a trailer"]
    assert await bench.gaps.restore(GUILD, gap.key)
    assert await bench.titles() == ["who composes the music", "is there a trailer"]
    assert not await bench.gaps.restore(GUILD, gap.key)


async def test_a_gap_that_is_gone_is_not_found(bench: Bench) -> None:
    """A key of a gap that nobody misses any more finds nothing."""
    assert await bench.gaps.find(GUILD, "0" * 16) is None


async def test_only_what_was_missed_lately_is_counted(bench: Bench) -> None:
    """With a moment, older questions are left out."""
    await bench.ask("is there a trailer")
    moment = bench.now
    await bench.ask("who composes the music")
    assert [gap.title for gap in await bench.gaps.current(GUILD, moment)] == ["who composes the music"]


async def test_a_new_article_that_answers_is_noticed(bench: Bench) -> None:
    """A gap is answered as soon as an article answers its question."""
    await bench.ask("who plays vincent hanna in heat 2")
    gap: Gap = (await bench.gaps.current(GUILD))[0]
    assert not await bench.gaps.is_answered(gap, GUILD)
    said = Article("b", "Austin Butler plays Vincent Hanna in Heat 2, Deadline reports.", "Cast", language="en")
    await bench.library.add_all([said], GUILD)
    assert await bench.gaps.is_answered(gap, GUILD)


async def test_hostile_questions_are_grouped_within_bounds(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs, one word many times and endless words make gaps; of too many questions the oldest are left out."""
    monkeypatch.setattr(module, "MAX_GROUPED", 5)
    hostile = ["?!", "\U0001f600" * 300, "a" * 300, "heat " * 60, "\u202e ol", "ж" * 300, "1 2 3"]
    await bench.ask(*hostile)
    found = await bench.gaps.current(GUILD)
    assert sorted(each.question for gap in found for each in gap.questions) == sorted(hostile[2:])
