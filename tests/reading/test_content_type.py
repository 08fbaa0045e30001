"""Test the detection of content types."""
# ruff: noqa: E501

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import PageError, PageFault
from bot.reading.content_type import ContentType, detect_type, refuse_unreadable
from tests.reading.page.page_builder import TEXT, build_page

PAGE = build_page().encode()
MHTML = (
    b'From: <Saved by a browser>\nSubject: Heat 2\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X\n'
    + PAGE
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PAGE, ContentType.PAGE),
        (codecs.BOM_UTF8 + PAGE, ContentType.PAGE),
        (codecs.BOM_UTF16_LE + build_page().encode("utf-16-le"), ContentType.PAGE),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n' + PAGE, ContentType.PAGE),
        (codecs.BOM_UTF8 + b'\r\n <?xml version="1.0"?>\n<!-- saved -->\n' + PAGE, ContentType.PAGE),
        (b"<!-- saved from url=(0023)https://a.example -->\r\n" + PAGE, ContentType.PAGE),
        (b"<HTML>words", ContentType.PAGE),
        (b"<head><title>a", ContentType.PAGE),
        (b"<body class=a>words", ContentType.PAGE),
        (f"<article><h1>A</h1>{TEXT}</article>\n".encode(), ContentType.PAGE),
        (f"<div class='a'>{TEXT}</div>".encode(), ContentType.PAGE),
        (b"<meta charset=utf-8><p>words</p>", ContentType.PAGE),
        (b"%PDF-1.7", ContentType.PDF),
        (b"PK\x03\x04", ContentType.ZIP),
        (MHTML, ContentType.WEB_ARCHIVE),
        (MHTML.replace(b"\n", b"\r\n"), ContentType.WEB_ARCHIVE),
        (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE, ContentType.WEB_ARCHIVE),
        (b"bplist00\xd2", ContentType.WEB_ARCHIVE),
        (b"{\\rtf1\\ansi words}", ContentType.RICH_TEXT),
        (b'<?xml version="1.0"?><rss><channel><title>a</title></channel></rss>', ContentType.MARKUP),
        (b"<svg xmlns='x'><text>words</text></svg>", ContentType.MARKUP),
        (b"Copied:\n" + b"<div class='paragraph'><span class='text'>word</span></div>\n" * 20, ContentType.MARKUP),
        (b"Some words.", ContentType.TEXT),
        (b"", ContentType.TEXT),
        (b"<3 this film", ContentType.TEXT),
        (b"<div align=center>\n\n# A title in Markdown\n\nSome words about the film.", ContentType.TEXT),
        (b"title: From Heat to Heat 2\nMIME-Version is a word\n\nSome words.", ContentType.TEXT),
        (
            b"Some words with <b>bold</b> and <i>slanted</i> ones in a long sentence about the film. " * 20,
            ContentType.TEXT,
        ),
        (b"<!-- a note -->\n# A title\n\nSome words.", ContentType.TEXT),
        ("Ein Satz über »Heat 2« < und > und 1 < 2. ".encode() * 30, ContentType.TEXT),
    ],
)
def test_the_type_of_content(content: bytes, kind: ContentType) -> None:
    """The first element may follow a byte order mark, white space, comments and an XML declaration."""
    assert detect_type(content) is kind


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (ContentType.WEB_ARCHIVE, PageFault.WEB_ARCHIVE),
        (ContentType.RICH_TEXT, PageFault.RICH_TEXT),
        (ContentType.MARKUP, PageFault.MARKUP),
        (ContentType.ZIP, PageFault.DAMAGED),
    ],
)
def test_an_unread_type_says_what_to_do(kind: ContentType, fault: PageFault) -> None:
    """Each type that is not read has its own sentence."""
    with pytest.raises(PageError, match=":") as caught:
        refuse_unreadable(kind)
    assert caught.value.fault is fault


@pytest.mark.parametrize("kind", [ContentType.TEXT, ContentType.PAGE, ContentType.PDF])
def test_a_readable_type_is_not_refused(kind: ContentType) -> None:
    """Types that have a reader are not refused."""
    refuse_unreadable(kind)


@given(st.binary(max_size=200))
def test_any_content_has_a_type(content: bytes) -> None:
    """Any bytes have a type."""
    assert detect_type(content) in ContentType
