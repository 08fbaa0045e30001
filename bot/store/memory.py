"""A store without a database: for commands that only read while none exists, and for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain import Article, AskedQuestion, Scope
from bot.errors import ExpiredError
from bot.store.base import Change
from bot.store.rules import EXPIRED, KEPT_FOR, check_storable, new_key, utc_now


class MemoryStore:
    """The contract of `Store`, kept for as long as the process runs."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._articles: defaultdict[Scope, dict[str, Article]] = defaultdict(dict)
        self._revisions: defaultdict[Scope, int] = defaultdict(int)
        self._questions: dict[str, tuple[AskedQuestion, datetime]] = {}
        self._notes: dict[str, str] = {}

    async def articles(self, scope: Scope) -> list[Article]:
        """The current revision of each article of exactly this scope, by id."""
        return [article for _, article in sorted(self._articles[scope].items())]

    async def revision(self, scope: Scope) -> int:
        """A number that grows with every change to the scope's articles; 0 when there was none."""
        return self._revisions[scope]

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Keep the article; a known id with other content takes the place of what was."""
        return (await self.add_all([article], scope, added_by))[0]

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Like `add` for each: all of them are kept, or none."""
        check_storable(articles)
        return [self._keep(article, scope) for article in articles]

    def _keep(self, article: Article, scope: Scope) -> Change:
        known = self._articles[scope].get(article.id)
        if known == article:
            return Change.UNCHANGED
        self._articles[scope][article.id] = article
        self._revisions[scope] += 1
        return Change.CHANGED if known else Change.ADDED

    async def remember(self, question: AskedQuestion) -> str:
        """Keep what a reply's buttons need and return its key."""
        now = self._clock()
        self._questions = {key: kept for key, kept in self._questions.items() if kept[1] > now - KEPT_FOR}
        key = new_key()
        self._questions[key] = (question, now)
        return key

    async def recall(self, key: str) -> AskedQuestion:
        """What was remembered. Raises ExpiredError when it is no longer kept."""
        question, asked_at = self._questions.get(key, (None, None))
        if question is None or asked_at is None or asked_at <= self._clock() - KEPT_FOR:
            raise ExpiredError(EXPIRED)
        return question

    async def note(self, name: str) -> str:
        """A small named value of the program's own, '' when it was never set."""
        return self._notes.get(name, "")

    async def set_note(self, name: str, value: str) -> None:
        """Set such a value."""
        self._notes[name] = value

    async def close(self) -> None:
        """Nothing is held that could be given back."""
