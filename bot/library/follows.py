"""Followed topics: members and channels get a message when an article states something new on a topic.

A statement is on the topic if the search answers with it when the topic is asked as a question, or if all words of the
topic are in its passage: see `bot.search.topic_match`. It is new if its article was added or edited since the
follower's last look, and if neither another article from before nor a former revision of the article states the same.
So an article that is restored, or that gets another title, is no news.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import AskedQuestion, Event, Excerpt, ReasonCode, Scope, Verdict
from bot.errors import ConflictError, LimitError
from bot.library.library import Library
from bot.library.new_statements import RecentChanges
from bot.phrases.messages import message
from bot.store.base import Store
from bot.store.follows import Follow, Position
from bot.store.rules import utc_now
from bot.text.hashing import short_hash

INTERVAL: Final = timedelta(days=1)
"""Minimum time between two messages on one topic to one follower."""
RETRY: Final = timedelta(minutes=10)
"""Time until a message is sent again after Discord or the network failed."""
MAX_FAILURES: Final = 3
"""Number of failed messages in a row after which a follow ends."""
BATCH: Final = 100
"""Maximum number of followers that are served at once; the others wait for the next time."""
MAX_TOPIC: Final = 100
"""Maximum length of a topic, in characters."""
_MAX_EVENTS: Final = 500
"""Maximum number of recent changes to search for new articles."""


@dataclass(frozen=True, slots=True)
class FollowLimits:
    """Limits, because every follow costs a search, and all servers share the operator's machine."""

    of_member: int = 20
    """Maximum number of topics that a member follows, in all servers together."""
    of_channels: int = 20
    """Maximum number of topics that the channels of a server follow."""
    of_server: int = 5_000
    """Maximum number of follows of a server."""


@dataclass(frozen=True, slots=True)
class Follower:
    """The recipient of news: a user in a direct message, or a channel, where a role may be mentioned."""

    user: str = ""
    channel: int = 0
    role: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class News:
    """New statements on a topic, for one follower. The message is claimed: nobody else sends it."""

    follow: Follow
    """The follow as it was before."""
    claimed: Follow
    """The follow as it is stored now."""
    excerpts: Sequence[Excerpt]


