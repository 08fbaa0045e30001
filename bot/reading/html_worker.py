"""The process that reads one page: HTML comes in, what the page says goes out as one JSON object.

Everything slow or fragile about a page happens here: `html_file` starts it and ends it when it takes too long.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement, tostring  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

from bot.reading.process import limit_memory

FIRST_PAGES: Final = "1995"
"""The year from which on a page can be."""

BESIDES: Final = (
    "//aside | //nav | //footer | //*[contains(@id, 'comment') or contains(@class, 'comment')]"
    " | //*[contains(@class, 'related') or contains(@class, 'copyright')]"
    " | //meta[contains(@property, 'modified') or contains(@property, 'updated')]"
    " | //meta[contains(@name, 'modified') or contains(@itemprop, 'dateModified')]"
    " | //time[@itemprop='dateModified'] | //script[not(@type='application/ld+json')]"
)
"""Parts of a page whose dates are not those of its article."""

GUESSED: Final = "guessed from the text of the page"

ISO_DATE: Final = r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])"

PUBLICATION: Final = r"publi[cs]|pub_?date|^date$|^dc(terms)?\.(date(\.issued)?|issued)$"
"""Names of meta data that hold the day of publication."""


def page_fields(content: bytes, url: str = "") -> dict[str, str]:
    """What a page says of its article, under the names of `fields.KEYS`, and `signs` of what else it may be.

    `url` is where the page was found; its own address, where it states one on the same site, goes before that.
    """
    tree = load_html(content)
    if tree is None:
        return {"signs": ""}
    # Extraction takes the tree apart, so all else is looked for first.
    date, evidence = published(tree, url)
    found = {"signs": " ".join(signs(tree)), "date": date, "date_evidence": evidence}
    document = bare_extraction(tree, url=url or None, with_metadata=True, include_comments=False)
    if isinstance(document, Document) and document.text:
        address = own_address(document.url or "", url)
        found |= {
            "title": document.title or "",
            "publisher": "" if document.sitename == urlsplit(address).hostname else document.sitename or "",
            "url": address,
            "text": paragraphs(document.text),
        }
    return {key: value for key, value in found.items() if value or key == "signs"}


def signs(tree: HtmlElement) -> Iterator[str]:
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


def own_address(stated: str, found: str) -> str:
    """The address that a page states, unless it was found on another site: it could pass itself off as that one's."""
    return stated if stated and (not found or site(stated) == site(found)) else found


def site(address: str) -> str:
    """The host without what tells a reader's device."""
    return re.sub(r"^(?:www|m|mobile|amp)\.", "", urlsplit(address).hostname or "")


def published(tree: HtmlElement, url: str = "") -> tuple[str, str]:
    """When the page was published in EDTF form, and where on it that stands; ('', '') when nothing is found.

    What the page declares for machines counts first, as precisely as it is written: htmldate may prefer the day of the
    last change. Where the page's address holds the same day, that is said too. What htmldate finds besides is
    inferred, unless a time mark carries that very day. A day to come, or of before there were web pages, is none.
    """
    addressed = date_in(url)
    for day, place in declarations(tree):
        if is_likely(day):
            agrees = addressed and (day.startswith(addressed) or addressed.startswith(day))
            return day, f"{place} and its address" if agrees else place
    if addressed and is_likely(addressed):
        return f"{addressed}~", "the page's address"
    tree = pruned(tree)
    page = tostring(tree, encoding="unicode")
    days = (find_date(page, original_date=True, extensive_search=extensive) for extensive in (False, True))
    day = next(filter(None, days), "")
    if not day or not is_likely(day):
        return "", ""
    if any(moment.strip().startswith(day) for moment in tree.xpath("//time/@datetime")):
        return day, "a time mark on the page"
    return guess(day), GUESSED


def pruned(tree: HtmlElement) -> HtmlElement:
    """A copy without what has dates of other things: comments, other articles, the page's foot, its last change."""
    copy = deepcopy(tree)
    for part in copy.xpath(BESIDES):
        part.drop_tree()
    return copy


def date_in(url: str) -> str:
    """The day or month that an address like /2025/03/14/ holds, '' for none."""
    found = re.search(r"[/-](20\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/_.-]|$)", urlsplit(url).path)
    return "-".join(part for part in found.groups() if part) if found else ""


def is_likely(day: str) -> bool:
    """Whether a page can be of that day (in EDTF form, maybe of a month or a year)."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return FIRST_PAGES <= day <= tomorrow[: len(day)]


def declarations(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Each statement of when the page was published, and its place, the most reliable first."""
    for data in tree.xpath("//script[@type='application/ld+json']/text()"):
        for found in re.finditer(rf'"datePublished"\s*:\s*"({ISO_DATE})', data):
            yield found[1], "datePublished in the page's JSON-LD"
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        day = re.match(ISO_DATE, meta.get("content").strip())
        if day and re.search(PUBLICATION, name, re.IGNORECASE):
            yield day[0], f"{name} in the page's meta data"


def guess(day: str) -> str:
    """A day that is not marked as such: a first of the month may have been filled in, so that part is left out."""
    return re.sub(r"(-01)?-01$", "", day) + "~"


def paragraphs(text: str) -> str:
    """Paragraphs with an empty line between them, and the points of a list without."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks = [(point, list(block)) for point, block in groupby(lines, key=lambda line: line.startswith("- "))]
    return "\n\n".join(("\n" if point else "\n\n").join(block) for point, block in blocks)


def main() -> None:
    """Read the page from standard input and write its fields to standard output."""
    limit_memory()
    json.dump(page_fields(sys.stdin.buffer.read(), *sys.argv[1:]), sys.stdout)


if __name__ == "__main__":
    main()
