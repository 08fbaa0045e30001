"""Read articles from files, uploads, pasted text and standard input. Only this module chooses a reader.

The content decides, not the file's name: a page saved as `.txt` is read as a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO, Final

from bot.domain import Article
from bot.errors import CorpusError, PageError, PageFault, Problem, ProblemsError, SourceError
from bot.phrases.messages import AnyOf, lines_of, message, page_error
from bot.reading.content_type import ContentType, detect_type, refuse_unreadable
from bot.reading.decoding import decode_text
from bot.reading.fields import MAX_LINES, MAX_TEXT, article_from, complaints, content_id, future_problem
from bot.reading.page.html_file import read_html
from bot.reading.pdf.pdf_file import MAX_PDF, read_pdf
from bot.reading.text.json_lines import read_json_lines
from bot.reading.text.text_file import read_markdown_file, read_text_file
from bot.text.lists import any_of

JSON_LINES: Final = ".jsonl"
MARKDOWN_ENDINGS: Final = (".md", ".markdown")
PAGE_ENDINGS: Final = (".html", ".htm")
ENDINGS: Final = (".txt", *MARKDOWN_ENDINGS, *PAGE_ENDINGS, ".pdf")
"""Endings of files with one article."""

MAX_FILE: Final = 4 * MAX_TEXT + 100_000
"""Maximum size of a file with one article, in bytes: UTF-8 takes at most four bytes a character."""

STANDARD_INPUT: Final = "standard input"
MAX_INPUT: Final = 50_000_000
"""Maximum size of standard input, in bytes."""


def read_articles(path: Path) -> Iterator[Article | Problem]:
    """Yield each article of a file, and a Problem in place of each that cannot be read.

    Raises SourceError when the file as a whole cannot be read; then no article was yielded.
    """
    ending = path.suffix.lower()
    try:
        if not path.is_file():
            raise SourceError(f"{path}: {'is not a file' if path.exists() else 'there is no such file'}.")
        if ending == JSON_LINES:
            with path.open("rb") as stream:
                yield from read_json_lines(stream, str(path))
        elif ending in ENDINGS:
            yield _read(str(path), _content(path))
        else:
            allowed = any_of((*ENDINGS, JSON_LINES))
            raise SourceError(f"{path}: files ending in '{ending}' are not read: use {allowed}.")
    except PageError as error:
        raise SourceError(f"{path}: {error}") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}.") from error


def read_upload(name: str, content: bytes) -> Article:
    """Return the article of an uploaded file.

    Raises SourceError, also for a date in the future. It says what is wrong and what to do instead.
    """
    file = PurePath(name).name
    article = _read_single(name, content)
    _check_lines(article.text)
    _check_not_future(article, file)
    return article


def _read_single(name: str, content: bytes) -> Article:
    """Return the article of a file with one article. Raises SourceError."""
    if not content.strip():
        raise SourceError(message("upload.empty"))
    content_type = detect_type(content)
    if content_type in {ContentType.WEB_ARCHIVE, ContentType.RICH_TEXT}:
        # Advice for such a file is more useful than the list of endings.
        refuse_unreadable(content_type)
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise SourceError(message("upload.ending", endings=AnyOf(ENDINGS)))
    return _read(PurePath(name).name, content)


def read_pasted(text: str, title: str = "", url: str = "") -> Article:
    """Return the article of pasted text, which may have a header of `key: value` lines, or be the HTML of a page.

    `title` and `url` take precedence over what the text states. Raises SourceError.
    """
    content = text.encode("utf-8", errors="replace")
    content_type = detect_type(content)
    refuse_unreadable(content_type)
    name = message("upload.pasted")
    is_page = content_type is ContentType.PAGE
    article = read_html(content, name, charset="utf-8") if is_page else read_text_file(content, name)
    fields = {
        "title": title.strip() or article.title,
        "publisher": article.publisher,
        "url": url.strip() or article.url,
        "date": article.published.edtf,
        "date_evidence": article.published.evidence,
        "text": article.text,
    }
    mistakes = complaints(fields)
    if mistakes:
        raise SourceError(lines_of(mistake.message for mistake in mistakes))
    article = article_from(fields, detects_language=True)
    _check_lines(article.text)
    _check_not_future(article, name)
    return article


def read_whole_text(name: str, content: bytes) -> str:
    """Return all text of an uploaded file, as the new text of an article. Raises SourceError.

    No line of it counts as a header, because the file was made from an article's text.
    """
    if detect_type(content) is not ContentType.TEXT:
        raise SourceError(message("upload.text_only"))
    text = decode_text(content, PurePath(name).name)
    check_text(text)
    return text


def check_text(text: str) -> None:
    """Raise SourceError if a moderator may not store this as the text of an article."""
    mistakes = [each.message for each in complaints({"text": text})]
    if mistakes:
        raise SourceError(lines_of(mistakes))
    _check_lines(text)


def read_standard_input(stream: BinaryIO) -> Iterator[Article | Problem]:
    """Yield the articles of a stream: JSON lines, or one article of any kind, and a Problem for each wrong line.

    Raises SourceError when nothing of it can be read.
    """
    content = stream.read(MAX_INPUT + 1)
    if len(content) > MAX_INPUT:
        raise SourceError(f"{STANDARD_INPUT}: more than {MAX_INPUT:,} bytes: save it as a file ending in .jsonl.")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from read_json_lines(BytesIO(content), STANDARD_INPUT)
        return
    try:
        # As Markdown, the content may have front matter or none.
        article = _read_single(f"{STANDARD_INPUT}.md", content)
        _check_lines(article.text)
    except ProblemsError as error:
        raise ProblemsError([replace(problem, file=STANDARD_INPUT) for problem in error.problems]) from error
    except SourceError as error:
        raise SourceError(f"{STANDARD_INPUT}: {error}") from error
    has_own_id = article.id != STANDARD_INPUT
    yield article if has_own_id else replace(article, id=content_id(article.title, article.url, article.text))


def _read(file: str, content: bytes) -> Article:
    """Return the article of a file with a known ending. `file` names it in errors; its stem is the default id."""
    path = PurePath(file)
    ending, content_type = path.suffix.lower(), detect_type(content)
    if content_type is ContentType.PDF:
        return read_pdf(content)
    if ending == ".pdf":
        raise page_error(PageFault.DAMAGED)
    is_archive = content_type in {ContentType.ZIP, ContentType.WEB_ARCHIVE, ContentType.RICH_TEXT}
    if content_type is ContentType.PAGE or (ending in PAGE_ENDINGS and not is_archive):
        return read_html(content, file)
    refuse_unreadable(content_type)
    return read_markdown_file(content, file, path.stem) if ending in MARKDOWN_ENDINGS else read_text_file(content, file)


def _content(path: Path) -> bytes:
    size, is_pdf = path.stat().st_size, path.suffix.lower() == ".pdf"
    if size > (MAX_PDF if is_pdf else MAX_FILE):
        largest = f"a PDF of {MAX_PDF:,} bytes" if is_pdf else f"an article of {MAX_TEXT:,} characters can be"
        raise SourceError(f"{path}: larger than {largest}: split it.")
    return path.read_bytes()


def _check_not_future(article: Article, file: str) -> None:
    """Raise CorpusError if the article's date is in the future."""
    problem = future_problem(article.published)
    if problem:
        raise CorpusError([Problem(file, 0, problem)])


def _check_lines(text: str) -> None:
    """Raise SourceError if a text is too long to be added by a moderator."""
    lines = text.count("\n") + 1
    if lines > MAX_LINES or len(text) > MAX_TEXT:
        raise SourceError(message("upload.too_many_lines", count=lines, most=MAX_LINES))
