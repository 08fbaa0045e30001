"""Read the fields of one page's article. Runs in a process of its own: HTML comes in, one JSON object goes out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.decoding import decode_page
from bot.reading.page.address import own_address, stated_addresses
from bot.reading.page.body import article_text
from bot.reading.page.consent import remove_consent
from bot.reading.page.error_page import is_error_page
from bot.reading.page.parsing import parse_page
from bot.reading.page.published_date import find_published
from bot.reading.page.structured_data import article_data
from bot.reading.page.title import Titles, choose_title, collect_titles, find_publisher, site_names
from bot.reading.page.visibility import remove_hidden
from bot.reading.process import limit_memory


def read_page(content: bytes, url: str = "", charset: str = "") -> dict[str, str]:
    """Return the fields of a page's article, under the names of `fields.KEYS`. Missing fields are left out.

    A page without an article has no `text`. `signs` says what else the page may be: 'paywall', 'login', 'video' or
    'error'.
    `url` is the address of the page, `charset` the encoding that its server states; both may be ''.
    """
    whole = parse_page(decode_page(content, charset))
    if whole is None:
        return {"signs": ""}
    for template in list(whole.iter("template")):
        template.drop_tree()
    shown = deepcopy(whole)
    remove_hidden(shown)
    remove_consent(shown)
    titles = collect_titles(shown)
    found = {"signs": " ".join(_signs(whole, titles))} | _fields(whole, shown, titles, url)
    return {key: value for key, value in found.items() if value or key == "signs"}


def _fields(whole: HtmlElement, shown: HtmlElement, titles: Titles, url: str) -> dict[str, str]:
    stated = stated_addresses(whole, url)
    data = article_data(whole, (url, *stated), titles.all())
    address = own_address((*stated, data.url) if data.url else stated, url)
    date, evidence = find_published(shown, whole, url or address, data.published)
    text = article_text(shown, url)
    if not text:
        return {}
    return {
        "title": choose_title(titles, data, site_names(whole, titles, data, address)),
        "publisher": find_publisher(whole, data, stated, url),
        "url": address,
        "date": date,
        "date_evidence": evidence,
        "text": text,
    }


def _signs(tree: HtmlElement, titles: Titles) -> Iterator[str]:
    """Yield the signs that the page is something other than a free article."""
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
    if is_error_page((titles.window, *titles.declared[:1], *titles.headings[:1])):
        yield "error"


def main() -> None:
    """Read the page from standard input and write its fields to standard output.

    The arguments are the address of the page and the encoding that its server states.
    """
    limit_memory()
    json.dump(read_page(sys.stdin.buffer.read(), *sys.argv[1:]), sys.stdout)


if __name__ == "__main__":
    main()
