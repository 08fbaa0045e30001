"""When a page was published: only what has that role counts, the surest statement first.

The day of an event, of a change or of another article, and the year of a copyright are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.parsing import is_within, text_of, words_of
from bot.reading.page.structured_data import ARTICLE_TYPES, PAGE_TYPES
from bot.reading.page.written_dates import days_in, read_date

FIRST_PAGES: Final = "1995"
"""The year of the first pages."""

GUESSED: Final = "guessed from the text of the page"

_OF_PUBLICATION: Final = """
articlepublishedtime ogarticlepublishedtime articlepublished ogpublishedtime datepublished publishedtime publisheddate
publishdate publishtime published pubdate publicationdate publicationtime originalpublicationdate parselypubdate
sailthrudate dcdateissued dctermsissued dcissued dcdatepublished citationpublicationdate citationonlinedate
cxenseparserecspublishtime rnewsdatepublished btpubdate shareaholicarticlepublishedtime vrpublished postdate
articledatepublished dateissued firstpublished articlepubdate analyticspublishdate iso8601publishdate
"""
_OF_SOME_DATE: Final = "date dcdate dctermsdate citationdate articledate displaydate ptime contentdate"
_META_NAMES: Final = (frozenset(_OF_PUBLICATION.split()), frozenset(_OF_SOME_DATE.split()))
"""Names of meta elements that hold the day of publication, without marks: those that say so before mere dates."""

_PUBLISHED: Final = re.compile(
    r"\b(?:(?:first )?published|posted|publication date|date of publication|issued|veroffentlicht|erschienen|publiziert"
    r"|erstellt|online seit|publicad[oa]|publicacion|publiee?|paru|mis en ligne|publication|pubblicat[oa]"
    r"|pubblicazione)\b"
)
_CHANGED: Final = re.compile(
    r"\b(?:updated?|modified|revised|corrected|edited|changed|last|aktualisier\w*|geander\w*|bearbeitet|zuletzt|stand"
    r"|actualiza\w*|modifica\w*|mise? a jour|actualisee?|modifiee?|corrige\w*|aggiorna\w*|corrett[oa])\b"
)
_EVENT: Final = re.compile(
    r"\b(?:screening|premieres?|opens?|opening|(?<!press )releases?|released|in cinemas|in theat(?:er|re)s|event"
    r"|starts?|begins"
    r"|doors|tickets|expires|valid|until|on sale|kinostart|start|vorfuhrung|premiere|termin|ab|estren\w*|funcion"
    r"|proyeccion"
    r"|sortie|projection|seance|uscita|proiezione|anteprima|al cinema|evento|evenement|copyright)\b|©"
)
"""What a day is of that is not the publication's."""
_AUTHOR: Final = re.compile(r"(?:by|von|por|par|di|text|texte|texto|testo|from)\b:?\s")
_ONLY_GLUE: Final = re.compile(
    r"(?:on|at|am|um|el|le|il|the|den|dated?|datum|fecha|data|in|and|y|et|e|und|[\W\d_]|min(?:ute)?s? read)*"
)

_PUBLISHED_NAMES: Final = (
    "published publish pubdate publishdate publication posted dateline byline pub publicado publie"
)
_PUBLISHED_WORDS: Final = frozenset(_PUBLISHED_NAMES.split())
_DATE_NAMES: Final = "date time timestamp datetime meta entry post article info author by"
_DATE_WORDS: Final = frozenset(_DATE_NAMES.split())
_CHANGED_WORDS: Final = frozenset({"updated", "update", "modified", "revised", "dtupdated", "lastmod"})
_OTHER_NAMES: Final = """
comment comments reply replies related recommended recommendations teaser teasers card cards sidebar trending
popular latest more previous prev copyright legal event events screening screenings showtime showtimes calendar
agenda schedule termin termine tickets premiere promo newsletter
"""
_OTHERS: Final = frozenset(_OTHER_NAMES.split())
"""Words in the names of elements that speak of something else than the article."""
_MOST_MARKS: Final = 200
"""A page's own date is among its first time marks; a page of live news has thousands."""
_MOST_BLOCKS: Final = 2_000
"""Short blocks of text that are looked at for a date."""
_LONGEST_BLOCK: Final = 300
"""A byline is no longer than that, in characters."""
_SHORT_BLOCKS: Final = (
    "p", "div", "span", "li", "small", "address", "em", "i", "time", "td", "header", "h3", "h4", "h5", "h6",
)  # fmt: skip

Day = tuple[str, str]
"""A date in EDTF form and its evidence."""


