"""What a browser shows of a page: all else is taken out before anything is read."""

from __future__ import annotations

from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.parsing import CENTRE, WHOLE, drop
from bot.reading.page.stylesheet import Stylesheet, declarations, fades, hides

_NEVER_SHOWN: Final = (
    "template", "noscript", "noframes", "noembed", "datalist", "audio", "video", "canvas", "iframe", "object", "rp",
    "del", "s", "strike",
)  # fmt: skip
"""Elements whose text is not shown, or is shown as taken back."""
_FOR_SCREEN_READERS: Final = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "show-for-sr"}
)


def remove_unseen(tree: HtmlElement) -> None:
    """Take out what a browser does not show: hidden elements, templates, what the page's own style rules hide."""
    drop(list(tree.iter(*_NEVER_SHOWN)))
    styles = "\n".join(style.text or "" for style in tree.iter("style"))
    sheet = Stylesheet(styles)
    drop([each for each in tree.iter() if isinstance(each.tag, str) and _is_unseen(each, sheet)])


def _is_unseen(element: HtmlElement, sheet: Stylesheet) -> bool:
    if element.tag in WHOLE:
        return False
    if not element.attrib:
        return sheet.is_hidden(element)
    style = declarations(element.get("style") or "")
    is_marked = element.get("hidden") is not None and style.get("display", "none") == "none"
    is_closed = element.tag == "dialog" and element.get("open") is None
    if is_marked or is_closed or hides(style):
        return True
    if not style.get("display") and not style.get("visibility") and sheet.is_hidden(element):
        return True
    if _FOR_SCREEN_READERS & set((element.get("class") or "").lower().split()):
        return True
    # A page under an open dialog is marked as hidden from screen readers, and one that fades in as transparent.
    may_be_seen_later = fades(style) or (element.get("aria-hidden") or "").lower() == "true"
    return may_be_seen_later and not _holds_article(element)


def _holds_article(element: HtmlElement) -> bool:
    """Whether the page's main part may be in it."""
    return element.tag in {*WHOLE, *CENTRE, "h1"} or next(element.iter(*CENTRE, "h1"), None) is not None
