"""Find the days that a page shows to its readers: time elements, and dates in words near the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.dates.matching import days_in, read_date
from bot.reading.page.parsing import is_within, text_of, words_of
from bot.reading.page.structured_data import ARTICLE_TYPES, PAGE_TYPES

# These patterns have no accents, because `days_in` returns text without them.
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
"""Words before the day of an event, which is not that of publication."""
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
_OUTSIDE_WORDS: Final = frozenset(_OTHER_NAMES.split())
"""Words in class names and ids of elements that are not part of the article."""
_MAX_MARKS: Final = 200
"""Maximum number of time elements that are examined: a page of live news has thousands, its own date comes early."""
_MAX_BLOCKS: Final = 2_000
"""Maximum number of short blocks of text that are searched for a date."""
_MAX_BYLINE: Final = 300
"""Maximum length of a byline, in characters."""
_SHORT_BLOCKS: Final = (
    "p", "div", "span", "li", "small", "address", "em", "i", "time", "td", "header", "h3", "h4", "h5", "h6",
)  # fmt: skip


def is_of_article(element: HtmlElement) -> bool:
    """Return whether an element's property belongs to the article, not to a film or a comment on the page."""
    scope = next((each for each in element.iterancestors() if each.get("itemscope") is not None), None)
    kind = re.split(r"[/#]", (scope.get("itemtype") or "").strip())[-1] if scope is not None else ""
    return not kind or kind in ARTICLE_TYPES | PAGE_TYPES | {"Blog", "CreativeWork"}


def marked_days(tree: HtmlElement, month_first: bool | None) -> list[tuple[int, str]]:
    """Return the rank and the day of each time element that states the publication. Rank 1 is certain, 2 is likely."""
    found: list[tuple[int, str]] = []
    named = tree.xpath("//*[@itemprop='datePublished' and not(self::meta or self::time)]")
    titled = [each for each in tree.iter("abbr") if each.get("title") and _PUBLISHED_WORDS & words_of(each)]
    marks = [*tree.iter("time"), *named, *titled]
    for mark in marks[:_MAX_MARKS]:
        value = mark.get("datetime") or mark.get("content") or mark.get("title") or text_of(mark)
        day = read_date(value, month_first=month_first) or read_date(text_of(mark), month_first=month_first)
        if len(day) == 10 and (rank := _rank_of_mark(mark)):
            found.append((rank, day))
    return found


def _rank_of_mark(mark: HtmlElement) -> int:
    """Return how surely a time element states the publication: 1 for certain, 2 for likely, 0 if it does not."""
    words = words_of(mark)
    prop = (mark.get("itemprop") or "").lower()
    if not is_of_article(mark) or _is_outside(mark) or "modified" in prop:
        return 0
    if mark.get("pubdate") is not None or "datepublished" in prop or _PUBLISHED_WORDS & words:
        return 1
    if _CHANGED_WORDS & words:
        return 0
    return _rank_in_block(mark)


def _rank_in_block(mark: HtmlElement) -> int:
    """Return the rank of a time element without a telling name, by its place and the words around it."""
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
    """Return the nearest element around a time element that is not inline."""
    inline = {"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "time"}
    return next((each for each in mark.iterancestors() if each.tag not in inline), mark)


def _is_short(block: HtmlElement) -> bool:
    """Return whether a block is short enough for a byline. Long blocks are not read to the end."""
    length = 0
    for text in block.itertext():
        length += len(text.strip())
        if length > _MAX_BYLINE:
            return False
    return True


def _surroundings(mark: HtmlElement, block: HtmlElement) -> tuple[str, str]:
    """Return the text of a block before and after a time element, in the form that `days_in` returns."""
    texts = list(_texts_around(block, mark))
    place = texts.index(None)
    plain_before, _ = days_in(" ".join(filter(None, texts[:place])))
    plain_after, _ = days_in(" ".join(filter(None, texts[place:])))
    return plain_before, plain_after


def _texts_around(element: HtmlElement, mark: HtmlElement) -> Iterator[str | None]:
    """Yield the texts in an element, with None in place of the time element."""
    if element is mark:
        yield None
        return
    yield element.text or ""
    for child in element:
        yield from _texts_around(child, mark)
        yield child.tail or ""


def _label_of(before: str) -> str:
    """Return the meaning of the words before a date: 'published', 'author', 'other' or ''."""
    last_of = {
        label: max((each.end() for each in pattern.finditer(before)), default=-1)
        for label, pattern in (("other", _CHANGED), ("event", _EVENT), ("published", _PUBLISHED))
    }
    label = max(last_of, key=lambda each: last_of[each])
    if last_of[label] >= 0:
        return "published" if label == "published" else "other"
    return "author" if _AUTHOR.match(before.lstrip(" |-·•")) else ""


def _is_outside(element: HtmlElement) -> bool:
    """Return whether the element is outside the article, for example in a sidebar or a comment."""
    for each in (element, *element.iterancestors()):
        if each.tag in {"aside", "nav"} or (each.tag == "footer" and not is_within(each, "article")):
            return True
        # A wrapper of the whole page may have any name.
        if _OUTSIDE_WORDS & words_of(each) and next(each.iter("h1", "main", "body"), None) is None:
            return True
    article = next(element.iterancestors("article"), None)
    return article is not None and is_within(article, "article")


def _is_in_header(block: HtmlElement) -> bool:
    """Return whether a block is between headline and first paragraph, or right above the headline."""
    header = block if block.tag == "header" else next(block.iterancestors("header"), None)
    if header is not None:
        # The header of the whole page may show the current day.
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
    """Return whether both are in the same article, or side by side."""
    article = next(headline.iterancestors("article", "main"), headline.getparent())
    return any(each is article for each in block.iterancestors())


def _is_prose(element: HtmlElement) -> bool:
    return element.tag == "p" and len(text_of(element).split()) >= 15


def days_in_words(tree: HtmlElement, month_first: bool | None) -> tuple[list[str], list[str]]:
    """Return the days after words such as `Published`, and the days in the byline without such words."""
    labelled: list[str] = []
    unlabelled: list[str] = []
    for block in islice(filter(_may_hold_date, tree.iter(*_SHORT_BLOCKS)), _MAX_BLOCKS):
        plain, days = days_in(text_of(block), month_first=month_first)
        last = 0
        for day in days:
            before, last = plain[last : day.start], day.end
            label = _label_of(before)
            if label == "published" and len(before.split()) <= 12:
                labelled.append(day.edtf)
            elif label != "other" and _is_byline(block, label) and day.end <= 150:
                unlabelled.append(day.edtf)
    return labelled, unlabelled


def _may_hold_date(block: HtmlElement) -> bool:
    """Return whether a block is short, has no other block in it, and is part of the article."""
    if not _is_short(block) or next(block.iter("p", "h1", "h2"), block) is not block:
        return False
    return any(character.isdigit() for text in block.itertext() for character in text) and not _is_outside(block)


def _is_byline(block: HtmlElement, label: str) -> bool:
    """Return whether a block is the byline, by its class, or by its first words and its place above the text."""
    words = words_of(block)
    if _CHANGED_WORDS & words or _is_prose(block):
        return False
    if _PUBLISHED_WORDS & words:
        return True
    is_alone = len(text_of(block).split()) <= 12
    return is_alone and (bool(_DATE_WORDS & words) or label == "author") and _is_in_header(block)
