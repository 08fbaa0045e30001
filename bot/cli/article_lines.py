"""What the operator's commands say of an article, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from typing import Final

from bot.domain import Article, PublishedDate
from bot.library.merging import Changes
from bot.text.safe_text import one_line

LONGEST_TITLE: Final = 80
"""How much of a title, or of an untitled article's text, a line shows, in characters."""

MOST_PARAGRAPHS: Final = 6
"""How many paragraphs of a changed text are shown."""


def date_said(published: PublishedDate) -> str:
    """`2026-06-11`, `2026-06, inferred: EVIDENCE`, or `unknown`."""
    if not published.inferred:
        return published.plain or "unknown"
    return f"{published.plain}, inferred: {one_line(published.evidence) or 'no evidence is given'}"


def title_said(article: Article) -> str:
    """The title, or how the text begins."""
    return one_line(article.title, LONGEST_TITLE) or f"“{one_line(article.text, LONGEST_TITLE)}”"


def imported_lines(article: Article, *, was_removed: bool) -> Iterator[str]:
    """What was understood of an imported article, so that it can be corrected."""
    about = filter(None, (title_said(article), one_line(article.publisher), article.language))
    yield " · ".join(about)
    note = " (it had been removed, and is back)" if was_removed else ""
    yield f"  id {one_line(article.id)}{note}"
    advice = f"; to correct it: heat2 edit {one_line(article.id)} --date DATE"
    yield f"  date {date_said(article.published)}" + ("" if _is_stated(article.published) else advice)


def change_lines(changes: Changes) -> Iterator[str]:
    """A line for each thing that differs: what it was, and what it is."""
    for name, before, after in changes.fields:
        yield f"{name}: {_value(before)} -> {_value(after)}"
    if changes.date:
        before, after = map(date_said, changes.date)
        yield f"date: {before} -> {after}"
    if changes.text:
        yield f"text: {changes.text:.0%} of the words differ"


def text_lines(before: str, after: str) -> Iterator[str]:
    """The first paragraphs that differ, `- ` before those that go and `+ ` before those that come."""
    # Without context, the lines that differ are all that is left, after two that name the files.
    lines = islice(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""), 2, None)
    changed = (f"{line[0]} {line[1:]}" for line in lines if line[0] in "-+" and line[1:].strip())
    different = list(islice(changed, MOST_PARAGRAPHS + 1))
    yield from (f"{line[:2]}{one_line(line[2:])}" for line in different[:MOST_PARAGRAPHS])
    if len(different) > MOST_PARAGRAPHS:
        yield "…"


def _value(value: str) -> str:
    return f"“{one_line(value)}”" if value else "none"


def _is_stated(published: PublishedDate) -> bool:
    return published.is_known and not published.inferred
