"""What is different between two states of an article, a line for each field."""

from __future__ import annotations

from collections.abc import Iterator

from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.library.merging import ArticleDiff
from bot.phrases import Phrases

_LONGEST = 50
"""Characters of a value."""


def change_lines(changes: ArticleDiff, phrases: Phrases) -> Iterator[str]:
    """`Title: old → new` for each field that differs, and by how much the text does."""
    for name, old, new in changes.fields:
        before, after = (inline(value, _LONGEST) or "–" for value in (old, new))
        yield f"{phrases.say(f'sources.field_{name}')}: {before} → {after}"
    if changes.date:
        before, after = (show_date(date, phrases) for date in changes.date)
        yield f"{phrases.say('sources.field_date')}: {before} → {after}"
    if changes.text:
        yield phrases.say("sources.text_changed", share=round(changes.text * 100))
