"""Rules that every kind of store follows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final

from bot.domain import Article, StoredArticle
from bot.errors import ConflictError, StoreError
from bot.phrases.messages import message
from bot.text.safe_text import storable_complaint

QUESTION_LIFETIME: Final = timedelta(days=90)
"""Time that a question is stored for the buttons under its reply."""

QUESTION_EXPIRED: Final = message("expired.answer")

DRAFT_LIFETIME: Final = timedelta(hours=24)
"""Time that an article is stored before it is published."""

DRAFT_EXPIRED: Final = message("expired.draft")


def utc_now() -> datetime:
    """Return the current moment, in UTC."""
    return datetime.now(UTC)


def new_key() -> str:
    """Return sixteen letters and digits that nobody can guess."""
    # Keys are in custom ids of buttons, so a guessed key would show another question.
    return secrets.token_hex(8)


def check_storable(articles: Iterable[Article]) -> None:
    """Raise StoreError if a database could not store one of the articles character for character."""
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


def remove_user(article: Article, user: str) -> Article:
    """Return the article without the user's id, which earlier versions wrote into the evidence of a date."""
    published = article.published
    evidence = published.evidence.replace(f"stated by a moderator ({user})", "stated by a moderator")
    if evidence == published.evidence:
        return article
    return replace(article, published=replace(published, evidence=evidence))


def check_user(user: str) -> str:
    """Return the user's id. Raises ValueError for anything but a number: '' would be the operator."""
    if not (user.isascii() and user.isdecimal()):
        raise ValueError("a user's id is a number")
    return user


def conflict(entry: StoredArticle | None) -> ConflictError:
    """Return the error for a change to an article that is now in the state of `entry`, None if there is none."""
    if entry is None:
        return ConflictError(message("moderation.gone"))
    return ConflictError(message(f"conflict.{entry.act.value}"), entry.by)


def claim_note(claimant: str, now: float) -> str:
    """Return the note that stores a claim; `now` is in seconds since 1970."""
    return f"{now:.6f} {claimant}"


def seconds_left(note: str, claimant: str, seconds: float, now: float) -> float:
    """Return the seconds that the claimant must wait for a stored claim, 0.0 if it has expired or is their own."""
    since, _, holder = note.partition(" ")
    if not note or holder == claimant:
        return 0.0
    try:
        left = float(since) + seconds - now
    except ValueError:  # the note was altered outside the program
        return 0.0
    # If the clock was set back, nobody waits longer than a claim lasts.
    return min(max(0.0, left), seconds) if isfinite(left) else 0.0
