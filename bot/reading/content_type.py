"""Detect the type of a file or a text by its content."""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto
from typing import Final

from bot.errors import PageFault
from bot.phrases.messages import page_error

_HEAD_BYTES: Final = 20_000
"""Bytes at the start of the content that are examined."""


class ContentType(Enum):
    """The type of a file's content, whatever its name is."""

    TEXT = auto()
    PAGE = auto()
    """HTML or XHTML."""
    PDF = auto()
    ZIP = auto()
    """A ZIP archive; office documents are ZIP archives."""
    WEB_ARCHIVE = auto()
    """A page with its pictures in one file: MHTML, or Safari's format. An e-mail looks the same."""
    RICH_TEXT = auto()
    """A document in Rich Text Format."""
    MARKUP = auto()
    """XML that is not a page, or text that consists mostly of tags."""


# The atomic groups prevent backtracking: a file of many comments would take minutes.
_PROLOGUE: Final = re.compile(r"(?>(?:\s|<!--.*?-->|<\?.*?(?:\?>|>))*)", re.DOTALL)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ELEMENT: Final = re.compile(r"<([a-z][a-z0-9:-]*)[\s/>]", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9:-]*(?:\s[^<>]*)?>", re.IGNORECASE)
_ELEMENT_NAMES: Final = """
a abbr address article aside b base blockquote br center details div dl em fieldset figure font footer form frameset h1
h2 h3 h4 h5 h6 header hgroup hr i iframe img link main menu meta nav noscript ol p picture pre script section small
span strong style sub sup table tbody td template time title tr u ul video
"""
_HTML_ELEMENTS: Final = frozenset(_ELEMENT_NAMES.split())
_MIME_VERSION: Final = re.compile(r"^mime-version:\s*1", re.IGNORECASE | re.MULTILINE)
_MIME_TYPE: Final = re.compile(r"^content-type:\s*(?:multipart/|text/html|message/)", re.IGNORECASE | re.MULTILINE)
_MIME_HEADER: Final = re.compile(r"\s*(?:From -|From |[A-Za-z][A-Za-z-]*:)")
_MIN_TAGS: Final = 10
_MIN_TAG_SHARE: Final = 0.3
"""Minimum share of a text's characters inside tags for it to be MARKUP."""


def detect_type(content: bytes) -> ContentType:
    """Return the type of the content.

    A page is detected after a byte order mark, comments and an XML declaration.
    """
    if content.startswith(b"%PDF-"):
        return ContentType.PDF
    if content.startswith(b"PK\x03\x04"):
        return ContentType.ZIP
    if content.startswith(b"bplist00"):
        return ContentType.WEB_ARCHIVE
    return _type_of_text(_head(content), _tail(content))


def refuse_unreadable(content_type: ContentType) -> None:
    """Raise PageError, which says what to do instead, for a type that is not read."""
    faults = {
        ContentType.ZIP: PageFault.DAMAGED,
        ContentType.WEB_ARCHIVE: PageFault.WEB_ARCHIVE,
        ContentType.RICH_TEXT: PageFault.RICH_TEXT,
        ContentType.MARKUP: PageFault.MARKUP,
    }
    if content_type in faults:
        raise page_error(faults[content_type])


def _head(content: bytes) -> str:
    head = content[:_HEAD_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _tail(content: bytes) -> str:
    return content[-50:].replace(b"\0", b"").decode("latin-1").rstrip()


def _type_of_text(head: str, tail: str) -> ContentType:
    if head.lstrip().startswith("{\\rtf"):
        return ContentType.RICH_TEXT
    if _MIME_HEADER.match(head) and _MIME_VERSION.search(head) and _MIME_TYPE.search(head):
        return ContentType.WEB_ARCHIVE
    prologue = _PROLOGUE.match(head)
    start = prologue.end() if prologue else 0
    if _PAGE.match(head, start):
        return ContentType.PAGE
    element = _ELEMENT.match(head, start)
    # Markdown may begin with an element too, but then it does not end with one.
    if element and tail.endswith(">"):
        return ContentType.PAGE if element[1].lower() in _HTML_ELEMENTS else ContentType.MARKUP
    return ContentType.MARKUP if _is_mostly_markup(head) else ContentType.TEXT


def _is_mostly_markup(text: str) -> bool:
    tags = _TAG.findall(text)
    return len(tags) >= _MIN_TAGS and sum(map(len, tags)) >= _MIN_TAG_SHARE * len(text)
