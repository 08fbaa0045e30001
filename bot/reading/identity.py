"""What an article is given that its source does not state: an id from its content, and the language that it is in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from bot.domain import Article
from bot.language import detect_language
from bot.reading.fields import article_from

_LENGTH = 16


def completed(fields: Mapping[str, str], *, detects_language: bool) -> Article:
    """The article of fields without complaints, with an id, and with a language where it can be told.

    The id comes from title, address and text, so that the same article gets the same one each time.
    """
    known = dict(fields)
    if not known.get("id"):
        content = "\x1f".join(known.get(key, "") for key in ("title", "url", "text"))
        known["id"] = hashlib.sha256(content.encode("utf-8")).hexdigest()[:_LENGTH]
    if detects_language:
        known["language"] = detect_language(known["text"])
    return article_from(known)
