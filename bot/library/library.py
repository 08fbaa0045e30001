"""The use cases: ask, latest, add. Knows no Discord and no SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from bot.domain import EVERYONE, Answer, Article, AskedQuestion, Scope
from bot.errors import AnalysisError, StoreError
from bot.history import Act
from bot.library.answer_cache import AnswerCache
from bot.library.engines import EngineCache, SearchLimits
from bot.library.revisions import Revisions
from bot.search.engine import SearchEngine
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.store.base import Change, Store


def today() -> date:
    """The current day in UTC."""
    return datetime.now(UTC).date()


class Library:
    """All articles that a scope can see, and what can be done with them.

    The shipped corpus belongs to everyone and is given whole; all other articles come from the store. The search over
    everyone's articles is always there; those of servers are built when asked and make room for each other.
    """

    def __init__(
        self,
        corpus: Sequence[Article],
        store: Store,
        concepts: ConceptList,
        clock: Callable[[], date] = today,
        limits: SearchLimits = SearchLimits(),  # noqa: B008 - a frozen value
        kept_in: Path | None = None,
    ) -> None:
        """In the folder `kept_in` the next start finds the articles analysed; None keeps nothing."""
        self._corpus = tuple(corpus)
        self._shipped = {article.id: article for article in self._corpus}
        self._store = store
        self._clock = clock
        self._searches = EngineCache(store, lambda: LanguageData.load(concepts), self._corpus, limits, kept_in)
        self._editions = Revisions(store)
        self._answers = AnswerCache()
        # A search takes a millisecond or two, and the event loop sees to all else between two of them. A thread would
        # take the interpreter from the loop for longer: it hands it back only when its switch interval is over.
        self._searching = asyncio.Lock()

    @property
    def shipped(self) -> Mapping[str, Article]:
        """The articles of the corpus folder by id, those that the operator has removed included."""
        return self._shipped

    @property
    def store(self) -> Store:
        """Where articles and the state of buttons are kept."""
        return self._store

    async def ask(self, question: AskedQuestion) -> Answer:
        """Answer from the articles that the question's scope sees, as known on its day. Raises StoreError."""
        day = question.as_of or self._clock()
        asked = question.text, await self._editions.get(question.scope), day
        answer = self._answers.get(*asked)
        if answer is None:
            built = await self._searches.get(asked[1])
            async with self._searching:
                await asyncio.sleep(0)
                # Somebody before may have asked the same.
                answer = self._answers.get(*asked) or built.engine.answer(question.text, day)
            self._answers.put(answer, built.edition, day)
        return answer

    def known_answer(self, question: AskedQuestion) -> Answer | None:
        """What `ask` would give, if it need neither search nor ask the store."""
        edition = self._editions.at_hand(question.scope)
        day = question.as_of or self._clock()
        return self._answers.get(question.text, edition, day) if edition else None

    async def ask_text(self, text: str, scope: Scope = EVERYONE, as_of: date | None = None) -> Answer:
        """The same from a question's bare text."""
        return await self.ask(AskedQuestion(text, scope, as_of))

    async def latest(
        self, scope: Scope = EVERYONE, as_of: date | None = None, topic: str = "", since: date | None = None
    ) -> list[Article]:
        """Every article that the scope sees, newest first; those without a date stand last. Raises StoreError.

        With a topic only those that answer a question about it, or that hold all its words; with `since` only those
        that may have been published on that day or later.
        """
        day = as_of or self._clock()
        seen = [article for article in await self.articles(scope) if article.published.may_precede(day)]
        if since:
            seen = [article for article in seen if (article.published.last_day or date.min) >= since]
        if topic.strip():
            quoted = await self._quoted(topic, scope, day)
            seen = [article for article in seen if article.id in quoted or _holds_words(article, topic)]
        return sorted(seen, key=lambda article: (article.published.last_day or date.min, article.id), reverse=True)

    async def _quoted(self, topic: str, scope: Scope, day: date) -> frozenset[str]:
        """The ids of the articles that the answer to a question about the topic quotes."""
        answer = await self.ask_text(topic, scope, day)
        return frozenset(each.id for excerpt in answer.excerpts for each in (excerpt.article, *excerpt.also_in))

    async def suggest(self, typed: str, scope: Scope = EVERYONE, language: str = "en", limit: int = 25) -> list[str]:
        """Questions that the scope's articles answer, best completion of `typed` first. Raises StoreError."""
        engine = await self.engine(scope)
        return await asyncio.to_thread(engine.suggest, typed, language, self._clock(), limit)

    async def add(self, article: Article, scope: Scope = EVERYONE, added_by: str = "") -> Change:
        """Keep an article; the next question finds it. Raises StoreError."""
        return (await self.add_all([article], scope, added_by))[0]

    async def add_all(self, articles: Sequence[Article], scope: Scope = EVERYONE, added_by: str = "") -> list[Change]:
        """Keep articles, all or none, and say what became of each. Raises StoreError.

        A shipped article is unchanged unless the store has another version of it, or it was removed.
        """
        shipped = await self._untouched(articles) if scope.is_everyone else frozenset()
        others = [article for article in articles if article not in shipped]
        changes = iter(await self._store.add_all(others, scope, added_by) if others else ())
        await self.take_in(scope)
        return [Change.UNCHANGED if article in shipped else next(changes) for article in articles]

    async def check(self, article: Article, scope: Scope) -> None:
        """Find out whether an article can be searched before it is stored. Raises AnalysisError if it cannot."""
        await self._searches.check(article, scope)

    async def _untouched(self, articles: Sequence[Article]) -> frozenset[Article]:
        """Those of the articles that ship, and that everyone sees as they ship."""
        shipped = frozenset(article for article in articles if self._shipped.get(article.id) == article)
        if not shipped:
            return shipped
        stored = {entry.article.id for entry in await self._store.entries(EVERYONE) if entry.act is not Act.UNHIDDEN}
        return frozenset(article for article in shipped if article.id not in stored)

    async def take_in(self, scope: Scope) -> None:
        """The scope's articles have been changed: have its next question find the change, if it can be read now."""
        self.look_again()
        with suppress(StoreError, AnalysisError):  # the change is kept, and a later question takes it in
            await self._searches.take_in(await self._editions.get(scope))

    def look_again(self) -> None:
        """Have the next question ask the store for its revision: this process has changed something."""
        self._editions.look_again()

    async def forget(self, scope: Scope) -> None:
        """All that the store kept of the server has been erased: keep nothing of it either."""
        await self._searches.forget(scope)
        self.look_again()

    async def keep(self) -> None:
        """Have the next start find analysed what this one has analysed: this is the end."""
        await self._searches.keep()

    def close(self) -> None:
        """End what is being analysed. What is loaded goes on answering."""
        self._searches.close()

    async def articles(self, scope: Scope = EVERYONE) -> list[Article]:
        """What the scope sees: everyone's without those that it hides, and its own; the nearer one wins an id."""
        by_id = await self._everyones()
        if not scope.is_everyone:
            hidden, own = await self._store.hidden(scope), await self._store.current(scope)
            by_id = {key: article for key, article in by_id.items() if key not in hidden | own.set_aside}
            by_id |= {article.id: article for article in own.articles}
        return list(by_id.values())

    async def everyones(self) -> list[Article]:
        """The shipped corpus and what the operator has added for everyone, without what they removed.

        Raises StoreError.
        """
        return list((await self._everyones()).values())

    async def _everyones(self) -> dict[str, Article]:
        hidden, current = await self._store.hidden(EVERYONE), await self._store.current(EVERYONE)
        left_out = hidden | current.set_aside
        by_id = {key: article for key, article in self._shipped.items() if key not in left_out}
        return by_id | {article.id: article for article in current.articles}

    async def own_articles(self, scope: Scope) -> list[Article]:
        """What belongs to exactly this scope: everyone's include the shipped corpus. Raises StoreError."""
        return await (self.articles() if scope.is_everyone else self._store.articles(scope))

    async def engine(self, scope: Scope) -> SearchEngine:
        """The search over what the scope sees now, see `EngineCache`. Raises StoreError.

        While the store is away, the scope is answered from what it saw last, if that is still at hand.
        """
        return (await self._searches.get(await self._editions.get(scope))).engine


def _holds_words(article: Article, topic: str) -> bool:
    """Whether each word of the topic stands in the article's title, publisher or text."""
    held = f"{article.title}\n{article.publisher}\n{article.text}".casefold()
    return all(word in held for word in topic.casefold().split())
