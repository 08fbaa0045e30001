"""How an article falls into passages: paragraphs, with the heading that they stand under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.language.furniture import is_aside, is_byline, is_furniture
from bot.search.language.sentences import sentence_spans

MAX_PASSAGE_WORDS = 150
"""Maximum number of words in a passage, unless a single sentence has more."""

MAX_PASSAGE_CHARACTERS = 2_000
"""Maximum number of characters in a passage, whatever the text is."""

MAX_HEADING_CHARACTERS = 300
"""Maximum number of characters in a heading."""

MAX_ITEM_WORDS = 5
"""An item of a list that has more words and ends like a sentence is a paragraph of its own."""

_HEAD = 1_000
"""Bylines stand in the first characters of a text."""
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_MARK = re.compile(r"\s*(?:[-–•*·▪‣]|\d{1,2}[.)])\s+\S")
_NOTE_MARKS = re.compile(r"(\[\w{1,3}\])+$")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s")
_FACT_LABEL = re.compile(
    r"\b(release date|director|cast|runtime|writers?|genres?|rating|studio|distributor|producers?|main genre"
    r"|kinostart|regie|besetzung|laufzeit|drehbuch|réalisateur|durée|reparto|duración|regia|durata)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    kind: PassageKind
    is_heading: bool = False


def split_passages(article: Article) -> tuple[Passage, ...]:
    """Every passage of the article in order, furniture included; their spans overlap in no character."""
    blocks = _mark_headings(article, list(_merged(article, _blocks(article))))
    passages: list[Passage] = []
    heading: Span | None = None
    for block in blocks:
        if block.is_heading:
            heading = block.span if block.span.of(article.text) != article.title else None
            continue
        under = None if block.kind in {PassageKind.FACTS_ELSEWHERE, PassageKind.ASIDE} else heading
        for part in _split_long(article.text, block):
            passages.append(Passage(article, len(passages) + 1, part, block.kind, under))
    return tuple(passages)


def _blocks(article: Article) -> Iterator[_Block]:
    text = article.text
    for span in _paragraph_spans(text):
        paragraph = span.of(text)
        if is_furniture(paragraph):
            yield _Block(span, PassageKind.FURNITURE)
        elif is_aside(paragraph):
            yield _Block(span, PassageKind.ASIDE)
        elif _LIST_MARK.match(paragraph):
            yield _Block(span, PassageKind.LIST)
        elif _is_fact_box(paragraph):
            yield _Block(span, _fact_kind(article, paragraph))
        else:
            yield _Block(span, PassageKind.PROSE)


def _paragraph_spans(text: str) -> Iterator[Span]:
    """Paragraphs end at blank lines; in a text that has none, at every line break."""
    if _BLANK_LINE.search(text.strip()):
        cuts = sorted([*_byline_cuts(text), *(found.span() for found in _BLANK_LINE.finditer(text))])
    else:
        cuts = [found.span() for found in re.finditer(r"\n\s*", text)]
    edges = [0, *(edge for each in cuts for edge in each), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _byline_cuts(text: str) -> Iterator[tuple[int, int]]:
    """The line breaks around bylines in the head of a text, which part them from the title and the first paragraph."""
    lines = list(_LINE.finditer(text, 0, _HEAD))
    for before, line in pairwise(lines):
        follows = text.count("\n", before.end(), line.start()) == 1
        if follows and is_byline(line[0]) != is_byline(before[0]):
            yield before.end(), line.start()


def _merged(article: Article, blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Items that are no sentences become one block, and what ends in a colon becomes one with what it announces."""
    held: _Block | None = None
    for block in blocks:
        if held and _continues(article.text, held, block):
            held = _Block(Span(held.span.start, block.span.end), block.kind)
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _continues(text: str, held: _Block, block: _Block) -> bool:
    announces = held.kind is PassageKind.PROSE and text[held.span.end - 1] == ":"
    if block.kind is PassageKind.PROSE:
        return announces
    if block.kind is not PassageKind.LIST or _is_sentence(block.span.of(text)):
        return False
    return announces or held.kind is PassageKind.LIST


