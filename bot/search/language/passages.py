"""Splitting of an article into passages: paragraphs with their headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.language.boilerplate import is_aside, is_boilerplate, is_byline
from bot.search.language.sentences import sentence_spans

MAX_PASSAGE_WORDS: Final = 150
"""Maximum number of words in a passage, unless one sentence has more."""

MAX_PASSAGE_CHARACTERS: Final = 2_000
"""Maximum number of characters in a passage, whatever the text is."""

MAX_HEADING_CHARACTERS: Final = 300
"""Maximum number of characters in a heading."""

MIN_INTERVIEW_QUESTIONS: Final = 2
"""Minimum number of paragraphs that end in a question for an article to be an interview."""
MAX_QUESTION_WORDS: Final = 40
"""Maximum number of words of an interviewer's question, with what stands before it: "You shot digitally. Why?"."""

MAX_ITEM_WORDS: Final = 5
"""Maximum number of words in a short item of a list. A longer one that ends like a sentence is a passage of its own."""

_CLOSING: Final = "*_”»“\"'’) "
"""Marks that may follow a question mark."""
_BYLINE_CHARACTERS: Final = 1_000
"""Characters at the beginning of a text in which bylines are looked for."""
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_MARK = re.compile(r"\s*(?:[-–•*·▪‣]|\d{1,2}[.)])\s+\S")
# "[5]" after a sentence, as in an encyclopedia.
_NOTE_MARKS = re.compile(r"(\[\w{1,3}\])+$")
# "SZ:", "**Mann:** ".
_SPEAKER = re.compile(r"\W{0,4}(?P<name>[^\W\d_][^:.!?\n]{0,30}):\W{0,4}\s")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s")
_FACT_LABEL = re.compile(
    r"\b(release date|director|cast|runtime|writers?|genres?|rating|studio|distributor|producers?|main genre"
    r"|kinostart|regie|besetzung|laufzeit|drehbuch|réalisateur|durée|reparto|duración|regia|durata)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_GRAPHEME: Final = regex.compile(r"\X")
_CUT_WINDOW: Final = 200
"""Characters before the limit in which a space, or else the edge of a grapheme, is looked for."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, a list, or a heading."""

    span: Span
    kind: PassageKind
    is_heading: bool = False


def split_passages(article: Article) -> tuple[Passage, ...]:
    """Return all passages of the article in order, boilerplate included. Their spans do not overlap."""
    blocks = _mark_headings(article, list(_merge(article, _blocks(article))))
    passages: list[Passage] = []
    heading: Span | None = None
    for block in blocks:
        if block.is_heading:
            heading = block.span if block.span.of(article.text) != article.title else None
            continue
        # These are about something else than the heading says.
        under = None if block.kind in {PassageKind.FACTS_ELSEWHERE, PassageKind.ASIDE} else heading
        for part in _split_long(article.text, block):
            passages.append(Passage(article, len(passages) + 1, part, block.kind, under))
    return tuple(passages)


def _blocks(article: Article) -> Iterator[_Block]:
    text = article.text
    for span in _paragraph_spans(text):
        paragraph = span.of(text)
        if is_boilerplate(paragraph):
            yield _Block(span, PassageKind.BOILERPLATE)
        elif is_aside(paragraph):
            yield _Block(span, PassageKind.ASIDE)
        elif _LIST_MARK.match(paragraph):
            yield _Block(span, PassageKind.LIST)
        elif _is_fact_box(paragraph):
            yield _Block(span, _fact_kind(article, paragraph))
        else:
            yield _Block(span, PassageKind.PROSE)


def _paragraph_spans(text: str) -> Iterator[Span]:
    """Yield the paragraphs: they end at blank lines or, in a text that has none, at every line break."""
    if _BLANK_LINE.search(text.strip()):
        cuts = sorted([*_byline_cuts(text), *(found.span() for found in _BLANK_LINE.finditer(text))])
    else:
        cuts = [found.span() for found in re.finditer(r"\n\s*", text)]
    # The paragraphs lie between the cuts.
    edges = [0, *(edge for each in cuts for edge in each), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def _byline_cuts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the line breaks that separate bylines from the title and the first paragraph without a blank line."""
    lines = list(_LINE.finditer(text, 0, _BYLINE_CHARACTERS))
    for before, line in pairwise(lines):
        follows = text.count("\n", before.end(), line.start()) == 1
        if follows and is_byline(line[0]) != is_byline(before[0]):
            yield before.end(), line.start()


def _merge(article: Article, blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Merge blocks: short items of a list with each other, and a paragraph that ends in a colon with the next one."""
    pending: _Block | None = None
    for block in blocks:
        if pending and _continues(article.text, pending, block):
            pending = _Block(Span(pending.span.start, block.span.end), block.kind)
            continue
        if pending:
            yield pending
        pending = block
    if pending:
        yield pending


def _continues(text: str, pending: _Block, block: _Block) -> bool:
    announces = pending.kind is PassageKind.PROSE and text[pending.span.end - 1] == ":"
    if block.kind is PassageKind.PROSE:
        return announces
    if block.kind is not PassageKind.LIST or _is_sentence(block.span.of(text)):
        return False
    return announces or pending.kind is PassageKind.LIST


def _is_sentence(item: str) -> bool:
    """Return whether an item of a list is a sentence, rather than one of several names or figures."""
    return len(item.split()) > MAX_ITEM_WORDS and item[-1] in '.!?…”"»'


def _mark_headings(article: Article, blocks: list[_Block]) -> list[_Block]:
    """Mark the headings: lines that look like one, with content below. Without content, the last one is boilerplate."""
    text = article.text
    asking = _asking(text, blocks)
    is_interview = len(asking) >= MIN_INTERVIEW_QUESTIONS
    lines = [
        index
        for index, block in enumerate(blocks)
        if _looks_like_heading(text, block)
        or (is_interview and index in asking and index + 1 < len(blocks) and index + 1 not in asking)
    ]
    content = [index for index, block in enumerate(blocks) if block.kind is not PassageKind.BOILERPLATE]
    # A text of nothing but short lines has no headings: it may be a poem or a list.
    if lines == content:
        return blocks
    marked = list(blocks)
    for index in lines:
        block = blocks[index]
        if index == content[-1]:
            marked[index] = _Block(block.span, PassageKind.BOILERPLATE)
        else:
            marked[index] = _Block(block.span, block.kind, is_heading=True)
    return marked


def _asking(text: str, blocks: Sequence[_Block]) -> set[int]:
    """Return the numbers of the paragraphs in which an interviewer may ask.

    They end in a question. Those of the speaker who asks most may go on after it: "SZ: Who plays him? Nobody knows."
    """
    asking = {index for index, block in enumerate(blocks) if _may_be_question(text, block)}
    speakers = Counter(speaker for index in asking if (speaker := _speaker(text, blocks[index])))
    asker, count = max(speakers.items(), key=lambda each: each[1], default=("", 0))
    if count >= MIN_INTERVIEW_QUESTIONS:
        asking |= {
            index
            for index, block in enumerate(blocks)
            if _speaker(text, block) == asker and "?" in block.span.of(text) and _has_size_of_question(text, block)
        }
    return asking


def _speaker(text: str, block: _Block) -> str:
    """Return the name before the colon with which a paragraph begins, '' without one."""
    found = _SPEAKER.match(text, block.span.start, block.span.end)
    return found["name"] if found else ""


def _looks_like_heading(text: str, block: _Block) -> bool:
    """Return whether the block is a short line without the full stop of a sentence. It may be a question."""
    if block.kind is not PassageKind.PROSE or block.span.end - block.span.start > MAX_HEADING_CHARACTERS:
        return False
    line = _NOTE_MARKS.sub("", block.span.of(text))
    if "\n" in line or not line:
        return False
    if _HEADING_MARK.match(line):
        return True
    # A line in quotation marks or brackets, or with another sentence inside, is no heading.
    return len(line.split()) <= 20 and line[-1] not in ".!…:;,\"'”’»“)" and not re.search(r"[.!]\s", line)


def _may_be_question(text: str, block: _Block) -> bool:
    """Return whether the block is a short paragraph that ends in a question, as an interviewer's do."""
    return _has_size_of_question(text, block) and block.span.of(text).rstrip(_CLOSING).endswith("?")


def _has_size_of_question(text: str, block: _Block) -> bool:
    paragraph = block.span.of(text)
    return (
        block.kind is PassageKind.PROSE
        and len(paragraph) <= MAX_HEADING_CHARACTERS
        and len(paragraph.split()) <= MAX_QUESTION_WORDS
    )


def _is_fact_box(paragraph: str) -> bool:
    """Return whether the paragraph is a list of labels such as "Release Date" and "Director", with few sentences."""
    # A box is short. In a megabyte of text this pattern would hold the interpreter lock for a quarter of a second.
    if len(paragraph) > MAX_PASSAGE_CHARACTERS:
        return False
    labels = {found[0].casefold() for found in _FACT_LABEL.finditer(paragraph)}
    # Prose may name a director and a cast, but hardly four of these, and it has sentences.
    return len(labels) >= 4 and paragraph.count(". ") <= 3


def _fact_kind(article: Article, paragraph: str) -> PassageKind:
    """Return the kind of a fact box: if all its years are well before the article, it is about another film."""
    years = [int(year) for year in _YEAR.findall(paragraph)]
    published = article.published.year
    if years and (not published or max(years) < published - 1):
        return PassageKind.FACTS_ELSEWHERE
    return PassageKind.PROSE


def _split_long(text: str, block: _Block) -> Iterator[Span]:
    """Yield the block, or parts of about equal size that end at sentence ends.

    Only a sentence that is longer than a passage is cut.
    """
    words = len(block.span.of(text).split())
    if words <= MAX_PASSAGE_WORDS and block.span.end - block.span.start <= MAX_PASSAGE_CHARACTERS:
        yield block.span
        return
    # The minus signs round the number of parts up.
    target = words / -(-words // MAX_PASSAGE_WORDS)
    start = end = count = 0
    for piece in _pieces(text, block.span):
        size = len(piece.of(text).split())
        # A sentence whose middle lies beyond the target begins the next part.
        if end > start and (count + size / 2 > target or piece.end - start > MAX_PASSAGE_CHARACTERS):
            yield Span(start, end)
            start = end = count = 0
        start = start if end else piece.start
        count, end = count + size, piece.end
    if end > start:
        yield Span(start, end)


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences; those that are longer than a passage in parts."""
    for sentence in sentence_spans(text, span):
        yield from split_to_length(text, sentence, MAX_PASSAGE_CHARACTERS)


def split_to_length(text: str, span: Span, max_length: int) -> Iterator[Span]:
    """Yield parts of `span` of at most `max_length` characters, in order and without the white space between them.

    A part ends before a space; where there is none, between two graphemes, which readers see as one character each; and
    where one grapheme alone is too long, at the limit.
    """
    start = span.start
    while span.end - start > max_length:
        end = _cut(text, start, start + max_length)
        yield Span(start, end)
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _cut(text: str, start: int, limit: int) -> int:
    """Return the best offset to end a part that begins at `start` and reaches `limit` at most."""
    back = max(start, limit - _CUT_WINDOW)
    space = next((place for place in range(limit, back, -1) if text[place].isspace()), start)
    while space > start and text[space - 1].isspace():
        space -= 1
    if space > start:
        return space
    edges = [found.end() for found in _GRAPHEME.finditer(text, back, limit + _CUT_WINDOW)]
    return max((edge for edge in edges if back < edge <= limit), default=limit)
