"""A web address as an article."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.domain import Article
from bot.errors import Fault, SourceError
from bot.reading.charsets import codec_of
from bot.reading.fields import MOST_LINES, complaints
from bot.reading.html_file import page_fields
from bot.reading.identity import completed
from bot.reading.kinds import Kind, kind_of, refuse_unreadable
from bot.reading.pdf_file import read_pdf
from bot.reading.proposed_date import propose_date
from bot.reading.web.faults import page_error
from bot.reading.web.fetching import SECONDS, Page, fetch
from bot.reading.web.gate import PUBLIC_INTERNET, Gate

FEWEST_WORDS: Final = 40
"""With fewer words on it a page has no article."""
SENTENCE: Final = 12
"""An article has at least one paragraph of so many words."""
WHOLE: Final = 250
"""With so many words on it a page is worth reading though it says that more are for subscribers."""
_GARBLED: Final = 20
"""One in so many characters that are none of the charset, and it is no text."""
_LOGIN: Final = frozenset({"login", "signin", "sign-in", "log-in", "auth", "sso", "account"})


async def read_address(
    address: str,
    gate: Gate = PUBLIC_INTERNET,
    seconds: float = SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> Article:
    """The article at a web address. Raises PageError, whose sentence says what is wrong and what to do instead."""
    page = await fetch(address, gate, seconds, resolver)
    article = await asyncio.to_thread(_article, page)
    if article.text.count("\n") >= MOST_LINES:
        raise page_error(Fault.TOO_LARGE)
    return article


def _article(page: Page) -> Article:
    kind = kind_of(page.content)
    if kind is Kind.PDF:
        return read_pdf(page.content, page.url)
    if page.kind == "application/pdf":
        raise page_error(Fault.DAMAGED)
    is_text = page.kind.startswith("text/") and "html" not in page.kind
    if kind is Kind.PAGE or (not is_text and kind not in {Kind.ZIP, Kind.WEB_ARCHIVE, Kind.RICH_TEXT}):
        return _read_html(page)
    refuse_unreadable(kind)
    return _read_text(page)


def _read_text(page: Page) -> Article:
    text = page.content.decode(codec_of(page.charset) or "utf-8", errors="replace").replace("\0", "\ufffd")
    fields = {"text": text, "url": page.url}
    mistaken = {complaint.key for complaint in complaints(fields)}
    if len(text.split()) < FEWEST_WORDS or "text" in mistaken:
        raise page_error(Fault.EMPTY)
    if text.count("\ufffd") * _GARBLED > len(text):
        raise page_error(Fault.DAMAGED)
    known = {key: value for key, value in fields.items() if key not in mistaken}
    return propose_date(completed(known, detects_language=True))


def _read_html(page: Page) -> Article:
    try:
        fields = page_fields(page.content, page.url, page.url, charset=page.charset)
    except SourceError as error:
        raise page_error(Fault.EMPTY) from error
    return article_from_page(fields, page.url)


def article_from_page(fields: Mapping[str, str], url: str) -> Article:
    """The article of a page at `url` with these fields. Raises PageError when it is too short to be one."""
    signs = fields.get("signs", "").split()
    text = fields.get("text", "")
    words = len(text.split())
    if "paywall" in signs and words < WHOLE:
        raise page_error(Fault.PAYWALL)
    if words < FEWEST_WORDS or not _has_sentences(text):
        raise page_error(_fault_of_empty(url, signs))
    return completed({key: value for key, value in fields.items() if key != "signs"}, detects_language=True)


def _has_sentences(text: str) -> bool:
    """Whether it is more than a list of links."""
    return any(len(paragraph.split()) >= SENTENCE for paragraph in text.split("\n"))


def _fault_of_empty(url: str, signs: list[str]) -> Fault:
    if "login" in signs or _LOGIN & set(urlsplit(url).path.casefold().split("/")):
        return Fault.LOGIN
    return Fault.VIDEO if "video" in signs else Fault.EMPTY
