"""What an article is given that its source does not state: an id from its content, and the language that it is in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from bot.domain import Article
from bot.reading.fields import article_from
from bot.text.language import detect_language

_LENGTH = 16


def content_id(title: str, url: str, text: str) -> str:
    """The id of an article whose source names none: the same content gets the same one each time."""
    content = "\x1f".join((title, url, text))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:_LENGTH]


def completed(fields: Mapping[str, str], *, detects_language: bool) -> Article:
    """The article of fields without complaints, with an id, and with a language where it can be told.

    The id comes from title, address and text.
    """
    known = dict(fields)
    if not known.get("id"):
        known["id"] = content_id(known.get("title", ""), known.get("url", ""), known["text"])
    if detects_language:
        known["language"] = detect_language(known["text"])
    return article_from(known)
