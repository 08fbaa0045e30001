"""Importing many articles: each is new, a new version of a known one, or unchanged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain import OPERATOR, Act, Article, Scope, StoredArticle
from bot.library.articles.merging import ArticleDiff, address_key, diff_articles, find_known, merge_articles, title_key
from bot.library.library import Library
from bot.store.base import Change


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The outcome for one article."""

    article: Article
    """The article as it is stored, merged with its former version."""
    change: Change
    changes: ArticleDiff = field(default_factory=ArticleDiff)
    """Differences from the former version; empty for a new article."""
    was_removed: bool = False
    """Whether the article had been removed before and is back now."""


class Importer:
    """Adds articles to one scope. The first call reads all articles of the scope, later calls do not."""

    def __init__(self, library: Library, scope: Scope) -> None:
        self._library = library
        self.scope = scope
        self._known: _KnownArticles | None = None
        self._removed: set[str] = set()

    async def add(self, articles: Sequence[Article], *, match_ids_only: bool) -> list[ImportResult]:
        """Store all of the articles or none, each merged with the known version of it. Raises StoreError.

        The known version is an article of the same id or, without `match_ids_only`, of the same address or title.
        """
        known = self._known or await self._load()
        self._known = None  # If storing fails, the next call reads the articles again.
        former: list[Article | None] = []
        merged: list[Article] = []
        for article in articles:
            before = known.find(article, match_ids_only=match_ids_only)
            former.append(before)
            merged.append(merge_articles(article, before) if before else article)
            known.put(merged[-1])  # A later article of this batch may be a version of it.
        changes = await self._library.add_all(merged, self.scope, OPERATOR)
        self._known = known
        return [self._result(*each) for each in zip(merged, former, changes, strict=True)]

    def _result(self, article: Article, former: Article | None, change: Change) -> ImportResult:
        # A changed shipped article is new in the store, but the operator knows it.
        change = Change.CHANGED if former and change is Change.ADDED else change
        was_removed = change is Change.ADDED and article.id in self._removed
        changes = diff_articles(former, article) if former and change is Change.CHANGED else ArticleDiff()
        return ImportResult(article, change, changes, was_removed)

    async def _load(self) -> _KnownArticles:
        entries: Sequence[StoredArticle] = await self._library.store.entries(self.scope)
        self._removed = {entry.article.id for entry in entries if entry.act in {Act.REMOVED, Act.HIDDEN}}
        present = [entry.article for entry in entries if entry.is_present]
        if self.scope.is_everyone:
            present = await self._library.articles()
        return _KnownArticles(present)


class _KnownArticles:
    """Articles indexed by id, address and title."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._by_id: dict[str, Article] = {}
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        for article in articles:
            self.put(article)

    def put(self, article: Article) -> None:
        self._by_id[article.id] = article
        for key in _keys(article):
            self._ids[key].add(article.id)

    def find(self, article: Article, *, match_ids_only: bool) -> Article | None:
        same = self._by_id.get(article.id)
        if same or match_ids_only:
            return same
        candidates = {key for each in _keys(article) for key in self._ids.get(each, ())}
        return find_known(article, [self._by_id[key] for key in sorted(candidates)])


def _keys(article: Article) -> Iterable[str]:
    if article.url:
        yield f"address {address_key(article.url)}"
    if article.title:
        yield f"title {title_key(article.title)}"
