"""What a file or a text is, told by how it begins."""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from typing import Final

from bot.errors import Fault
from bot.reading.web.faults import page_error

_LOOKED_AT: Final = 20_000
"""How much of the content is looked at, in bytes."""


class Kind(Enum):
    """What content is, whatever its file is called."""

    TEXT = auto()
    PAGE = auto()
    """HTML or XHTML."""
    PDF = auto()
    ZIP = auto()
    """A ZIP archive; office documents are such archives."""
    WEB_ARCHIVE = auto()
    """A page with its pictures in one file: MHTML, or Safari's format. An e-mail looks the same."""
    RICH_TEXT = auto()
    """A document in Rich Text Format."""
    MARKUP = auto()
    """XML that is no page, or text that holds more tags than sentences."""


# The atomic groups keep a file of many comments and no page from being tried in every way to part them.
_PROLOGUE: Final = re.compile(r"(?>(?:\s|<!--.*?-->|<\?.*?(?:\?>|>))*)", re.DOTALL)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ELEMENT: Final = re.compile(r"<([a-z][a-z0-9:-]*)[\s/>]", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9:-]*(?:\s[^<>]*)?>", re.IGNORECASE)
_ELEMENTS: Final = """
a abbr address article aside b base blockquote br center details div dl em fieldset figure font footer form frameset h1
h2 h3 h4 h5 h6 header hgroup hr i iframe img link main menu meta nav noscript ol p picture pre script section small
span strong style sub sup table tbody td template time title tr u ul video
"""
_HTML_ELEMENTS: Final = frozenset(_ELEMENTS.split())
_MIME_VERSION: Final = re.compile(r"^mime-version:\s*1", re.IGNORECASE | re.MULTILINE)
_MIME_TYPE: Final = re.compile(r"^content-type:\s*(?:multipart/|text/html|message/)", re.IGNORECASE | re.MULTILINE)
_HEADER_LINE: Final = re.compile(r"\s*(?:From -|From |[A-Za-z][A-Za-z-]*:)")
_FEWEST_TAGS: Final = 10
_MARKUP_SHARE: Final = 0.3
"""From this share of its characters in tags on, a text is mostly markup."""


def kind_of(content: bytes) -> Kind:
    """What the content is. What begins like a page is one, after a byte order mark, comments and an XML declaration."""
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if content.startswith(b"bplist00"):
        return Kind.WEB_ARCHIVE
    return _kind_of_text(_beginning(content), _end(content))


def refuse_unreadable(kind: Kind) -> None:
    """Raise PageError for what holds an article in a form that is not read; it says what to do instead."""
    faults = {
        Kind.ZIP: Fault.DAMAGED,
        Kind.WEB_ARCHIVE: Fault.WEB_ARCHIVE,
        Kind.RICH_TEXT: Fault.RICH_TEXT,
        Kind.MARKUP: Fault.MARKUP,
    }
    if kind in faults:
        raise page_error(faults[kind])


def _beginning(content: bytes) -> str:
    head = content[:_LOOKED_AT]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _end(content: bytes) -> str:
    return content[-50:].replace(b"\0", b"").decode("latin-1").rstrip()


def _kind_of_text(text: str, end: str) -> Kind:
    if text.lstrip().startswith("{\\rtf"):
        return Kind.RICH_TEXT
    if _HEADER_LINE.match(text) and _MIME_VERSION.search(text) and _MIME_TYPE.search(text):
        return Kind.WEB_ARCHIVE
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    if _PAGE.match(text, start):
        return Kind.PAGE
    element = _ELEMENT.match(text, start)
    # Markdown may begin with an element too, but then it does not end with one.
    if element and end.endswith(">"):
        return Kind.PAGE if element[1].lower() in _HTML_ELEMENTS else Kind.MARKUP
    return Kind.MARKUP if _is_mostly_markup(text) else Kind.TEXT


def _is_mostly_markup(text: str) -> bool:
    tags = _TAG.findall(text)
    return len(tags) >= _FEWEST_TAGS and sum(map(len, tags)) >= _MARKUP_SHARE * len(text)
