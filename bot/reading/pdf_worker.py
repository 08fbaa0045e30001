"""The process that reads one PDF: bytes come in, what it says goes out as one JSON object."""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import cryptography  # noqa: F401 - pypdf needs it for locked files: without it, this process says so when it starts
from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from bot.reading.line_joining import LineJoiner
from bot.reading.process import limit_memory
from bot.reading.program_titles import is_program_title
from bot.reading.proposed_date import stands_alone

MAX_PAGES: Final = 200
_FEW_WORDS: Final = 20
"""With fewer words a PDF is one of pictures."""
_HEAD_LINES: Final = 8
"""Bylines stand in the first lines of a document."""
_END: Final = re.compile(r"[.!?:;”“\"'»)\]…]$")


def pdf_fields(content: bytes) -> dict[str, str]:
    """What a PDF says, under the names of `fields.KEYS`; or why not, as `fault`: 'locked', 'damaged', 'pictures'."""
    try:
        reader = _opened(content)
        if reader is None:
            return {"fault": "locked"}
        pages = [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return {"fault": "damaged"}
    text = storable("\n\n".join(paragraphs(without_edges([_lines(page) for page in pages]))))
    if len(text.split()) < _FEW_WORDS:
        return {"fault": "pictures"}
    return {key: value for key, value in {**_metadata(reader), "text": text}.items() if value}


def _opened(content: bytes) -> PdfReader | None:
    """The PDF ready to be read; None when it is locked. One with only an owner's password is not."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, NotImplementedError):
        # It is locked in a way that pypdf does not know, for example with a certificate.
        return None
    return None if is_locked else reader


def _metadata(reader: PdfReader) -> dict[str, str]:
    """The title, and the day of making: a PDF may be made long after what it holds was published."""
    try:
        about = reader.metadata
        title = str(about.title or "").strip() if about else ""
        made = about.creation_date if about else None
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return {}
    dated = isinstance(made, datetime)
    date = f"{made:%Y-%m-%d}~" if dated else ""
    title = "" if is_program_title(title) else title
    return {"title": title, "date": date, "date_evidence": "the day the PDF was made" if dated else ""}


def storable(text: str) -> str:
    """The text without what no database keeps: a font that names its signs wrongly gives NULs and half characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _lines(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines()]


def without_edges(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without running heads and feet: lines at the edge that most pages share, and page numbers."""
    edges = Counter(_shape(line) for page in pages for line in {*_filled(page)[:1], *_filled(page)[-1:]})
    running = {shape for shape, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}
    return [_trimmed(page, running) for page in pages]


def _filled(page: Sequence[str]) -> list[str]:
    return [line for line in page if line]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _trimmed(page: Sequence[str], running: set[str]) -> list[str]:
    lines = list(page)
    for edge in (0, -1):
        while lines and (not lines[edge] or _shape(lines[edge]) in running or lines[edge].isdigit()):
            lines.pop(edge)
    return lines


def paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines joined to paragraphs: one ends at an empty line, at a short line that ends a sentence, and at a byline."""
    lines = [line for page in pages for line in page]
    width = max((len(line) for line in lines), default=0)
    joiner = LineJoiner(lines)
    paragraph = ""
    for number, line in enumerate(lines):
        alone = number < _HEAD_LINES and stands_alone(line)
        if alone and paragraph:
            yield paragraph
            paragraph = ""
        paragraph = joiner.joined(paragraph, line)
        if not line or alone or (len(line) < 0.8 * width and _END.search(line)):
            if paragraph:
                yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def main() -> None:
    """Read the PDF from standard input and write its fields to standard output."""
    limit_memory()
    json.dump(pdf_fields(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
