"""Choose the headline of a page, without the site's name, and find its publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.address import site_of
from bot.reading.page.parsing import is_within, text_of, words_of
from bot.reading.page.structured_data import ArticleData, letters_of

SEPARATOR: Final = re.compile(r"\s+(?:[|‖¦·•»«›‹~⁄*]|::|//?|[-–—―])\s+|\s*[|‖¦]\s*")
_SURE_SEPARATOR: Final = re.compile(r"\s*[|‖¦]\s*|\s+(?:•|::)\s+")
"""Separators that hardly ever occur within a headline."""
_DASHES: Final = frozenset("-–—―·")
_DOMAIN: Final = re.compile(r"\.(?:com?|org|net|info|news|tv|de|at|ch|es|fr|it|eu|uk|us|io|co\.uk)$", re.IGNORECASE)
_LEADING_NAME: Final = re.compile(r"([^:]{2,60}):\s+(?=\S)")
_SITE_NAMES: Final = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name", "twitter:app:name:iphone",
)  # fmt: skip
_PUBLISHERS: Final = (
    "dc.publisher", "dcterms.publisher", "dc:publisher", "publisher", "citation_publisher", "citation_journal_title",
    "sailthru.publisher", "rbpubname", "application-name",
)  # fmt: skip
_TITLES: Final = (
    "og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline", "title",
)  # fmt: skip
_MAX_TITLE: Final = 500
"""Maximum length, in characters, of a title that is searched for the site's name."""
_LOGO: Final = frozenset({"logo", "brand", "branding", "masthead", "site", "sitename", "navbar", "topbar"})


@dataclass(frozen=True, slots=True)
class Titles:
    """Everything on a page that may be its title; '' for what is missing."""

    declared: tuple[str, ...]
    """Titles in the page's meta elements, the most reliable first."""
    window: str
    """Title that a browser shows in its title bar."""
    headings: tuple[str, ...]
    """Headings that may be the headline, the most likely first."""
    logos: tuple[str, ...]
    """Headings that name the site."""

    def all(self) -> tuple[str, ...]:
        """Return every title that may be the headline."""
        return tuple(filter(None, (*self.declared, self.window, *self.headings)))


def collect_titles(tree: HtmlElement) -> Titles:
    """Return the titles in a page's head and body."""
    window = next((text_of(title) for title in tree.iter("title") if not is_within(title, "svg")), "")
    headings = [(text_of(h1), _is_logo(h1)) for h1 in tree.iter("h1")]
    return Titles(
        declared=tuple(_contents(tree, _TITLES)),
        window=window,
        headings=(
            *_first_headings(tree),
            *(text for text, is_logo in headings if text and not is_logo),
        ),
        logos=tuple(text for text, is_logo in headings if text and is_logo),
    )


def _first_headings(tree: HtmlElement) -> Iterator[str]:
    """Yield the first heading of each article, if it is above the text."""
    for whole in tree.iter("article", "main"):
        if not is_within(whole, "aside", "nav", "footer"):
            first = next((each for each in whole.iter("h1", "h2", "p") if text_of(each)), None)
            if first is not None and first.tag != "p":
                yield text_of(first)


def _is_logo(heading: HtmlElement) -> bool:
    """Return whether a heading names the site: it is outside the article, in the page's header or in a logo."""
    if is_within(heading, "article", "main"):
        return False
    around = [heading, *heading.iterancestors("div", "header", "a", "nav")]
    named = any(_LOGO & words_of(each) for each in around)
    return named or is_within(heading, "nav") or (is_within(heading, "header") and _leads_home(heading))


def _leads_home(heading: HtmlElement) -> bool:
    """Return whether the heading is a link or a picture, or the article has another heading."""
    if next(heading.iter("a", "img"), None) is not None or is_within(heading, "a"):
        return True
    root = heading.getroottree().getroot()
    return any(True for _ in _first_headings(root))


