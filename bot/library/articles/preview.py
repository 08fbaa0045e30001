"""The preview of an article that a moderator checks before it is published."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from bot.domain import Article, Passage, PassageKind, StoredArticle
from bot.library.articles.merging import ArticleDiff, diff_articles, find_known, merge_articles
from bot.search.language.passages import split_passages
from bot.search.quoting.similarity import containment, shingles_of

MIN_SHARED_TEXT: Final = 0.3
"""Minimum share of common text for an article to be shown as similar."""
MIN_WORDS: Final = 8
MIN_CHARACTERS: Final = 60
"""A text below both limits is probably not an article. Both are needed: some languages put no spaces between words."""
_MAX_SIMILAR: Final = 3
"""Maximum number of similar articles in a preview."""
COMPARE_SECONDS: Final = 5.0
"""Maximum time for comparing with the articles that the server sees, in seconds. The others are not compared."""


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """An article that has much text in common with the previewed one."""

    article: Article
    share: float
    """Share of the shorter article's text that is also in the longer one, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An article as it would be published."""

    article: Article
    passages: tuple[Passage, ...]
    """Passages that questions can find and quote."""
    boilerplate: tuple[Passage, ...]
    """Passages recognized as menus, advertisements and the like; they are never quoted."""
    similar: tuple[SimilarArticle, ...]
    """Articles with much of the same text that the server sees already, the most similar first."""
    replaces: Article | None = None
    """The server's own article that this one would replace."""
    changes: ArticleDiff = ArticleDiff()  # noqa: RUF009 - a frozen value
    """Differences from that article."""
    revision: int = 0
    """Revision of that article; 0 if there is none."""
    unmerged: Article | None = None
    """The article before merging, if only the title matches the replaced one: it may be a different article."""

    @property
    def is_short(self) -> bool:
        """Whether the text is so short that the moderator should confirm it."""
        text = self.article.text.strip()
        return len(text.split()) < MIN_WORDS and len(text) < MIN_CHARACTERS


def quotable_passages(article: Article) -> list[Passage]:
    """Return the passages that questions can find and quote."""
    return [passage for passage in split_passages(article) if passage.kind is not PassageKind.BOILERPLATE]


def make_preview(
    article: Article, own: Sequence[StoredArticle], seen: Iterable[Article], *, is_new: bool = True
) -> Preview:
    """Return the preview, given the server's own articles and all articles that it sees.

    A new article is merged with the known version of it, which may be found by title. One that is not new replaces an
    article of the same id or address only, and is not merged.
    """
    replaces = find_known(article, [entry.article for entry in own], by_title=is_new)
    revision = next((entry.revision for entry in own if replaces and entry.article.id == replaces.id), 0)
    read, article = article, _as_revision(article, replaces, is_new=is_new)
    matches_by_title = is_new and replaces and not find_known(read, [replaces], by_title=False)
    passages = list(split_passages(article))
    quotable = tuple(p for p in passages if p.kind is not PassageKind.BOILERPLATE)
    boilerplate = tuple(p for p in passages if p.kind is PassageKind.BOILERPLATE)
    others = (other for other in seen if not replaces or other.id != replaces.id)
    changes = diff_articles(replaces, article) if replaces else ArticleDiff()
    unmerged = read if matches_by_title else None
    return Preview(article, quotable, boilerplate, _similar(article, others), replaces, changes, revision, unmerged)


def _as_revision(article: Article, known: Article | None, *, is_new: bool) -> Article:
    if known is None:
        return article
    return merge_articles(article, known) if is_new else replace(article, id=known.id)


def _similar(article: Article, others: Iterable[Article]) -> tuple[SimilarArticle, ...]:
    shingles, ends_at = shingles_of(article.text), time.monotonic() + COMPARE_SECONDS
    compared = takewhile(lambda _: time.monotonic() < ends_at, others)
    candidates = (SimilarArticle(other, containment(shingles, shingles_of(other.text))) for other in compared)
    similar = [each for each in candidates if each.share >= MIN_SHARED_TEXT]
    return tuple(sorted(similar, key=lambda each: (-each.share, each.article.id))[:_MAX_SIMILAR])
