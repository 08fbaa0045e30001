"""Find the address of an article: the one that its page states, if that can be its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

_DEVICE: Final = re.compile(r"^(?:www|m|mobile|amp)\.")
_HOME: Final = re.compile(
    r"(?:index|home|default|start|startseite|accueil|inicio|main)(?:\.\w+)?|[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE
)
_SAME_ARTICLE: Final = re.compile(
    r"(?:amp|print|full|all|single|single-page|embed|mobile|comments|\d{1,2})(?:\.\w+)?|index\.\w+", re.IGNORECASE
)
"""Path segments that may follow an article's own address."""
# courlan's list of such parameters also holds `cid`, `eid`, and all that begins with `ga`, such as `gallery`: those
# often name the article.
_TRACKING: Final = re.compile(
    r"utm.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|cmp|cmpid|ref|ref_\w+|source|src|amp|outputtype|share|s|smid"
    r"|sh|at_\w+|xtor|ito|ncid|wt\w*|fb_\w+|campaign|via",
    re.IGNORECASE,
)
"""Names of query parameters that never identify an article."""


def stated_addresses(tree: HtmlElement, page_url: str = "") -> list[str]:
    """Return the complete addresses that the page's head states as its own, the canonical one first.

    `page_url` is '' for a saved page. Relative addresses are completed with it.
    """
    stated = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    stated += [
        meta.get("content") for meta in tree.iter("meta") if (meta.get("property") or meta.get("name")) == "og:url"
    ]
    return [address for each in stated if each and (address := _completed(each.strip(), page_url))]


def _completed(address: str, page_url: str) -> str:
    try:
        complete = urldefrag(urljoin(page_url, address)).url
        parts = urlsplit(complete)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return complete if is_usable else ""


def own_address(stated: Iterable[str], page_url: str) -> str:
    """Return the first stated address that can be the article's own, else the address of the page.

    An address of another site is not accepted, because a page could pretend to be that site's. A home page or a section
    above the article is not accepted either.
    """
    return next((address for address in stated if _can_be_own(address, page_url)), page_url)


def _can_be_own(address: str, page_url: str) -> bool:
    is_home = _is_home(address) and not urlsplit(address).query
    if not page_url:
        return not is_home
    if site_of(address) != site_of(page_url):
        return False
    stated, given = _segments(address), _segments(page_url)
    if stated == given:
        return _identifies(address, page_url)
    if is_home:
        return False
    is_above = len(stated) < len(given) and given[: len(stated)] == stated
    return not is_above or all(_SAME_ARTICLE.fullmatch(rest) for rest in given[len(stated) :])


def _identifies(address: str, page_url: str) -> bool:
    """Return whether the stated address still identifies the article: it may only lose tracking parameters."""
    kept = dict(parse_qsl(urlsplit(address).query))
    lost = [key for key, value in parse_qsl(urlsplit(page_url).query) if kept.get(key) != value]
    is_script = _is_home(address) or "." in _segments(address)[-1]
    return not is_script or all(_TRACKING.fullmatch(key) for key in lost)


def _is_home(address: str) -> bool:
    segments = _segments(address)
    return not segments or (len(segments) == 1 and bool(_HOME.fullmatch(segments[0])))


def _segments(address: str) -> list[str]:
    return [segment for segment in urlsplit(address).path.split("/") if segment]


def site_of(address: str) -> str:
    """Return the host without prefixes for devices, such as `www.` and `m.`."""
    return _DEVICE.sub("", urlsplit(address).hostname or "")
