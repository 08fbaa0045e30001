"""The process that reads one page: HTML comes in, what the page says goes out as one JSON object.

Everything slow or fragile about a page happens here: `html_file` starts it and ends it when it takes too long.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement, tostring  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html
from trafilatura.settings import Document

MAX_MEMORY: Final = 768 * 1024 * 1024
"""Bytes that this process may take, what it reads with included."""

GUESSED: Final = "guessed from the text of the page"

ISO_DATE: Final = r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?![\d-])"

PUBLICATION: Final = r"publi[cs]|pub_?date|^date$|^dc(terms)?\.(date(\.issued)?|issued)$"
"""Names of meta data that hold the day of publication."""


def page_fields(content: bytes) -> dict[str, str]:
    """What a page says of its article, under the names of `fields.KEYS`; {} when it holds none."""
    tree = load_html(content)
    if tree is None:
        return {}
    # Extraction takes the tree apart, so the date is looked for first, in one of its own.
    date, evidence = published(tree)
    document = bare_extraction(tree, with_metadata=True, include_comments=False)
    if not isinstance(document, Document) or not document.text:
        return {}
    url = document.url or ""
    found = {
        "title": document.title,
        "publisher": "" if document.sitename == urlsplit(url).hostname else document.sitename,
        "url": url,
        "date": date,
        "date_evidence": evidence,
        "text": paragraphs(document.text),
    }
    return {key: value for key, value in found.items() if value}


def published(tree: HtmlElement) -> tuple[str, str]:
    """When the page was published in EDTF form, and where on it that stands; ('', '') when nothing is found.

    What the page declares for machines counts first, as precisely as it is written: htmldate may prefer the day of the
    last change. What it finds besides is inferred, unless a time mark carries that very day.
    """
    declared = next(declarations(tree), None)
    if declared:
        return declared
    page = tostring(tree, encoding="unicode")
    days = (find_date(page, original_date=True, extensive_search=extensive) for extensive in (False, True))
    day = next(filter(None, days), "")
    if any(moment.strip().startswith(day) for moment in tree.xpath("//time/@datetime") if day):
        return day, "a time mark on the page"
    return (guess(day), GUESSED) if day else ("", "")


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
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    json.dump(page_fields(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