def published(tree: HtmlElement, declared: HtmlElement, url: str, stated: str) -> Day:
    """When the page was published in EDTF form, and where on it that stands; ('', '') when nothing says so.

    `tree` holds what is shown, `declared` the whole page, `stated` is the date in its JSON-LD. What the page declares
    for machines counts first, then a time mark, words that say when it was published, its address, and last a date in
    the byline. The last three are inferred. A day to come, or of before there were web pages, is none.
    """
    month_first = _is_month_first(declared)
    addressed = date_in(url)
    for day, place in _declarations(declared, stated, month_first):
        if is_likely(day):
            agrees = addressed and (day.startswith(addressed) or addressed.startswith(day))
            return day, f"{place} and its address" if agrees else place
    marked = _marked_days(tree, month_first)
    if marked:
        return min(marked), "a time mark on the page"
    labelled, unlabelled = _days_in_words(tree, month_first)
    if labelled:
        return f"{labelled[0]}~", GUESSED
    if len(set(unlabelled)) == 1 and (not addressed or unlabelled[0].startswith(addressed)):
        return f"{unlabelled[0]}~", GUESSED
    return (f"{addressed}~", "the page's address") if addressed else ("", "")


def is_likely(day: str) -> bool:
    """Whether a page can be of that day (in EDTF form, maybe of a month or a year)."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return FIRST_PAGES <= day <= tomorrow[: len(day)]


def date_in(url: str) -> str:
    """The day or month that whole segments of an address name, as /2025/03/14/ does; '' for none.

    A whole day may also begin a segment. A month within the words of a segment is what the article is about.
    """
    path = unquote(urlsplit(url).path)
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
    """Whether 3/4/2026 on this page is in March; None when its language does not tell."""
    root = tree.getroottree().getroot()
    locales = [root.get("lang") or "", *tree.xpath("//meta[@property='og:locale']/@content")]
    codes = [locale.replace("_", "-").lower() for locale in locales if locale]
    if any(code == "en-us" for code in codes):
        return True
    return False if any(code and not code.startswith("en") for code in codes) or "en-gb" in codes else None


def _declarations(tree: HtmlElement, stated: str, month_first: bool | None) -> Iterator[Day]:
    """Each statement for machines of when the page was published, and its place, the most reliable first."""
    if day := read_date(stated, month_first=month_first):
        yield day, "datePublished in the page's JSON-LD"
    metas = [(_meta_name(meta), meta.get("content")) for meta in tree.iter("meta") if meta.get("content")]
    for names in _META_NAMES:
        for name, content in metas:
            is_one = re.sub(r"[\W_]", "", name.lower()) in names
            if is_one and (day := read_date(content, month_first=month_first)):
                yield day, f"{name} in the page's meta data"


def _meta_name(meta: HtmlElement) -> str:
    name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
    return name if not meta.get("itemprop") or _is_of_article(meta) else ""


def _is_of_article(element: HtmlElement) -> bool:
    """Whether an element's property belongs to the article, not to a film or a comment that the page describes too."""
    scope = next((each for each in element.iterancestors() if each.get("itemscope") is not None), None)
    kind = re.split(r"[/#]", (scope.get("itemtype") or "").strip())[-1] if scope is not None else ""
    return not kind or kind in ARTICLE_TYPES | PAGE_TYPES | {"Blog", "CreativeWork"}


def _marked_days(tree: HtmlElement, month_first: bool | None) -> list[str]:
    """The days of the time marks that say when the article was published; of the surest kind alone."""
    by_rank: dict[int, list[str]] = {}
    named = tree.xpath("//*[@itemprop='datePublished' and not(self::meta or self::time)]")
    titled = [each for each in tree.iter("abbr") if each.get("title") and _PUBLISHED_WORDS & words_of(each)]
    marks = [*tree.iter("time"), *named, *titled]
    for mark in marks[:_MOST_MARKS]:
        value = mark.get("datetime") or mark.get("content") or mark.get("title") or text_of(mark)
        day = read_date(value, month_first=month_first) or read_date(text_of(mark), month_first=month_first)
        if len(day) == 10 and is_likely(day) and (rank := _rank_of_mark(mark)):
            by_rank.setdefault(rank, []).append(day)
    return by_rank[min(by_rank)] if by_rank else []


def _rank_of_mark(mark: HtmlElement) -> int:
    """How sure it is that a mark says when the article was published, 1 the surest; 0 when it does not."""
    words = words_of(mark)
    prop = (mark.get("itemprop") or "").lower()
    if not _is_of_article(mark) or _is_beside(mark) or "modified" in prop:
        return 0
    if mark.get("pubdate") is not None or "datepublished" in prop or _PUBLISHED_WORDS & words:
        return 1
    if _CHANGED_WORDS & words:
        return 0
    return _rank_in_block(mark)


def _rank_in_block(mark: HtmlElement) -> int:
    """The same for a mark whose own names say nothing, by the words around it and its place."""
    block = _block_of(mark)
    if not _is_short(block):
        return 0
    before, after = _surroundings(mark, block)
    label, names = _label_of(before), words_of(block)
    if label == "published" or (not label and _PUBLISHED_WORDS & names):
        return 1
    if label == "other" or _CHANGED_WORDS & names:
        return 0
    is_alone = bool(_ONLY_GLUE.fullmatch(before) and _ONLY_GLUE.fullmatch(after))
    is_named = bool(_DATE_WORDS & (words_of(mark) | names))
    return 2 if label == "author" or ((is_alone or is_named) and _is_in_header(block)) else 0


