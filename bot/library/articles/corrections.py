"""The fields that a moderator may correct: of one article, or of several at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain import Article, PublishedDate


@dataclass(frozen=True, slots=True)
class Corrections:
    """The fields of an article that a moderator may correct. Its text stays as it was published."""

    title: str
    publisher: str
    url: str
    published: PublishedDate
    language: str

    def applied_to(self, article: Article) -> Article:
        """Return the article with these values."""
        return replace(
            article,
            title=self.title,
            publisher=self.publisher,
            url=self.url,
            published=self.published,
            language=self.language,
        )


@dataclass(frozen=True, slots=True)
class SharedFields:
    """Values that several articles get at once. An empty field leaves what each article has."""

    publisher: str = ""
    published: PublishedDate | None = None
    language: str = ""

    def applied_to(self, article: Article) -> Article:
        """Return the article with these values."""
        return replace(
            article,
            publisher=self.publisher or article.publisher,
            published=article.published if self.published is None else self.published,
            language=self.language or article.language,
        )
