"""What a moderator is shown of an article before it is published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain import Article, Passage, PassageKind
from bot.history import StoredArticle
from bot.library.merging import Changes, changes_between, known_article, merged
from bot.search.language.passages import split_passages
from bot.search.quoting.similarity import containment, shingles_of

ALIKE: Final = 0.3
"""From this share of equal text on an article is shown as nearly the same."""
FEWEST_WORDS: Final = 8
FEWEST_SIGNS: Final = 60
"""A text with fewer words and fewer characters is probably no article. Some languages set no blanks between words."""
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
    replaces: Article | None = None
    """The server's own article, of which this would be a new revision."""
    changes: Changes = Changes()  # noqa: RUF009 - a frozen value
    """What would be different of that one."""
    revision: int = 0
    """The number of its revision; 0 without one."""
    apart: Article | None = None
    """The article as it was read, where only its title tells that it is the known one: it may be another."""

    @property
    def is_short(self) -> bool:
        """Whether the text is too short to be an article without being asked about."""
        text = self.article.text.strip()
        return len(text.split()) < FEWEST_WORDS and len(text) < FEWEST_SIGNS


def preview_of(
    article: Article, own: Sequence[StoredArticle], seen: Iterable[Article], *, is_new: bool = True
) -> Preview:
    """`own` are the server's articles, `seen` all that it sees.

    A new article is merged with the one that it is another version of; one that is not new replaces an article of the
    same id or address only.
    """
    replaces = known_article(article, [entry.article for entry in own], by_title=is_new)
    revision = next((entry.revision for entry in own if replaces and entry.article.id == replaces.id), 0)
    read, article = article, _as_revision(article, replaces, is_new=is_new)
    by_title = is_new and replaces and not known_article(read, [replaces], by_title=False)
    passages = list(split_passages(article))
    quotable = tuple(p for p in passages if p.kind is not PassageKind.FURNITURE)
    furniture = tuple(p for p in passages if p.kind is PassageKind.FURNITURE)
    others = (other for other in seen if not replaces or other.id != replaces.id)
    changes = changes_between(replaces, article) if replaces else Changes()
    apart = read if by_title else None
    return Preview(article, quotable, furniture, _alike(article, others), replaces, changes, revision, apart)


def _as_revision(article: Article, known: Article | None, *, is_new: bool) -> Article:
    if known is None:
        return article
    return merged(article, known) if is_new else replace(article, id=known.id)


def _alike(article: Article, others: Iterable[Article]) -> tuple[Alike, ...]:
    words = shingles_of(article.text)
    shares = (Alike(other, containment(words, shingles_of(other.text))) for other in others)
    found = sorted((each for each in shares if each.share >= ALIKE), key=lambda each: (-each.share, each.article.id))
    return tuple(found[:_MOST_ALIKE])