def site_names(tree: HtmlElement, titles: Titles, data: ArticleData, address: str) -> tuple[str, ...]:
    """Return the names of the site that the page states, its host among them."""
    sections = _contents(tree, ("article:section",))
    host = site_of(address)
    names = [*_contents(tree, (*_SITE_NAMES, *_PUBLISHERS)), *data.names, *titles.logos, host]
    return tuple(filter(None, (*names, *sections)))


def choose_title(titles: Titles, data: ArticleData, names: Sequence[str]) -> str:
    """Return the headline without the site's name. The title in the meta elements counts first."""
    known = {_name_key(name) for name in names} - {""}
    candidates = [*titles.declared[:1], data.headline, *titles.headings, *titles.declared[1:], titles.window]
    for candidate in candidates:
        bare = _without_names(candidate, known)
        if len(bare) > _MAX_TITLE:
            return bare
        if bare:
            return _shortened(bare, [*titles.headings, data.headline], is_window=candidate == titles.window)
    return ""


def find_publisher(tree: HtmlElement, data: ArticleData, stated_addresses: Sequence[str], page_url: str) -> str:
    """Return the publisher that the page states, '' for none.

    If the page states the address of another site as its own, it may be a copy, and its publisher is unknown.
    """
    if page_url and any(not _are_related(address, page_url) for address in stated_addresses):
        return ""
    stated = (*_contents(tree, ("og:site_name",)), data.publisher, *_contents(tree, _PUBLISHERS), data.site)
    return next((name for name in stated if name and "/" not in name and not name.startswith("@")), "")


def _are_related(address: str, page_url: str) -> bool:
    """Return whether two addresses are of the same site, or of two subdomains of it."""
    first, second = site_of(address), site_of(page_url)
    return first == second or first.split(".")[-2:] == second.split(".")[-2:]


def _contents(tree: HtmlElement, names: Iterable[str]) -> list[str]:
    """Return the contents of the page's meta elements of these names, in the order of the names."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return [found[name] for name in names if name in found]


def _name_key(name: str) -> str:
    """Return a key that is equal for spellings of a site's name: `The Lakeside Courier`, `lakeside-courier.com`."""
    bare = re.sub(r"^the\s+", "", name.strip(), flags=re.IGNORECASE)
    return letters_of(_DOMAIN.sub("", bare))


def _without_names(title: str, known: set[str]) -> str:
    """Return the title without the site's names before and after it; '' if nothing else is left."""
    title = title.strip()
    if len(title) > _MAX_TITLE:
        return title
    if _name_key(title) in known:
        return ""
    for mark in reversed(list(SEPARATOR.finditer(title))):
        if _name_key(title[mark.end() :]) in known:
            return _without_names(title[: mark.start()], known)
    leading = next(iter(SEPARATOR.finditer(title)), None)
    if leading and _name_key(title[: leading.start()]) in known:
        return _without_names(title[leading.end() :], known)
    named = _LEADING_NAME.match(title)
    if named and _name_key(named[1]) in known:
        return _without_names(title[named.end() :], known)
    return title


def _shortened(title: str, others: Sequence[str], *, is_window: bool) -> str:
    """Return the part of a title that a heading of the page repeats, or else the part before a sure separator."""
    marks = list(SEPARATOR.finditer(title))
    repeated = {letters_of(other) for other in others if other}
    for mark in reversed(marks):
        for part in (title[: mark.start()], title[mark.end() :]):
            if letters_of(part) and letters_of(part) in repeated:
                return part.strip()
    if letters_of(title) in repeated:
        return title
    if title.endswith(("…", "...")):
        beginning = letters_of(title)
        return next((other for other in others if beginning and letters_of(other).startswith(beginning)), title)
    sure = _SURE_SEPARATOR.search(title)
    if sure and len(title[: sure.start()].split()) > 1:
        return title[: sure.start()].strip()
    if (
        is_window
        and marks
        and marks[-1][0].strip() in _DASHES
        and _is_name(title[: marks[-1].start()], title[marks[-1].end() :])
    ):
        return title[: marks[-1].start()].strip()
    return title


def _is_name(before: str, after: str) -> bool:
    """Return whether the text after a dash in the title bar is likely the site's name: it is short."""
    return len(after.split()) <= 4 and len(before.split()) > len(after.split())
