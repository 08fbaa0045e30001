"""What can be wrong with a web address, and what a moderator is told then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.errors import Fault, PageError

_INSTEAD: Final = "open it yourself, copy the article's text, and add that as text instead"

_SENTENCES: Final[Mapping[Fault, str]] = {
    Fault.ADDRESS: "This is no web address that can be read: give one that begins with https:// and names a site",
    Fault.NOT_PUBLIC: "This address leads to a place that is not public, so it is not read",
    Fault.UNREACHABLE: f"The site cannot be reached: check the address, or {_INSTEAD}",
    Fault.CERTIFICATE: f"The site's certificate is not valid, so nobody knows who answers there: {_INSTEAD}",
    Fault.TOO_SLOW: f"The site took too long to answer: try again later, or {_INSTEAD}",
    Fault.TOO_LARGE: f"The page is larger than 2 MB: {_INSTEAD}",
    Fault.REDIRECTS: f"The address leads from one page to the next without end: {_INSTEAD}",
    Fault.NOT_FOUND: "There is no page at this address: check it",
    Fault.REFUSED: f"The site does not give the page to a program: {_INSTEAD}",
    Fault.SERVER: f"The site has a problem of its own: try again later, or {_INSTEAD}",
    Fault.KIND: "This is neither a page, nor a text, nor a PDF: give the address of an article",
    Fault.PAYWALL: f"The article is for subscribers, and only its beginning can be read: {_INSTEAD}",
    Fault.LOGIN: f"The page wants a login: {_INSTEAD}",
    Fault.VIDEO: "This is a page of a video, with no article on it: add what is said in it as text instead",
    Fault.EMPTY: f"No article was found on the page: {_INSTEAD}",
    Fault.PICTURES: f"This PDF holds pictures and no text: {_INSTEAD}",
    Fault.LOCKED: f"This PDF is locked with a password: {_INSTEAD}",
    Fault.DAMAGED: f"This file is damaged, or is not what it says: {_INSTEAD}",
    Fault.WEB_ARCHIVE: (
        "This is a web archive (MHTML): open it in a browser and save it as a web page with HTML only, or give the "
        "article's address"
    ),
    Fault.RICH_TEXT: "This is a document in Rich Text Format (RTF): save it as plain text (.txt) or as a PDF",
    Fault.MARKUP: (
        "This text is mostly markup: save the page as .html, give its address, or copy the text as the browser shows it"
    ),
}


def page_error(fault: Fault) -> PageError:
    """The error with its sentence."""
    return PageError(fault, f"{_SENTENCES[fault]}.")
