"""Find the day on which a page was published. The most reliable statement counts first.

The day of an event, of a change or of another article, and the year of a copyright never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.phrases.dates import evidence
from bot.reading.dates.matching import read_date
from bot.reading.fields import latest_day
from bot.reading.page.shown_dates import days_in_words, is_of_article, marked_days

MIN_YEAR: Final = "1995"
"""The year of the first pages of news."""

_OF_PUBLICATION: Final = """
articlepublishedtime ogarticlepublishedtime articlepublished ogpublishedtime datepublished publishedtime publisheddate
publishdate publishtime published pubdate publicationdate publicationtime originalpublicationdate parselypubdate
sailthrudate dcdateissued dctermsissued dcissued dcdatepublished citationpublicationdate citationonlinedate
cxenseparserecspublishtime rnewsdatepublished btpubdate shareaholicarticlepublishedtime vrpublished postdate
articledatepublished dateissued firstpublished articlepubdate analyticspublishdate iso8601publishdate
"""
_OF_SOME_DATE: Final = "date dcdate dctermsdate citationdate articledate displaydate ptime contentdate"
_META_NAMES: Final = (frozenset(_OF_PUBLICATION.split()), frozenset(_OF_SOME_DATE.split()))
"""Names of meta elements with a day of publication, without punctuation; names that only say `date` come second."""

Day = tuple[str, str]
"""A date in EDTF form and its evidence."""


def find_published(tree: HtmlElement, whole: HtmlElement, url: str, stated: str) -> Day:
    """Return the day of publication in EDTF form and its evidence; ('', '') if the page states none.

    `tree` is the visible part of the page, `whole` all of it, `stated` the date in its JSON-LD. These count, in order:
    declarations for machines, time elements, words such as `Published` before a date, a date in the byline, and the
    address. The last three give inferred dates. A day before MIN_YEAR does not count. A day in the future is returned
    only if the page declares it in its data or a time element, and states no other: somebody has to decide about it.
    """
    month_first = _is_month_first(whole)
    declared = list(_declarations(whole, stated, month_first))
    addressed = date_in(url)
    for day, place in declared:
        if is_likely(day):
            agrees = addressed and (day.startswith(addressed) or addressed.startswith(day))
            return day, evidence("and_address", place=place) if agrees else place
    marked = marked_days(tree, month_first)
    if likely := [(rank, day) for rank, day in marked if is_likely(day)]:
        return min(likely)[1], evidence("time_mark")
    labelled, unlabelled = (list(filter(is_likely, days)) for days in days_in_words(tree, month_first))
    if labelled:
        return f"{labelled[0]}~", evidence("guessed")
    if len(set(unlabelled)) == 1 and (not addressed or unlabelled[0].startswith(addressed)):
        return f"{unlabelled[0]}~", evidence("guessed")
    if addressed:
        return f"{addressed}~", evidence("address")
    certain = [(day, evidence("time_mark")) for rank, day in marked if rank == 1]
    return next((each for each in (*declared, *certain) if each[0] > MIN_YEAR), ("", ""))


def is_likely(day: str) -> bool:
    """Return whether a page can be of that day, month or year, given in EDTF form."""
    return MIN_YEAR <= day <= latest_day().isoformat()[: len(day)]


def date_in(url: str) -> str:
    """Return the day or month in an address such as /2025/03/14/; '' for none.

    It must be whole path segments; a complete day may also begin a segment. A month among the words of a segment is
    the subject of the article, not its date.
    """
    path = unquote(urlsplit(url).path)
    # The more precise patterns come first.
    patterns = (
        r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3,9})/(\d{1,2})(?=/|$)",
        r"/((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_.-]|$)",
        r"/((?:19|20)\d\d)(\d\d)(\d\d)(?=/|$)",
        r"/((?:19|20)\d\d)/(\d\d)-?(\d\d)(?=/|-|$)",
        r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3,9})(?=/|$)",
        r"/((?:19|20)\d\d)-(\d\d)(?=/|$)",
    )
    for pattern in patterns:
        for found in re.finditer(pattern, path, re.IGNORECASE):
            day = read_date(_in_order(*found.groups()))
            if day and is_likely(day):
                return day
    return ""


def _in_order(year: str, month: str, day: str = "") -> str:
    if month.isalpha():
        return " ".join(filter(None, (day, month, year)))
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def _is_month_first(tree: HtmlElement) -> bool | None:
    """Return whether 3/4/2026 on this page is in March; None if its language does not show it."""
    root = tree.getroottree().getroot()
    locales = [root.get("lang") or "", *tree.xpath("//meta[@property='og:locale']/@content")]
    codes = [locale.replace("_", "-").lower() for locale in locales if locale]
    if any(code == "en-us" for code in codes):
        return True
    return False if any(code and not code.startswith("en") for code in codes) or "en-gb" in codes else None


def _declarations(tree: HtmlElement, stated: str, month_first: bool | None) -> Iterator[Day]:
    """Yield each day of publication that the page declares for machines, with its evidence, the most reliable first."""
    if day := read_date(stated, month_first=month_first):
        yield day, evidence("json_ld")
    metas = [(_meta_name(meta), meta.get("content")) for meta in tree.iter("meta") if meta.get("content")]
    for names in _META_NAMES:
        for name, content in metas:
            is_one = re.sub(r"[\W_]", "", name.lower()) in names
            if is_one and (day := read_date(content, month_first=month_first)):
                yield day, evidence("meta", name=name)


def _meta_name(meta: HtmlElement) -> str:
    name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
    return name if not meta.get("itemprop") or is_of_article(meta) else ""
