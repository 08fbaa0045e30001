"""Articles that take long to analyse."""

from __future__ import annotations

from bot.domain import Article

SENTENCES = (
    "Filming of Heat 2 starts in Chicago in August, says Michael Mann. The budget is $150 million. " * 3 + "\n\n"
)


def long_article(key: str, characters: int) -> Article:
    """Return an article of this length; two million characters take about ten seconds."""
    text = (SENTENCES * (characters // len(SENTENCES) + 1))[:characters]
    return Article(key, text, f"Report {key}", language="en")
