"""Files of articles, each read by what its name ends in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import PageError, Problem, SourceError
from bot.reading.fields import MAX_TEXT
from bot.reading.html_file import read_html
from bot.reading.json_lines import read_json_lines
from bot.reading.kinds import Kind, kind_of, refuse_unreadable
from bot.reading.markdown_file import read_markdown_file, read_text_file
from bot.reading.pdf_file import MAX_PDF, read_pdf

PAGE_ENDINGS: Final = (".html", ".htm")

MAX_FILE: Final = 4 * MAX_TEXT + 100_000
"""The largest file of one article, in bytes: a character takes at most four."""


def read_articles(path: Path) -> Iterator[Article | Problem]:
    """Each article of a file, and for each that cannot be one, why; other articles of the file are not affected.

    Raises SourceError when the file as a whole cannot be read; then there was no article.
    """
    ending = path.suffix.lower()
    try:
        if not path.is_file():
            raise SourceError(f"{path}: {'is not a file' if path.exists() else 'there is no such file'}.")
        if ending == ".jsonl":
            with path.open("rb") as stream:
                yield from read_json_lines(stream, str(path))
        elif ending in _READERS:
            yield _read(ending, _content(path), path)
        else:
            allowed = ", ".join((*_READERS, ".jsonl"))
            raise SourceError(f"{path}: files ending in '{ending}' are not read: use one of {allowed}.")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}.") from error


def _read(ending: str, content: bytes, path: Path) -> Article:
    kind = kind_of(content)
    try:
        if ending not in PAGE_ENDINGS or kind in {Kind.WEB_ARCHIVE, Kind.RICH_TEXT}:
            refuse_unreadable(kind)
    except PageError as error:
        raise SourceError(f"{path}: {error}") from error
    if kind is Kind.PDF:
        return _read_pdf(content, path)
    return read_html(content, str(path)) if kind is Kind.PAGE else _READERS[ending](content, path)


def _content(path: Path) -> bytes:
    size, is_pdf = path.stat().st_size, path.suffix.lower() == ".pdf"
    if size > (MAX_PDF if is_pdf else MAX_FILE):
        largest = f"a PDF of {MAX_PDF:,} bytes" if is_pdf else f"an article of {MAX_TEXT:,} characters can be"
        raise SourceError(f"{path}: larger than {largest}: split it.")
    return path.read_bytes()


def _read_pdf(content: bytes, path: Path) -> Article:
    try:
        return read_pdf(content)
    except PageError as error:
        raise SourceError(f"{path}: {error}") from error


_READERS: Final[Mapping[str, Callable[[bytes, Path], Article]]] = {
    ".md": lambda content, path: read_markdown_file(content, str(path), path.stem),
    ".markdown": lambda content, path: read_markdown_file(content, str(path), path.stem),
    ".txt": lambda content, path: read_text_file(content, str(path)),
    ".html": lambda content, path: read_html(content, str(path)),
    ".htm": lambda content, path: read_html(content, str(path)),
    ".pdf": _read_pdf,
}