class Follows:
    """Starts and ends follows, and finds what is new. Every method raises StoreError if the database fails."""

    def __init__(
        self,
        library: Library,
        store: Store,
        limits: FollowLimits = FollowLimits(),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._store = store
        self._limits = limits
        self._clock = clock

    async def start(self, topic: str, scope: Scope, follower: Follower) -> Follow:
        """Follow a topic from now on.

        Raises LimitError if there are too many follows, and ConflictError if the topic is followed already or means
        nothing to the search.
        """
        topic = " ".join(topic.split())
        repository = self._store.follows
        own = await (repository.of_user(follower.user) if follower.user else repository.of_channels(scope))
        if any(_is_same(topic, scope, follower, each) for each in own):
            raise ConflictError(message("follow.already", topic=topic))
        most = self._limits.of_member if follower.user else self._limits.of_channels
        if len(own) >= most:
            raise LimitError(message("follow.too_many" if follower.user else "follow.too_many_channels", count=most))
        if not scope.is_everyone and await repository.count(scope) >= self._limits.of_server:
            raise LimitError(message("follow.server_full", count=self._limits.of_server))
        if not await self._library.is_topic(topic, scope):
            raise ConflictError(message("follow.no_topic", topic=topic))
        seen = await self._position(scope)
        where = (follower.user, follower.channel, follower.role, follower.language)
        follow = Follow(_key_of(topic, scope, follower), scope, topic, self._clock(), *where, seen)
        await repository.add(follow)
        return follow

    async def has_statements(self, topic: str, scope: Scope) -> bool:
        """Return whether any article says something about a topic."""
        answer = await self._library.ask(AskedQuestion(topic, scope))
        if answer.verdict is Verdict.ANSWER or answer.reason.code is ReasonCode.TOO_VAGUE:
            return True
        return bool((await self._library.timeline(topic, scope)).statements)

    async def of_user(self, user: str) -> list[Follow]:
        """Return what a user follows in all servers."""
        return await self._store.follows.of_user(user)

    async def of_channels(self, scope: Scope) -> list[Follow]:
        """Return what the channels of a server follow."""
        return await self._store.follows.of_channels(scope)

    async def find(self, key: str) -> Follow | None:
        """Return the follow of that key, None if it has ended."""
        try:
            return await self._store.follows.get(key)
        except LookupError:
            return None

    async def stop(self, keys: Collection[str]) -> None:
        """End follows."""
        await self._store.follows.delete(keys)

    async def has_any(self, scope: Scope) -> bool:
        """Return whether anybody follows a topic in the scope."""
        return bool(await self._store.follows.count(scope))

    async def is_waiting(self, scope: Scope) -> bool:
        """Return whether a follower may get a message now."""
        return bool(await self._store.follows.due(scope, await self._position(scope), self._clock(), 1))

    async def news(self, scope: Scope, limit: int = BATCH) -> AsyncIterator[News]:
        """Yield the messages to send now, each claimed for this process, for at most that many followers.

        After each, call `delivered`, `postpone` or `failed`.
        """
        position, now = await self._position(scope), self._clock()
        by_topic: defaultdict[str, list[Follow]] = defaultdict(list)
        for follow in await self._store.follows.due(scope, position, now, limit):
            by_topic[_normalized(follow.topic)].append(follow)
        changed = RecentChanges(self._library, await self._recent(scope)) if by_topic else None
        for follows in by_topic.values():
            # One search serves all who follow the topic.
            if changed is None or not await self._library.is_current(scope):
                continue  # the search does not know the newest articles yet
            ids = changed.ids_since([follow.seen for follow in follows])
            statements = await self._statements(follows[0].topic, scope, ids)
            for follow in follows:
                excerpts = await changed.new_among(statements, follow.scope, follow.seen)
                claimed = replace(follow, seen=position, next_at=now + INTERVAL if excerpts else follow.next_at)
                if await self._claim(follow, claimed) and excerpts:
                    yield News(follow, claimed, excerpts)

    async def _claim(self, follow: Follow, claimed: Follow) -> bool:
        """Return whether this process may send the message. A claim that the end of the program cancels is undone."""
        move = asyncio.ensure_future(self._store.follows.move(follow, claimed))
        try:
            return await asyncio.shield(move)
        except asyncio.CancelledError:
            if await move:
                await self._store.follows.move(claimed, follow)
            raise

    async def delivered(self, news: News) -> None:
        """Record that a message has arrived."""
        if news.claimed.failures:
            await self._store.follows.move(news.claimed, replace(news.claimed, failures=0))

    async def postpone(self, news: News) -> None:
        """Try a message again soon, because Discord or the network did not take it."""
        await self._store.follows.move(news.claimed, replace(news.follow, next_at=self._clock() + RETRY))

    async def failed(self, news: News) -> None:
        """Record that the follower cannot receive a message; after MAX_FAILURES of them in a row the follow ends."""
        failures = news.follow.failures + 1
        if failures >= MAX_FAILURES:
            await self.stop([news.follow.key])
        else:
            later = replace(news.follow, next_at=self._clock() + INTERVAL, failures=failures)
            await self._store.follows.move(news.claimed, later)

    async def _position(self, scope: Scope) -> Position:
        shared = await self._store.revision(Scope())
        return Position(shared, 0 if scope.is_everyone else await self._store.revision(scope))

    async def _recent(self, scope: Scope) -> list[Event]:
        """Return the recent changes of everyone's articles and of this scope's own."""
        return [event for each in {Scope(), scope} for event in await self._store.events(each, limit=_MAX_EVENTS)]

    async def _statements(self, topic: str, scope: Scope, changed_ids: Collection[str]) -> list[Excerpt]:
        """Return what the articles state on a topic: what answers it, and all that the changed articles state on it."""
        answer = await self._library.ask(AskedQuestion(topic, scope))
        found = list(answer.excerpts)
        if answer.verdict is Verdict.NONE and answer.reason.code is ReasonCode.TOO_VAGUE:
            found = list(await self._library.latest(scope, topic=topic))
        known = {each.passage for each in found}
        more = await self._library.statements_on(topic, scope, changed_ids)
        return found + [each for each in more if each.passage not in known]


def _is_same(topic: str, scope: Scope, follower: Follower, known: Follow) -> bool:
    is_same_place = (scope, follower.channel) == (known.scope, known.channel)
    return is_same_place and _normalized(topic) == _normalized(known.topic)


def _key_of(topic: str, scope: Scope, follower: Follower) -> str:
    """Return sixteen letters and digits that are the same for the same follow, so that it cannot be stored twice."""
    where = (scope.guild_id, follower.user, follower.channel, _normalized(topic))
    return short_hash(repr(where))


def _normalized(topic: str) -> str:
    return " ".join(topic.casefold().split())
