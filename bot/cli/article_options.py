"""Options that state an article's title, publisher, address, date and language."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.cli.articles import title_or_beginning
from bot.domain import Article, PublishedDate
from bot.errors import Heat2Error, SourceError, UsageError
from bot.reading.dates.typed import parse_typed_date
from bot.reading.fields import complaints
from bot.reading.web.links import only_link
from bot.text.safe_text import one_line

STATED: Final = "stated by the operator"
"""Evidence of an exact date that was given as an option."""

ESTIMATED: Final = "estimated by the operator"
"""Evidence of an approximate date that was given as an option."""

_TIME_ZONE_MARGIN: Final = timedelta(days=1)
"""Dates up to this far in the future are accepted, since it may be tomorrow where an article is published."""


@dataclass(frozen=True, slots=True)
class ArticleOptions:
    """The values of the options: None if an option is not given, an empty string if the value is unknown."""

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
        """Return the article with the given values in place of its own."""
        values = {"title": self.title, "publisher": self.publisher, "url": self.url, "language": self.language}
        published = article.published if self.published is None else self.published
        return replace(
            article, published=published, **{key: value for key, value in values.items() if value is not None}
        )


def add_article_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command. For each, an empty string means unknown."""
    parser.add_argument("--title", metavar="TEXT", help='the title; "" clears it, as with the other options')
    parser.add_argument("--publisher", metavar="TEXT", help="who published it")
    parser.add_argument("--url", metavar="ADDRESS", help="its web address")
    parser.add_argument("--date", metavar="DATE", help='when it was published: "June 11, 2026", 2026-06, yesterday …')
    parser.add_argument("--language", metavar="CODE", help="two-letter code of its language, like en")
    parser.add_argument("--future-ok", action="store_true", help="accept a date in the future")


def read_article_options(args: argparse.Namespace, today: date) -> ArticleOptions:
    """Return the values of the options. Raises UsageError for an invalid one."""
    fields = {key: value.strip() for key in ("title", "publisher", "url") if (value := getattr(args, key)) is not None}
    # An address may be typed without https://, or copied with text around it.
    if fields.get("url"):
        fields["url"] = only_link(fields["url"]) or fields["url"]
    if args.language is not None:
        fields["language"] = args.language.strip().lower()
    # The check of fields needs a text; here it is a placeholder, since the text comes from elsewhere.
    errors = [each.message for each in complaints({**fields, "text": "-"})]
    if errors:
        raise UsageError("; ".join(errors))
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
    """Return an error message if the article's date is in the future, or else an empty string."""
    if article.published.may_precede(today + _TIME_ZONE_MARGIN):
        return ""
    advice = "correct it, or add --future-ok if it is right"
    return f"{title_or_beginning(article)}: its date {article.published.plain} is in the future: {advice}"


def check_date(article: Article, today: date, *, future_ok: bool) -> None:
    """Raise SourceError if the article's date is in the future, unless `future_ok` allows it."""
    message = "" if future_ok else future_date_error(article, today)
    if message:
        raise SourceError(f"{message}.")