def _is_sentence(item: str) -> bool:
    """Whether an item of a list says something of its own, rather than being one of several names or figures."""
    return len(item.split()) > MAX_ITEM_WORDS and item[-1] in '.!?…”"»'


def _mark_headings(article: Article, blocks: list[_Block]) -> list[_Block]:
    """A heading is a line with something under it, furniture aside; a last line without anything is furniture."""
    lines = [index for index, block in enumerate(blocks) if _looks_like_heading(article.text, block)]
    content = [index for index, block in enumerate(blocks) if block.kind is not PassageKind.FURNITURE]
    if lines == content:
        return blocks
    marked = list(blocks)
    for index in lines:
        block = blocks[index]
        if index == content[-1]:
            marked[index] = _Block(block.span, PassageKind.FURNITURE)
        else:
            marked[index] = _Block(block.span, block.kind, is_heading=True)
    return marked


def _looks_like_heading(text: str, block: _Block) -> bool:
    """A short line without the full stop that a sentence has; a question may be one."""
    if block.kind is not PassageKind.PROSE or block.span.end - block.span.start > MAX_HEADING_CHARACTERS:
        return False
    line = _NOTE_MARKS.sub("", block.span.of(text))
    if "\n" in line or not line:
        return False
    if _HEADING_MARK.match(line):
        return True
    return len(line.split()) <= 20 and line[-1] not in ".!…:;,\"'”’»“)" and not re.search(r"[.!]\s", line)


def _is_fact_box(paragraph: str) -> bool:
    """Labels such as "Release Date", "Director", "Runtime" in a row, with hardly a sentence among them."""
    labels = {found[0].casefold() for found in _FACT_LABEL.finditer(paragraph)}
    return len(labels) >= 4 and paragraph.count(". ") <= 3


def _fact_kind(article: Article, paragraph: str) -> PassageKind:
    """A box whose film came out before the year of the article's publication is about another film."""
    years = [int(year) for year in _YEAR.findall(paragraph)]
    published = article.published.year
    if years and (not published or max(years) < published - 1):
        return PassageKind.FACTS_ELSEWHERE
    return PassageKind.PROSE


def _split_long(text: str, block: _Block) -> Iterator[Span]:
    """The block, or parts of about the same size; a part ends with a sentence, or inside one that alone is too long."""
    words = len(block.span.of(text).split())
    if words <= MAX_PASSAGE_WORDS and block.span.end - block.span.start <= MAX_PASSAGE_CHARACTERS:
        yield block.span
        return
    target = words / -(-words // MAX_PASSAGE_WORDS)
    start = end = count = 0
    for piece in _pieces(text, block.span):
        size = len(piece.of(text).split())
        if end > start and (count + size / 2 > target or piece.end - start > MAX_PASSAGE_CHARACTERS):
            yield Span(start, end)
            start = end = count = 0
        start = start if end else piece.start
        count, end = count + size, piece.end
    if end > start:
        yield Span(start, end)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """The sentences, those that are longer than a passage in parts."""
    for sentence in sentence_spans(text, span):
        yield from split_to_length(text, sentence, MAX_PASSAGE_CHARACTERS)


_GRAPHEME: Final = regex.compile(r"\X")
_LOOKED_BACK: Final = 200
"""Characters before the limit in which a space, or the edge of what is seen as one character, is looked for."""


def split_to_length(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Parts of `span` of at most `longest` characters, in order and without the white space between them.

    A part ends before a space; where there is none, between two graphemes (what is seen as one character); and where
    one grapheme alone is too long, at the limit.
    """
    start = span.start
    while span.end - start > longest:
        end = _cut(text, start, start + longest)
        yield Span(start, end)
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _cut(text: str, start: int, limit: int) -> int:
    """The best place to end a part that begins at `start` and goes no further than `limit`."""
    back = max(start, limit - _LOOKED_BACK)
    space = next((place for place in range(limit, back, -1) if text[place].isspace()), start)
    while space > start and text[space - 1].isspace():
        space -= 1
    if space > start:
        return space
    edges = [found.end() for found in _GRAPHEME.finditer(text, back, limit + _LOOKED_BACK)]
    return max((edge for edge in edges if back < edge <= limit), default=limit)
