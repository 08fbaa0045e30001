"""Gaps: what members miss in the articles, as topics made of unanswered questions and of votes against answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cachetools import LRUCache

from bot.domain import Answer, CastVote, Scope, Unanswered, Verdict, VoteReason
from bot.library.library import Library, today
from bot.search.clustering import Features, cluster, features_of
from bot.search.engine import SearchEngine
from bot.store.base import Store
from bot.store.rules import utc_now
from bot.text.hashing import short_hash

MAX_GROUPED: Final = 500
"""Maximum number of different questions that are grouped. The oldest of the others are left out."""
MAX_CACHED: Final = 4_000
"""Maximum number of questions whose meaning is cached."""
MAX_REPRESENTATIVES: Final = 5
"""Maximum number of questions that are stored of a dismissed gap."""


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question that was not answered, or not well, with its counts."""

    question: str
    times: int
    """Number of times that no article answered it."""
    down: int
    up: int
    """Votes on its answer."""
    reasons: Mapping[VoteReason, int]
    """Votes against its answer by reason."""
    last: datetime
    """The last time that it was asked without an answer, or voted on."""

    @property
    def weight(self) -> int:
        """The number of times that it was missed, for sorting."""
        return self.times + self.down


@dataclass(frozen=True, slots=True)
class Gap:
    """A topic that members miss: questions of the same meaning, the most missed first."""

    questions: tuple[MissedQuestion, ...]

    @property
    def title(self) -> str:
        """The most missed question."""
        return self.questions[0].question

    @property
    def key(self) -> str:
        """A hash of the title, which fits into a button."""
        return short_hash(self.title)

    @property
    def times(self) -> int:
        """Number of questions without an answer."""
        return sum(each.times for each in self.questions)

    @property
    def down(self) -> int:
        """Number of votes against answers."""
        return sum(each.down for each in self.questions)

    @property
    def up(self) -> int:
        """Number of votes for answers."""
        return sum(each.up for each in self.questions)

    @property
    def reasons(self) -> Counter[VoteReason]:
        """Votes against answers by reason."""
        counts = Counter[VoteReason]()
        for each in self.questions:
            counts.update(each.reasons)
        return counts

    @property
    def last(self) -> datetime:
        """The last time that it was missed."""
        return max(each.last for each in self.questions)


class Gaps:
    """The gaps of servers. Every method raises StoreError if the database fails."""

    def __init__(self, library: Library, store: Store, clock: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._features: LRUCache[str, Features] = LRUCache(MAX_CACHED)

    async def current(self, scope: Scope, since: datetime | None = None) -> list[Gap]:
        """Return the gaps of a server, the most missed first, without dismissed ones.

        With `since`, only questions that were missed after that moment count.
        """
        missed = collect(await self._store.unanswered(scope), await self._store.feedback.votes(scope))
        missed = [each for each in missed if since is None or each.last > since]
        dismissed = await self._store.feedback.dismissed(scope)
        engine = await self._library.engine(scope)
        return await asyncio.to_thread(self._grouped, missed, dismissed, engine)

    def _grouped(self, missed: Sequence[MissedQuestion], dismissed: Sequence[str], engine: SearchEngine) -> list[Gap]:
        recent = sorted(missed, key=lambda each: each.last, reverse=True)[:MAX_GROUPED]
        ordered = sorted(recent, key=lambda each: (-each.weight, -each.last.timestamp(), each.question))
        texts = [*dismissed, *(each.question for each in ordered)]
        # Dismissed questions come first, so that they lead, and what joins them is left out.
        leaders = cluster([self._features_of(text, engine) for text in texts])
        groups: dict[int, list[MissedQuestion]] = {}
        for leader, each in zip(leaders[len(dismissed) :], ordered, strict=True):
            groups.setdefault(leader, []).append(each)
        gaps = [Gap(tuple(group)) for leader, group in groups.items() if leader >= len(dismissed)]
        return sorted(gaps, key=lambda gap: (-gap.times - gap.down, -gap.last.timestamp(), gap.title))

    def _features_of(self, text: str, engine: SearchEngine) -> Features:
        found: Features | None = self._features.get(text)
        if found is None:
            found = self._features[text] = features_of(engine.analyse(text, today()))
        return found

    async def find(self, scope: Scope, key: str) -> Gap | None:
        """Return the gap of that key, None if there is none any more."""
        return next((gap for gap in await self.current(scope) if gap.key == key), None)

    async def dismiss(self, gap: Gap, scope: Scope) -> None:
        """Leave out this gap and all questions with the same meaning from now on."""
        representatives = [each.question for each in gap.questions[:MAX_REPRESENTATIVES]]
        await self._store.feedback.dismiss(scope, representatives, self._clock())

    async def restore(self, scope: Scope, key: str) -> bool:
        """Show the gap of that key again; return False if it was not dismissed."""
        dismissed = await self._store.feedback.dismissed(scope)
        title = next((text for text in dismissed if short_hash(text) == key), None)
        if title is None:
            return False
        engine = await self._library.engine(scope)
        leaders = cluster([self._features_of(text, engine) for text in (title, *dismissed)])
        alike = [text for leader, text in zip(leaders[1:], dismissed, strict=True) if leader == 0]
        await self._store.feedback.restore(scope, [title, *alike])
        return True

    async def is_answered(self, gap: Gap, scope: Scope) -> bool:
        """Return whether an article answers the gap's question now."""
        return (await self.answer(gap, scope)).verdict is Verdict.ANSWER

    async def answer(self, gap: Gap, scope: Scope) -> Answer:
        """Return the answer to the gap's question as the articles are now."""
        return await self._library.ask_text(gap.title, scope)


def collect(unanswered: Iterable[Unanswered], votes: Iterable[CastVote]) -> list[MissedQuestion]:
    """Return each question that was missed, with its counts. Questions with only upvotes are left out."""
    asked = {each.question: each for each in unanswered}
    cast: dict[str, list[CastVote]] = {}
    for each in votes:
        cast.setdefault(each.question, []).append(each)
    missed = (_missed(question, asked.get(question), cast.get(question, [])) for question in {**asked, **cast})
    return [each for each in missed if each.weight]


def _missed(question: str, asked: Unanswered | None, cast: Sequence[CastVote]) -> MissedQuestion:
    down = [each for each in cast if not each.vote.is_up]
    moments = [*([asked.last_asked] if asked else []), *(each.at for each in down or cast)]
    reasons = Counter(each.vote.reason for each in down if each.vote.reason)
    times = asked.times if asked else 0
    return MissedQuestion(question, times, len(down), len(cast) - len(down), reasons, max(moments))
