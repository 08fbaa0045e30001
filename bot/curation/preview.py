"""What a moderator is shown of an article before it is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.domain import Article, Passage, PassageKind
from bot.search.passages import split_passages
from bot.search.shingles import shared, shingles_of

ALIKE: Final = 0.3
"""From this share of equal text on an article is shown as nearly the same."""
_MOST_ALIKE: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """An article that holds much of the same text."""

    article: Article
    share: float
    """How much of the shorter of the two the other holds, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An article as it would be kept."""

    article: Article
    passages: tuple[Passage, ...]
    """What can be found and quoted."""
    furniture: tuple[Passage, ...]
    """What was taken for menus, advertisements and the like, and is never quoted."""
    alike: tuple[Alike, ...]
    """Articles that the server sees already with much of the same text, the most alike first."""
    replaces: Article | None
    """The server's own article of the same id or address, of which this would be a new revision."""


def preview_of(article: Article, own: Iterable[Article], seen: Iterable[Article]) -> Preview:
    """`own` are the server's articles, `seen` all that it sees."""
    passages = list(split_passages(article))
    quotable = tuple(p for p in passages if p.kind is not PassageKind.FURNITURE)
    furniture = tuple(p for p in passages if p.kind is PassageKind.FURNITURE)
    replaces = same_article(article, own)
    others = (other for other in seen if not replaces or other.id != replaces.id)
    return Preview(article, quotable, furniture, _alike(article, others), replaces)


def same_article(article: Article, own: Iterable[Article]) -> Article | None:
    """The article of the same id, or else of the same web address."""
    known = list(own)
    by_id = next((other for other in known if other.id == article.id), None)
    return by_id or next((other for other in known if article.url and other.url == article.url), None)


def _alike(article: Article, others: Iterable[Article]) -> tuple[Alike, ...]:
    words = shingles_of(article.text)
    shares = (Alike(other, shared(words, shingles_of(other.text))) for other in others)
    found = sorted((each for each in shares if each.share >= ALIKE), key=lambda each: (-each.share, each.article.id))
    return tuple(found[:_MOST_ALIKE])
