"""Options that state what is known of an article: title, publisher, address, date and language."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.cli.articles import title_or_beginning
from bot.domain import Article, PublishedDate
from bot.errors import Heat2Error, SourceError, UsageError
from bot.reading.fields import complaints
from bot.reading.typed_dates import parse_typed_date
from bot.reading.web.links import only_link
from bot.text.safe_text import one_line

STATED: Final = "stated by the operator"
ESTIMATED: Final = "estimated by the operator"
"""The evidence of a date that was given as an option."""
_LEEWAY: Final = timedelta(days=1)
"""It may be tomorrow already where an article is published."""


@dataclass(frozen=True, slots=True)
class ArticleOptions:
    """What the options state; None for what they leave open, '' for what is said to be unknown."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published: PublishedDate | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no option was given."""
        return self == ArticleOptions()

    def applied_to(self, article: Article) -> Article:
        """The article with what is stated in place of its own."""
        values = {"title": self.title, "publisher": self.publisher, "url": self.url, "language": self.language}
        published = article.published if self.published is None else self.published
        return replace(
            article, published=published, **{key: value for key, value in values.items() if value is not None}
        )


def add_article_options(parser: argparse.ArgumentParser) -> None:
    """Give a command the options; each takes '' for what is not known."""
    parser.add_argument("--title", metavar="TEXT", help='the title; "" for none, as in the other options')
    parser.add_argument("--publisher", metavar="TEXT", help="who published it")
    parser.add_argument("--url", metavar="ADDRESS", help="its web address")
    parser.add_argument("--date", metavar="DATE", help='when it was published: "June 11, 2026", 2026-06, yesterday …')
    parser.add_argument("--language", metavar="CODE", help="the two letters of its language, like en")
    parser.add_argument("--future-ok", action="store_true", help="accept a date that is in the future")


def read_article_options(args: argparse.Namespace, today: date) -> ArticleOptions:
    """What the options state. Raises UsageError for a value that cannot be."""
    fields = {key: value.strip() for key in ("title", "publisher", "url") if (value := getattr(args, key)) is not None}
    if fields.get("url"):
        fields["url"] = only_link(fields["url"]) or fields["url"]
    if args.language is not None:
        fields["language"] = args.language.strip().lower()
    mistakes = [each.message for each in complaints({**fields, "text": "-"})]
    if mistakes:
        raise UsageError("; ".join(mistakes))
    published = None if args.date is None else _published(args.date, today)
    return ArticleOptions(**fields, published=published)


def _published(text: str, today: date) -> PublishedDate:
    try:
        found = parse_typed_date(text, language="en", today=today)
    except (Heat2Error, ValueError) as error:
        raise UsageError(f"--date: {one_line(str(error), 400)}") from error
    if not found.is_known:
        return found
    return replace(found, evidence=ESTIMATED if found.inferred else STATED)


def future_date_error(article: Article, today: date) -> str:
    """A sentence about a date that has not come yet; '' for any other."""
    if article.published.may_precede(today + _LEEWAY):
        return ""
    advice = "correct it, or add --future-ok if it is right"
    return f"{title_or_beginning(article)}: its date {article.published.plain} is in the future: {advice}"


def check_date(article: Article, today: date, *, future_ok: bool) -> None:
    """Raise SourceError when the article is dated in the future and nobody said that this is right."""
    complaint = "" if future_ok else future_date_error(article, today)
    if complaint:
        raise SourceError(f"{complaint}.")