def _block_of(mark: HtmlElement) -> HtmlElement:
    """The nearest element around a mark that is more than a part of a line."""
    inline = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "time"}
    return next((each for each in mark.iterancestors() if each.tag not in inline), mark)


def _is_short(block: HtmlElement) -> bool:
    """Whether a block can be a byline. It stops counting at the first character too many."""
    length = 0
    for text in block.itertext():
        length += len(text.strip())
        if length > _LONGEST_BLOCK:
            return False
    return True


def _surroundings(mark: HtmlElement, block: HtmlElement) -> tuple[str, str]:
    """The text in a block before and behind a mark, as `days_in` gives it."""
    texts = list(_texts_around(block, mark))
    place = texts.index(None)
    plain_before, _ = days_in(" ".join(filter(None, texts[:place])))
    plain_after, _ = days_in(" ".join(filter(None, texts[place:])))
    return plain_before, plain_after


def _texts_around(element: HtmlElement, mark: HtmlElement) -> Iterator[str | None]:
    """The texts in an element; None stands for the mark and what is in it."""
    if element is mark:
        yield None
        return
    yield element.text or ""
    for child in element:
        yield from _texts_around(child, mark)
        yield child.tail or ""


def _label_of(before: str) -> str:
    """What the words before a date say it is: 'published', 'author', 'other' or ''."""
    last_of = {
        label: max((each.end() for each in pattern.finditer(before)), default=-1)
        for label, pattern in (("other", _CHANGED), ("event", _EVENT), ("published", _PUBLISHED))
    }
    label = max(last_of, key=lambda each: last_of[each])
    if last_of[label] >= 0:
        return "published" if label == "published" else "other"
    return "author" if _AUTHOR.match(before.lstrip(" |-·•")) else ""


def _is_beside(element: HtmlElement) -> bool:
    """Whether the element speaks of something else than the article."""
    for each in (element, *element.iterancestors()):
        if each.tag in {"aside", "nav"} or (each.tag == "footer" and not is_within(each, "article")):
            return True
        # A wrapper of the whole page may have any name.
        if _OTHERS & words_of(each) and next(each.iter("h1", "main", "body"), None) is None:
            return True
    article = next(element.iterancestors("article"), None)
    return article is not None and is_within(article, "article")


def _is_in_header(block: HtmlElement) -> bool:
    """Whether a block stands between the headline and the first paragraph of the text, or right above the headline."""
    header = block if block.tag == "header" else next(block.iterancestors("header"), None)
    if header is not None:
        # The head of the whole page may hold the day of today.
        return is_within(header, "article", "main") or next(header.iter("h1"), None) is not None
    root = block.getroottree().getroot()
    headline = next((each for each in root.iter("h1", "h2") if not is_within(each, "nav", "aside", "footer")), None)
    if headline is None:
        return False
    for element in block.itersiblings(preceding=True):
        if _is_prose(element):
            return False
    is_behind = False
    for element in root.iter():
        if element is headline:
            is_behind = True
        elif element is block:
            return is_behind or _is_near(block, headline)
        elif is_behind and _is_prose(element):
            return False
    return False


def _is_near(block: HtmlElement, headline: HtmlElement) -> bool:
    """Whether both stand in the same article, or side by side."""
    article = next(headline.iterancestors("article", "main"), headline.getparent())
    return any(each is article for each in block.iterancestors())


def _is_prose(element: HtmlElement) -> bool:
    return element.tag == "p" and len(text_of(element).split()) >= 15


def _days_in_words(tree: HtmlElement, month_first: bool | None) -> tuple[list[str], list[str]]:
    """The days in words with a label that says published, and those in the byline without a label."""
    labelled: list[str] = []
    unlabelled: list[str] = []
    for block in islice(filter(_can_tell, tree.iter(*_SHORT_BLOCKS)), _MOST_BLOCKS):
        plain, days = days_in(text_of(block), month_first=month_first)
        last = 0
        for day in days:
            before, last = plain[last : day.start], day.end
            if not is_likely(day.edtf):
                continue
            label = _label_of(before)
            if label == "published" and len(before.split()) <= 12:
                labelled.append(day.edtf)
            elif label != "other" and _is_byline(block, label) and day.end <= 150:
                unlabelled.append(day.edtf)
    return labelled, unlabelled


def _can_tell(block: HtmlElement) -> bool:
    """Whether a block is short and holds no other block, and is part of the article."""
    if not _is_short(block) or next(block.iter("p", "h1", "h2"), block) is not block:
        return False
    return any(character.isdigit() for text in block.itertext() for character in text) and not _is_beside(block)


def _is_byline(block: HtmlElement, label: str) -> bool:
    """Whether it is where the author and the day stand: called so, or beginning like it, above the text."""
    words = words_of(block)
    if _CHANGED_WORDS & words or _is_prose(block):
        return False
    if _PUBLISHED_WORDS & words:
        return True
    is_alone = len(text_of(block).split()) <= 12
    return is_alone and (bool(_DATE_WORDS & words) or label == "author") and _is_in_header(block)
