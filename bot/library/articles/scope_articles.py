"""The articles of a scope as moderators find them: listed, by id, by the label in a list, or by a digest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import chain

from bot.domain import EVERYONE, Act, Article, Scope, StoredArticle
from bot.errors import ConflictError
from bot.library.articles.dead_links import dead_links
from bot.library.articles.listing import (
    ArticleFilter,
    ArticleState,
    ListedArticle,
    label_of,
    list_entry,
    newest_first_key,
)
from bot.library.library import Library
from bot.phrases.messages import message
from bot.store.base import Store
from bot.text.safe_text import truncate


class ScopeArticles:
    """Finds the articles of a server or of everyone's scope. Every method raises StoreError if the database fails."""

    def __init__(self, library: Library, store: Store) -> None:
        self._library = library
        self._store = store

    async def list_articles(self, scope: Scope, wanted: ArticleFilter = ArticleFilter()) -> list[ListedArticle]:  # noqa: B008 - a frozen value
        """Return the articles that the server has, sees, hides or has removed and that match, newest first."""
        return sorted(filter(wanted.matches, await self.list_all(scope)), key=newest_first_key, reverse=True)

    async def list_all(self, scope: Scope) -> list[ListedArticle]:
        """Return all articles that the server has, sees, hides or has removed, unsorted."""
        listed, failed = await self._list_all(scope), self._library.failed_ids(scope)
        dead = await dead_links(self._store, {EVERYONE, scope})
        return [
            replace(each, is_failed=each.article.id in failed, is_link_dead=(each.article.id, each.article.url) in dead)
            for each in listed
        ]

    async def _list_all(self, scope: Scope) -> list[ListedArticle]:
        own = [listed for entry in await self._store.entries(scope) if (listed := list_entry(entry))]
        # An article that the server replaces or hides is listed once. A removed one leaves everyone's article visible.
        covered = {listed.article.id for listed in own if listed.state is not ArticleState.REMOVED}
        others = [ListedArticle(a, ArticleState.SHARED) for a in await self._library.articles() if a.id not in covered]
        return own + others

    async def find_by_digest(self, digest: str, scope: Scope, digest_of: Callable[[str], str]) -> ListedArticle:
        """Return the listed article whose id has this digest. Raises ConflictError if there is none."""
        found = await self.find_all_by_digest([digest], scope, digest_of)
        if not found:
            raise ConflictError(message("moderation.gone"))
        return found[0]

    async def find_all_by_digest(
        self, digests: Collection[str], scope: Scope, digest_of: Callable[[str], str]
    ) -> list[ListedArticle]:
        """Return the listed articles whose ids have these digests; those that are gone are left out."""
        return [each for each in await self.list_all(scope) if digest_of(each.article.id) in digests]

    async def own_article(
        self, article_id: str, scope: Scope, otherwise: str = "moderation.edit_not_own"
    ) -> StoredArticle:
        """Return the scope's own article of that id, or else the only one with that label in lists.

        Raises ConflictError if there is none; with the message `otherwise` if the article is everyone's.
        """
        entry = await self.entry(article_id, scope)
        if entry and entry.is_present:
            return entry
        if entry and entry.act is Act.HIDDEN:
            raise ConflictError(message("moderation.hidden_already"))
        named = [each for each in await self.present(scope) if label_in_messages(each.article) == article_id]
        if len(named) == 1:
            return named[0]
        shared = await self.find_shared(article_id)
        if shared is None:
            raise ConflictError(message("moderation.gone"))
        raise ConflictError(message(otherwise, title=label_in_messages(shared)))

    async def current_article(
        self, article_id: str, scope: Scope, otherwise: str = "moderation.edit_not_own"
    ) -> tuple[Article, int]:
        """Return the scope's article of that id and its revision. Raises ConflictError as `own_article` does.

        In everyone's scope this may be a shipped article; its revision is 0 if it was never changed.
        """
        entry = await self.entry(article_id, scope)
        shipped = self.shipped(article_id, scope)
        if shipped and not (entry and (entry.is_present or entry.act is Act.HIDDEN)):
            return shipped, entry.revision if entry else 0
        entry = await self.own_article(article_id, scope, otherwise)
        return entry.article, entry.revision

    def shipped(self, article_id: str, scope: Scope) -> Article | None:
        """Return the shipped article of that id; only everyone's scope has any."""
        return self._library.shipped.get(article_id) if scope.is_everyone else None

    async def present(self, scope: Scope) -> list[StoredArticle]:
        """Return the scope's own articles."""
        return [entry for entry in await self._store.entries(scope) if entry.is_present]

    async def find_shared(self, name: str) -> Article | None:
        """Return everyone's article with this id, or else with this label in lists."""
        articles = await self._library.articles()
        by_id = (article for article in articles if article.id == name)
        by_label = (article for article in articles if label_in_messages(article) == name)
        return next(chain(by_id, by_label), None)

    async def entry(self, article_id: str, scope: Scope) -> StoredArticle | None:
        """Return the current state of an article that the scope has or had; None if it never had it."""
        return next((each for each in await self._store.entries(scope) if each.article.id == article_id), None)


def label_in_messages(article: Article) -> str:
    """Return the article's name in lists, as long as messages show it."""
    return truncate(label_of(article), 80)
