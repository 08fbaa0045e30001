"""Quotes that begin with the heading above them: "No." means nothing without the question of the interview."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.domain import Passage, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.sentences import sentence_spans
from bot.search.language.tokens import stem, tokenize
from bot.search.quoting.discourse import is_question, is_short, refers_back

MAX_HEADING_CHARACTERS: Final = 160
"""Maximum number of characters in a heading that is quoted."""
_MARKUP: Final = "*_# \t\r\n"
"""Marks of Markdown around a heading, and white space."""


def heading_above(passage: Passage) -> Span | None:
    """Return the words of the heading right above a passage, of a long one the last sentence.

    None if there is none, or if it is too long to quote.
    """
    text, heading = passage.article.text, passage.heading
    if heading is None or heading.end > passage.span.start or text[heading.end : passage.span.start].strip(_MARKUP):
        return None
    words = _without_markup(text, heading)
    if words.end - words.start > MAX_HEADING_CHARACTERS:
        # An interviewer may say more before the question.
        words = sentence_spans(text, words)[-1]
    return words if 0 < words.end - words.start <= MAX_HEADING_CHARACTERS else None


def with_heading(analysed: AnalysedPassage, slices: tuple[Span, ...]) -> tuple[Passage, tuple[Span, ...]]:
    """Return a passage and what is quoted of it, with the heading right above it if the quote needs that.

    It does if it begins with the passage's first sentence, and this is short ("Yes."), refers to something before, or
    answers the question that the heading asks without a word of it.
    """
    passage, first = analysed.passage, analysed.sentences[0].span
    words, text = heading_above(passage), passage.article.text
    if words is None or slices[0].start > first.start or not _is_needed(words.of(text), analysed):
        return passage, slices
    wider = replace(passage, span=Span(words.start, passage.span.end))
    if text[words.end : slices[0].start].strip():
        return wider, (words, *slices)
    return wider, (Span(words.start, slices[0].end), *slices[1:])


def _is_needed(heading: str, analysed: AnalysedPassage) -> bool:
    article, first = analysed.article, analysed.sentences[0]
    language = article.language or "en"
    if is_short(first.span.of(article.text)) or refers_back(article.text, first.span, language):
        return True
    # The terms of a sentence are without function words.
    stems = (stem(token.plain, language) for token in tokenize(heading))
    return is_question(heading) and first.terms.isdisjoint(stems)


def _without_markup(text: str, heading: Span) -> Span:
    piece = heading.of(text)
    start = heading.start + len(piece) - len(piece.lstrip(_MARKUP))
    return Span(start, max(start, heading.end - len(piece) + len(piece.rstrip(_MARKUP))))
