"""The fields of a page's article, each read by its own module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.address import own_address, stated_addresses
from bot.reading.page.body import article_text
from bot.reading.page.consent import remove_consent
from bot.reading.page.dates import published
from bot.reading.page.decoding import decode_page
from bot.reading.page.parsing import parse_page
from bot.reading.page.structured_data import article_data
from bot.reading.page.title import publisher_of, site_names, title_of, titles_of
from bot.reading.page.visible import remove_unseen


def read_page(content: bytes, url: str = "", charset: str = "") -> dict[str, str]:
    """What a page says of its article, under the names of `fields.KEYS`, and `signs` of what else it may be.

    `url` is where the page was found, `charset` what its server calls its encoding; both may be ''. A field that the
    page does not state is left out; without an article there is no text.
    """
    whole = parse_page(decode_page(content, charset))
    if whole is None:
        return {"signs": ""}
    for template in list(whole.iter("template")):
        template.drop_tree()
    shown = deepcopy(whole)
    remove_unseen(shown)
    remove_consent(shown)
    found = {"signs": " ".join(_signs(whole))} | _fields(whole, shown, url)
    return {key: value for key, value in found.items() if value or key == "signs"}


def _fields(whole: HtmlElement, shown: HtmlElement, url: str) -> dict[str, str]:
    stated = stated_addresses(whole, url)
    titles = titles_of(shown)
    data = article_data(whole, (url, *stated), titles.all())
    address = own_address((*stated, data.url) if data.url else stated, url)
    date, evidence = published(shown, whole, url or address, data.published)
    text = article_text(shown, url)
    if not text:
        return {}
    return {
        "title": title_of(titles, data, site_names(whole, titles, data, address)),
        "publisher": publisher_of(whole, data, stated, url),
        "url": address,
        "date": date,
        "date_evidence": evidence,
        "text": text,
    }


def _signs(tree: HtmlElement) -> Iterator[str]:
    """What tells that the page is something else than a free article: 'paywall', 'login', 'video'."""
    data = " ".join(tree.xpath("//script[@type='application/ld+json']/text()"))
    if re.search(r'"isAccessibleForFree"\s*:\s*"?false', data, re.IGNORECASE):
        yield "paywall"
    if tree.xpath("//*[contains(@class, 'paywall') or contains(@id, 'paywall')]"):
        yield "paywall"
    if tree.xpath("//input[@type='password']"):
        yield "login"
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    if any(kind.startswith("video") for kind in kinds) or re.search(r'"@type"\s*:\s*"VideoObject"', data):
        yield "video"
