"""Novelty detection: whether an earlier text already states what a quote states, so that an edit did not add it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Excerpt, Span
from bot.search.language.sentences import sentence_spans
from bot.search.language.spelling import is_respelt
from bot.search.quoting.similarity import Statement


def is_stated_in(excerpt: Excerpt, text: str, months: frozenset[str]) -> bool:
    """Return whether every quoted sentence is in the text, even with other insignificant words or misspelt.

    `months` are the calendar words that are part of dates. A sentence with another number, date, name or verb is
    another statement.
    """
    known = _statements(text, [Span(0, len(text))], months)
    words = {statement.words for statement in known}
    quoted = _statements(excerpt.article.text, excerpt.slices, months)
    return all(
        one.words in words or any(one.repeats(other) or _is_respelt(one, other) for other in known) for one in quoted
    )


def _statements(text: str, spans: Sequence[Span], months: frozenset[str]) -> list[Statement]:
    sentences = (each for span in spans for each in sentence_spans(text, span))
    return [Statement.from_text(text, each, months) for each in sentences]


def _is_respelt(one: Statement, other: Statement) -> bool:
    """Return whether the statements differ in the spelling of words alone, and in no number, date or name."""
    if len(one.words) != len(other.words) or one.significant != other.significant:
        return False
    pairs = zip(one.words, other.words, one.significant, strict=True)
    return all(own == word or (not counts and is_respelt(own, word)) for own, word, counts in pairs)
