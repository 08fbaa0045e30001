"""Read the article at a web address."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.domain import Article
from bot.errors import PageFault, SourceError
from bot.phrases.messages import page_error
from bot.reading.content_type import ContentType, detect_type, refuse_unreadable
from bot.reading.dates.text_head import propose_date
from bot.reading.decoding import codec_name
from bot.reading.fields import MAX_LINES, article_from, without_mistakes
from bot.reading.page.html_file import page_fields
from bot.reading.pdf.pdf_file import read_pdf
from bot.reading.process import ProcessError
from bot.reading.web.address_policy import PUBLIC_INTERNET, AddressPolicy
from bot.reading.web.fetching import TIMEOUT_SECONDS, Page, fetch

MIN_WORDS: Final = 40
"""Minimum number of words in an article on a page."""
MIN_PARAGRAPH_WORDS: Final = 12
"""An article has at least one paragraph of this many words; a list of links has none."""
MIN_FREE_WORDS: Final = 250
"""Minimum number of words of a page that is read although it states that the rest is for subscribers."""
MAX_ERROR_WORDS: Final = 200
"""An error page has at most this many words. More are an article, whatever its title says."""
_MAX_INVALID_SHARE: Final = 1 / 20
"""Maximum share of characters that are invalid in the text's encoding."""
_LOGIN_SEGMENTS: Final = frozenset({"login", "signin", "sign-in", "log-in", "auth", "sso", "account"})


async def read_address(
    address: str,
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> Article:
    """Return the article at a web address. Its date may be in the future, if that is what the page states.

    Raises PageError, which says what is wrong and what to do instead.
    """
    page = await fetch(address, policy, seconds, resolver)
    article = await asyncio.to_thread(_article, page)
    if article.text.count("\n") >= MAX_LINES:
        raise page_error(PageFault.TOO_LARGE)
    return article


def _article(page: Page) -> Article:
    content_type = detect_type(page.content)
    if content_type is ContentType.PDF:
        return read_pdf(page.content, page.url)
    if page.media_type == "application/pdf":
        raise page_error(PageFault.DAMAGED)
    is_text = page.media_type.startswith("text/") and "html" not in page.media_type
    is_archive = content_type in {ContentType.ZIP, ContentType.WEB_ARCHIVE, ContentType.RICH_TEXT}
    if content_type is ContentType.PAGE or (not is_text and not is_archive):
        return _read_html(page)
    refuse_unreadable(content_type)
    return _read_text(page)


def _read_text(page: Page) -> Article:
    text = page.content.decode(codec_name(page.charset) or "utf-8", errors="replace").replace("\0", "\ufffd")
    fields = without_mistakes({"text": text, "url": page.url})
    if len(text.split()) < MIN_WORDS or "text" not in fields:
        raise page_error(PageFault.EMPTY)
    if text.count("\ufffd") > _MAX_INVALID_SHARE * len(text):
        raise page_error(PageFault.DAMAGED)
    return propose_date(article_from(fields, detects_language=True))


def _read_html(page: Page) -> Article:
    try:
        fields = page_fields(page.content, page.url, page.url, charset=page.charset)
    except SourceError as error:
        # The machine may have been busy, so the advice is to try again.
        is_slow = isinstance(error.__cause__, ProcessError) and error.__cause__.took_too_long
        # For any other failure the advice is to add the article as text.
        raise page_error(PageFault.TOO_SLOW if is_slow else PageFault.EMPTY) from error
    return article_from_page(fields, page.url)


def article_from_page(fields: Mapping[str, str], url: str) -> Article:
    """Return the article of a page at `url` with these fields. Raises PageError if it is none."""
    signs = fields.get("signs", "").split()
    text = fields.get("text", "")
    words = len(text.split())
    if "paywall" in signs and words < MIN_FREE_WORDS:
        raise page_error(PageFault.PAYWALL)
    if "error" in signs and words <= MAX_ERROR_WORDS:
        raise page_error(PageFault.NOT_FOUND)
    if words < MIN_WORDS or not _has_paragraph(text):
        raise page_error(_fault_of_empty(url, signs))
    return article_from({key: value for key, value in fields.items() if key != "signs"}, detects_language=True)


def _has_paragraph(text: str) -> bool:
    return any(len(paragraph.split()) >= MIN_PARAGRAPH_WORDS for paragraph in text.split("\n"))


def _fault_of_empty(url: str, signs: list[str]) -> PageFault:
    if "login" in signs or _LOGIN_SEGMENTS & set(urlsplit(url).path.casefold().split("/")):
        return PageFault.LOGIN
    return PageFault.VIDEO if "video" in signs else PageFault.EMPTY
