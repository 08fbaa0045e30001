"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain import Span

_ABBREVIATIONS = frozenset(
    " ".join(
        (
            "mr mrs ms dr prof st vs etc inc co corp ltd jr sr vol op bros approx dept est gov sen rep gen col",
            "bzw ca evtl ggf inkl nr sog usw vgl z u d b m mme mlle sig sra dott ing ecc pag cfr avv núm",
            "jan feb mar apr jun jul aug sep sept oct nov dec dez okt",
        )
    ).split()
)
_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=\s)|\n+")
_OPENERS = "“„«‹(["
_AFTER_BROS = re.compile(r"\s*[“\"„«]?(The|It|He|She|They|But|And|In|This|That|Then|So)\b")
"""After "Bros." a new sentence is likely only where a common opening word stands."""
_LAST_WORD = re.compile(r"([^\W_]+)\W*$")


def sentence_spans(text: str, span: Span) -> list[Span]:
    """The sentences of `text` inside `span`, in order, without the white space around them.

    A line break ends a sentence. An abbreviation, an initial or a number before a full stop does not.
    """
    return list(_trimmed(text, _cuts(text, span)))


def _cuts(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for found in _END.finditer(text, span.start, span.end):
        if "\n" in found[0] or _ends_sentence(text, start, found.start(), found.end(), span.end):
            yield Span(start, found.end())
            start = found.end()
    yield Span(start, span.end)


def _ends_sentence(text: str, start: int, stop: int, after: int, limit: int) -> bool:
    if text[stop] != ".":
        return _starts_new(text, after, limit)
    word = _LAST_WORD.search(text, max(start, stop - 40), stop)
    last = word[1] if word and word.end() == stop else ""
    if last.casefold() in _ABBREVIATIONS and stop + 1 == after:
        return last.casefold() == "bros" and _AFTER_BROS.match(text, after, limit) is not None
    if (len(last) == 1 and last.isupper()) or (last.isdigit() and len(last) < 3 and after == stop + 1):
        return False
    return _starts_new(text, after, limit)


def _starts_new(text: str, after: int, limit: int) -> bool:
    """Whether what follows looks like the beginning of a sentence: anything but a small letter."""
    rest = text[after : min(after + 12, limit)].lstrip()
    first = rest.lstrip("\"'“„«‘([ ")[:1]
    return not first.islower()


def _trimmed(text: str, spans: Iterator[Span]) -> Iterator[Span]:
    for span in spans:
        piece = span.of(text)
        start = span.start + len(piece) - len(piece.lstrip())
        end = span.end - (len(piece) - len(piece.rstrip()))
        if start < end:
            yield Span(start, end)
