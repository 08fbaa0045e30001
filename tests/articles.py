"""Articles for tests, in one line each."""

from __future__ import annotations

from bot.domain import Article, PublishedDate


def make_article(
    key: str,
    text: str,
    published: str = "",
    *,
    title: str = "",
    publisher: str = "",
    url: str = "",
    language: str = "en",
) -> Article:
    """Return an article. Its date is given in EDTF form: `2026-03-01`, `2026-03`, `2026~`; '' for unknown."""
    return Article(key, text, title, publisher, url, PublishedDate.parse(published), language)
