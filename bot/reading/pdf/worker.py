"""Read the fields of one PDF. Runs in a process of its own: bytes come in, one JSON object goes out."""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import cryptography  # noqa: F401 - pypdf needs it for locked files: this import shows at once if it is missing
from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from bot.reading.dates.text_head import is_byline_or_date
from bot.reading.pdf.line_joining import LineJoiner
from bot.reading.process import limit_memory

MAX_PAGES: Final = 200
_MIN_WORDS: Final = 20
"""A PDF with fewer words holds pictures."""
_HEAD_LINES: Final = 8
"""Number of lines at the start of a document in which a byline can be."""
_END: Final = re.compile(r"[.!?:;”“\"'»)\]…]$")

# -- titles

_FILE: Final = re.compile(
    r".*\.(?:docx?|docm|dotx?|odt|rtf|txt|md|tex|dvi|e?ps|pdf|indd|idml|qx[dp]|pptx?|xlsx?|csv|pages|numbers|key|pub|cdr|ai"
    r"|psd|wpd|wps|html?|mhtml?|xml|eml|msg|png|jpe?g|gif|tiff?|heic|webp)(?:[\s)\]\"'”]|$).{0,30}",
    re.IGNORECASE,
)
_PATH: Final = re.compile(r"(?:[a-z]:[\\/]|\\\\|/\w+/|file:|https?:|about:|blob:|data:|www\.).*", re.IGNORECASE)
_PROGRAM: Final = re.compile(
    r"(?:microsoft\s+)?(?:office\s+)?(?:word|powerpoint|excel|publisher|outlook|onenote)\s+[-–—]\s.*"
    r"|.*\s[-–—]\s(?:microsoft\s+(?:word|powerpoint|excel|edge)|word|powerpoint|google docs|google chrome"
    r"|mozilla firefox|libreoffice(?: writer)?|openoffice(?: writer)?|notepad|editor|adobe indesign.*|quarkxpress.*)"
    r"|powerpoint[- ](?:presentation|präsentation)|présentation powerpoint|presentaci[oó]n de powerpoint"
    r"|presentazione (?:standard di )?powerpoint",
    re.IGNORECASE,
)
_NEW_DOCUMENT: Final = re.compile(
    r"documento?[ _](?:sin[ _]t[ií]tulo|senza[ _](?:titolo|nome)|sans[ _](?:titre|nom))[ _]*\d*"
    r"|[\[(<]?(?:(?:new|neues|nouveau|nuevo|nuovo)[ _-])?(?:untitled|unnamed|no title|unbenannt(?:es)?|ohne titel|titel"
    r"|title|sans[ _-]titre|sin[ _-]t[ií]tulo|t[ií]tulo|titre|senza[ _-](?:titolo|nome)|titolo|documento?|dokument|doc"
    r"|document|presentation|präsentation|layout|slide|folie|page|seite|print|drucken|scan"
    r"|scanned(?: (?:document|image))?|image|img|dsc|screenshot|bildschirmfoto|draft|entwurf|copy|kopie"
    r"|file|datei|article|artikel|default|template|vorlage|output|export|download|job|test|pdf|text|notes?)[\])>]?"
    r"(?:[ _-]*(?:document|dokument|documento))?[ _.-]*(?:v(?:ersion)?)?[ _-]*[\d _.:-]*(?:\(\d+\))?",
    re.IGNORECASE,
)
_FILE_NAME: Final = re.compile(r"\S*_\S*|[a-z0-9]+(?:-[a-z0-9]+){3,}|[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)
_PROGRAM_TITLES: Final = (_FILE, _PATH, _PROGRAM, _NEW_DOCUMENT, _FILE_NAME)


def is_program_title(title: str) -> bool:
    """Return whether a title comes from a program, or is the name of a file: it says nothing about the article."""
    words = " ".join(title.split())
    return not any(map(str.isalpha, words)) or any(pattern.fullmatch(words) for pattern in _PROGRAM_TITLES)


# -- the document


def pdf_fields(content: bytes) -> dict[str, str]:
    """Return the title, date and text of a PDF; or only a `fault`: 'locked', 'damaged', 'pictures'."""
    try:
        reader = _open(content)
        if reader is None:
            return {"fault": "locked"}
        pages = [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return {"fault": "damaged"}
    text = storable("\n\n".join(paragraphs(without_edges([_lines(page) for page in pages]))))
    if len(text.split()) < _MIN_WORDS:
        return {"fault": "pictures"}
    return {key: value for key, value in {**_metadata(reader), "text": text}.items() if value}


def _open(content: bytes) -> PdfReader | None:
    """Return the PDF ready to be read; None when it is locked. A PDF with only an owner's password is not locked."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, NotImplementedError):
        # It is locked in a way that pypdf does not know, for example with a certificate.
        return None
    return None if is_locked else reader


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Return the title and the day on which the PDF was made, as an inferred date.

    A PDF may be made long after its text was published.
    """
    try:
        metadata = reader.metadata
        title = str(metadata.title or "").strip() if metadata else ""
        made = metadata.creation_date if metadata else None
    except (PyPdfError, ValueError, TypeError, AttributeError):
        return {}
    date = f"{made:%Y-%m-%d}~" if isinstance(made, datetime) else ""
    return {"title": "" if is_program_title(title) else title, "date": date}


def storable(text: str) -> str:
    """Return the text without NULs and half surrogates, which no database stores; faulty fonts produce them."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _lines(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines()]


def without_edges(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without running heads and feet: edge lines that most pages share, and page numbers."""
    edges = Counter(_shape(line) for page in pages for line in {*_filled(page)[:1], *_filled(page)[-1:]})
    running = {shape for shape, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}
    return [_trimmed(page, running) for page in pages]


def _filled(page: Sequence[str]) -> list[str]:
    return [line for line in page if line]


def _shape(line: str) -> str:
    # Page numbers differ from page to page, so all numbers count as equal.
    return re.sub(r"\d+", "0", line)


def _trimmed(page: Sequence[str], running: set[str]) -> list[str]:
    lines = list(page)
    for edge in (0, -1):
        while lines and (not lines[edge] or _shape(lines[edge]) in running or lines[edge].isdigit()):
            lines.pop(edge)
    return lines


def paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield paragraphs of joined lines. One ends at an empty line, a byline, or a short line that ends a sentence."""
    lines = [line for page in pages for line in page]
    width = max((len(line) for line in lines), default=0)
    joiner = LineJoiner(lines)
    paragraph = ""
    for number, line in enumerate(lines):
        stands_alone = number < _HEAD_LINES and is_byline_or_date(line)
        if stands_alone and paragraph:
            yield paragraph
            paragraph = ""
        paragraph = joiner.join(paragraph, line)
        if not line or stands_alone or (len(line) < 0.8 * width and _END.search(line)):
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
