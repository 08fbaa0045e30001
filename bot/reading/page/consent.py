"""Remove dialogs and requests for consent to cookies: they are often longer than the article itself."""

from __future__ import annotations

import re
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.parsing import MAIN_TAGS, ROOT_TAGS, drop, is_within, text_of, words_of

_VENDORS: Final = re.compile(
    r"(?:^|\s)(?:onetrust|ot-sdk|optanon|didomi|usercentrics|uc-(?:banner|modal|overlay)|qc-cmp|quantcast|sp_(?:message|choice)"
    r"|sourcepoint|cybotcookiebot|cookiebot|truste(?![a-z])|trustarc|iubenda|cookieyes|cky-|cmplz-|complianz|borlabs|brlbs|klaro"
    r"|osano-cm|termly|tarteaucitron|axeptio|cc-(?:window|banner|grower)|fc-consent|fc-dialog|evidon|moove_gdpr"
    r"|moove-gdpr|cookie-law-info|cli-(?:modal|bar)|wt-cli|ketch-|cmpbox|cmpwrapper|sd-cmp|transcend-consent|ccc-"
    r"|gdpr|eu-cookie|cookieconsent|cookie_?notice|privacy-manager|as-oil|hx_cookie|consent_blackbar|privacy-cp)",
    re.IGNORECASE,
)
"""Beginnings of class names and ids that the usual consent programs give their elements."""
_CONSENT: Final = frozenset({"cookie", "cookies", "consent", "gdpr", "ccpa", "dsgvo", "rgpd", "privacy", "cmp", "tcf"})
_CONTAINERS: Final = """
banner bar box notice notification popup pop modal dialog overlay layer wall wrapper container message manager prompt
disclaimer alert hint info root placeholder warning panel settings preferences policy hinweis aviso bandeau avviso
"""
_CONTAINER: Final = frozenset(_CONTAINERS.split())
_ASKING: Final = re.compile(
    r"we (?:value|care about|respect) your privacy|we and (?:our|selected)\b.{0,40}\b(?:partners|third parties)"
    r"|our \d+ partners|store and(?:/or)? access information on|use (?:of )?cookies|accept (?:all )?cookies"
    r"|manage (?:cookie|consent|preferences)|personali[sz]ed ads"
    r"|wir und unsere\b.{0,20}\bpartner|ihre privatsphäre|cookies (?:zu|akzeptieren)|verwende[nt] cookies"
    r"|valoramos (?:tu|su) privacidad|nosotros y nuestros\b.{0,20}\bsocios|(?:usamos|utilizamos|utiliza) cookies"
    r"|aceptar cookies|nous et nos\b.{0,20}\bpartenaires|votre vie privée|(?:utilisons|utilise) des cookies"
    r"|accepter (?:les )?cookies|noi e i nostri\b.{0,20}\bpartner|la (?:tua|vostra) privacy"
    r"|(?:utilizziamo|usiamo|utilizza) (?:i )?cookie|accetta(?:re)? (?:i )?cookie",
    re.IGNORECASE,
)
"""Phrases of a request for consent, in five languages."""


def remove_consent(tree: HtmlElement) -> None:
    """Remove dialogs and requests for consent to cookies, unless one contains the page's article."""
    elements = [each for each in tree.iter() if isinstance(each.tag, str) and each.tag not in ROOT_TAGS]
    dialogs = [each for each in elements if _is_dialog(each)]
    # The wrapper of a whole page may have a class that says that a banner is open.
    asking = [each for each in elements if _is_consent(each) and next(each.iter("nav", "footer", "main"), None) is None]
    total = sum(1 for _ in tree.iter(*MAIN_TAGS))
    drop([each for each in (*dialogs, *asking) if not _holds_all(each, total)])
    drop(_unnamed_requests(tree))


def _is_dialog(element: HtmlElement) -> bool:
    role = (element.get("role") or "").lower().split()
    return element.tag == "dialog" or bool({"dialog", "alertdialog"} & set(role)) or element.get("aria-modal") == "true"


def _is_consent(element: HtmlElement) -> bool:
    if element.tag in ROOT_TAGS or element.tag in MAIN_TAGS:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    words = words_of(element)
    if _VENDORS.search(names) or (_CONSENT & words and _CONTAINER & words):
        return True
    if not _CONSENT & words:
        return False
    is_outside = not is_within(element, *MAIN_TAGS) and next(element.iter(*MAIN_TAGS, "h1"), None) is None
    return is_outside or asks_for_consent(_lines_of(element))


def _unnamed_requests(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements without a telling class whose text asks for consent."""
    blocks = [each for each in tree.iter("p", "h2", "h3", "li") if _ASKING.search(text_of(each))]
    around = {each.getparent(): None for each in blocks if each.getparent() is not None}
    return [
        each
        for each in around
        if each.tag not in {*ROOT_TAGS, *MAIN_TAGS}
        and next(each.iter(*MAIN_TAGS, "nav", "footer", "h1"), None) is None
        and asks_for_consent(_lines_of(each))
    ]


def _lines_of(element: HtmlElement) -> str:
    """Return the text of an element's blocks, each on a line."""
    return "\n".join(text_of(each) for each in element.iter("p", "li", "h2", "h3", "button", "label"))


def _holds_all(element: HtmlElement, total: int) -> bool:
    """Return whether all `total` articles and main parts of the page are in this element, and there is at least one."""
    return total > 0 and total == sum(1 for _ in element.iter(*MAIN_TAGS))


def asks_for_consent(text: str) -> bool:
    """Return whether at least half of the text asks for consent to cookies."""
    paragraphs = [each for each in text.split("\n") if each.strip()]
    asking = sum(len(each) for each in paragraphs if _ASKING.search(each))
    return bool(paragraphs) and 2 * asking >= sum(map(len, paragraphs))
