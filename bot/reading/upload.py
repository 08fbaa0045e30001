"""Files that a moderator uploads, and text that one pastes: read by what they hold, not by what they are called."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from bot.domain import Article
from bot.errors import Fault, SourceError
from bot.phrases.messages import lines_of, message
from bot.reading.fields import MAX_TEXT, MOST_LINES, complaints
from bot.reading.html_file import read_html
from bot.reading.identity import completed
from bot.reading.kinds import Kind, kind_of, refuse_unreadable
from bot.reading.markdown_file import read_markdown_file, read_text_file
from bot.reading.pdf_file import read_pdf
from bot.reading.web.faults import page_error

PAGE_ENDINGS: Final = (".html", ".htm")
ENDINGS: Final = (".txt", ".md", ".markdown", *PAGE_ENDINGS, ".pdf")


def read_upload(name: str, content: bytes) -> Article:
    """The article that an uploaded file holds. Raises SourceError with what is wrong and what to do instead."""
    ending = PurePath(name).suffix.lower()
    kind = kind_of(content)
    if kind in {Kind.WEB_ARCHIVE, Kind.RICH_TEXT}:
        refuse_unreadable(kind)
    if ending not in ENDINGS:
        raise SourceError(message("upload.ending", endings=", ".join(ENDINGS)))
    return _bounded(_read(kind, ending, PurePath(name).name, content))


def read_pasted(text: str, title: str = "", url: str = "") -> Article:
    """The article that was pasted, with a header of `key: value` lines if it has one, or as a page's HTML.

    `title` and `url` count before what the text says. Raises SourceError.
    """
    content = text.encode("utf-8", errors="replace")
    kind = kind_of(content)
    refuse_unreadable(kind)
    called = message("upload.pasted")
    article = read_html(content, called, charset="utf-8") if kind is Kind.PAGE else read_text_file(content, called)
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
    return _bounded(completed(fields, detects_language=True))


def _read(kind: Kind, ending: str, name: str, content: bytes) -> Article:
    if kind is Kind.PDF:
        return read_pdf(content)
    if ending == ".pdf":
        raise page_error(Fault.DAMAGED)
    if kind is Kind.PAGE or (ending in PAGE_ENDINGS and kind is not Kind.ZIP):
        return read_html(content, name)
    refuse_unreadable(kind)
    if ending in {".md", ".markdown"}:
        return read_markdown_file(content, name, PurePath(name).stem)
    return read_text_file(content, name)


def _bounded(article: Article) -> Article:
    lines = article.text.count("\n") + 1
    if lines > MOST_LINES or len(article.text) > MAX_TEXT:
        raise SourceError(message("upload.too_many_lines", count=lines, most=MOST_LINES))
    return article
