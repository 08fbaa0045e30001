"""What every kind of store does alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain import Article
from bot.errors import ConflictError, StoreError
from bot.history import StoredArticle
from bot.phrases.messages import message
from bot.text.safe_text import storable_complaint

KEPT_FOR: Final = timedelta(days=90)
"""How long a question is kept for the buttons under its reply."""

EXPIRED: Final = message("expired.answer")


DRAFT_KEPT_FOR: Final = timedelta(hours=24)
"""How long an article that was not published yet is kept."""

DRAFT_EXPIRED: Final = message("expired.draft")


def utc_now() -> datetime:
    """The current moment, in UTC."""
    return datetime.now(UTC)


def new_key() -> str:
    """Sixteen letters and digits that nobody can guess."""
    return secrets.token_hex(8)


def check_storable(articles: Iterable[Article]) -> None:
    """Raise StoreError when a database could not keep one of the articles character for character."""
    for article in articles:
        values = {
            "id": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "language": article.language,
            "evidence of the date": article.published.evidence,
            "text": article.text,
        }
        for name, value in values.items():
            complaint = storable_complaint(value)
            if complaint:
                raise StoreError(message("storable.field", field=name, problem=complaint))


def without_user(article: Article, user: str) -> Article:
    """The article without the user's id, which earlier versions wrote into the evidence of a date."""
    published = article.published
    evidence = published.evidence.replace(f"stated by a moderator ({user})", "stated by a moderator")
    return (
        article if evidence == published.evidence else replace(article, published=replace(published, evidence=evidence))
    )


def check_user(user: str) -> str:
    """A user's id as it is. Raises ValueError for anything else: '' would be the operator."""
    if not (user.isascii() and user.isdecimal()):
        raise ValueError("a user's id is a number")
    return user


def conflict(entry: StoredArticle | None) -> ConflictError:
    """What is raised for who wanted to change something else than what is there now."""
    if entry is None:
        return ConflictError(message("curation.gone"))
    return ConflictError(message(f"conflict.{entry.act.value}"), entry.by)
