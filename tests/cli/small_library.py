"""A library of a few articles with everything that a printer can show, over the real search."""

from __future__ import annotations

from bot.domain import Article, PublishedDate

NEW = Article(
    id="new",
    text="Filming of Heat 2 starts in August 2026 in Los Angeles.\n\nMichael Mann directs the film.",
    title="Filming starts in August",
    publisher="Reel Dispatch",
    url="https://example.org/new",
    published=PublishedDate(2026, 3, 5, evidence="stated at its start"),
    language="en",
)
OLD = Article(
    id="old",
    text="Michael Mann hopes that filming of Heat 2 starts in the autumn of 2024.",
    published=PublishedDate(2024, 1, inferred=True, evidence="it reports an interview of that month"),
    language="en",
)
HOSTILE = Article(
    id="hostile",
    text="Filming of Heat 2 \x1b[2J\x1b]0;owned\x07 starts \u202eyadnuS no.",
    title="\x1b[31mAlarm\r\n",
    publisher="Evil\x9b1mPress",
    url="https://example.org/\x1b]8;;x",
    published=PublishedDate(2026, 3, 6, inferred=True, evidence="\x1b[5mblink"),
    language="e\x1b",
)
