"""Adding many articles at once: each is new, another version of a known one, or the same as it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain import Article, Scope
from bot.history import OPERATOR, Act, StoredArticle
from bot.library.library import Library
from bot.library.merging import Changes, address_key, changes_between, known_article, merged
from bot.store.base import Change


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one article."""

    article: Article
    """As it is kept: with what its former version stated and it does not."""
    change: Change
    changes: Changes = field(default_factory=Changes)
    """What differs from the former version; empty for a new article."""
    was_removed: bool = False
    """Whether the article had been removed and is back now."""


class Importer:
    """Adds articles to one scope. It reads the scope's articles once, at the first call."""

    def __init__(self, library: Library, scope: Scope) -> None:
        self._library = library
        self._scope = scope
        self._known: _Known | None = None
        self._removed: set[str] = set()

    async def add(self, articles: Sequence[Article], *, names_ids: bool) -> list[Imported]:
        """Keep the articles, all or none; one that is known keeps what its new version does not state.

        With `names_ids` the source names the ids, and only an article of the same id is known. Otherwise one of the
        same address or title is, too. Raises StoreError.
        """
        known = self._known or await self._load()
        self._known = None  # until the batch is kept: nothing is known of one that could not be
        former: list[Article | None] = []
        kept: list[Article] = []
        for article in articles:
            before = known.find(article, names_ids=names_ids)
            former.append(before)
            kept.append(merged(article, before) if before else article)
            known.put(kept[-1])
        changes = await self._library.add_all(kept, self._scope, OPERATOR)
        self._known = known
        return [self._imported(*each) for each in zip(kept, former, changes, strict=True)]

    def _imported(self, article: Article, former: Article | None, change: Change) -> Imported:
        # A changed shipped article is new to the store and not to the operator.
        change = Change.CHANGED if former and change is Change.ADDED else change
        was_removed = change is Change.ADDED and article.id in self._removed
        changes = changes_between(former, article) if former and change is Change.CHANGED else Changes()
        return Imported(article, change, changes, was_removed)

    async def _load(self) -> _Known:
        entries: Sequence[StoredArticle] = await self._library.store.entries(self._scope)
        self._removed = {entry.article.id for entry in entries if entry.act in {Act.REMOVED, Act.HIDDEN}}
        present = [entry.article for entry in entries if entry.is_present]
        if self._scope.is_everyone:
            present = await self._library.everyones()
        return _Known(present)


class _Known:
    """Known articles, found by id, address or title without a look at each of them."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_id: dict[str, Article] = {}
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        for article in articles:
            self.put(article)

    def put(self, article: Article) -> None:
        self._by_id[article.id] = article
        for key in _keys(article):
            self._ids[key].add(article.id)

    def find(self, article: Article, *, names_ids: bool) -> Article | None:
        same = self._by_id.get(article.id)
        if same or names_ids:
            return same
        alike = {key for each in _keys(article) for key in self._ids.get(each, ())}
        return known_article(article, [self._by_id[key] for key in sorted(alike)])


def _keys(article: Article) -> Iterable[str]:
    if article.url:
        yield f"address {address_key(article.url)}"
    if article.title:
        yield f"title {' '.join(unicodedata.normalize('NFKC', article.title).casefold().split())}"
