"""What a file or a text is, by how it begins."""
# ruff: noqa: E501

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Fault, PageError
from bot.reading.kinds import Kind, kind_of, refuse_unreadable
from tests.reading.page.made import TEXT, made

PAGE = made().encode()
MHTML = (
    b'From: <Saved by a browser>\nSubject: Heat 2\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X\n'
    + PAGE
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PAGE, Kind.PAGE),
        (codecs.BOM_UTF8 + PAGE, Kind.PAGE),
        (codecs.BOM_UTF16_LE + made().encode("utf-16-le"), Kind.PAGE),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n' + PAGE, Kind.PAGE),
        (codecs.BOM_UTF8 + b'\r\n <?xml version="1.0"?>\n<!-- saved -->\n' + PAGE, Kind.PAGE),
        (b"<!-- saved from url=(0023)https://a.example -->\r\n" + PAGE, Kind.PAGE),
        (b"<HTML>words", Kind.PAGE),
        (b"<head><title>a", Kind.PAGE),
        (b"<body class=a>words", Kind.PAGE),
        (f"<article><h1>A</h1>{TEXT}</article>\n".encode(), Kind.PAGE),
        (f"<div class='a'>{TEXT}</div>".encode(), Kind.PAGE),
        (b"<meta charset=utf-8><p>words</p>", Kind.PAGE),
        (b"%PDF-1.7", Kind.PDF),
        (b"PK\x03\x04", Kind.ZIP),
        (MHTML, Kind.WEB_ARCHIVE),
        (MHTML.replace(b"\n", b"\r\n"), Kind.WEB_ARCHIVE),
        (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE, Kind.WEB_ARCHIVE),
        (b"bplist00\xd2", Kind.WEB_ARCHIVE),
        (b"{\\rtf1\\ansi words}", Kind.RICH_TEXT),
        (b'<?xml version="1.0"?><rss><channel><title>a</title></channel></rss>', Kind.MARKUP),
        (b"<svg xmlns='x'><text>words</text></svg>", Kind.MARKUP),
        (b"Copied:\n" + b"<div class='paragraph'><span class='text'>word</span></div>\n" * 20, Kind.MARKUP),
        (b"Some words.", Kind.TEXT),
        (b"", Kind.TEXT),
        (b"<3 this film", Kind.TEXT),
        (b"<div align=center>\n\n# A title in Markdown\n\nSome words about the film.", Kind.TEXT),
        (b"title: From Heat to Heat 2\nMIME-Version is a word\n\nSome words.", Kind.TEXT),
        (b"Some words with <b>bold</b> and <i>slanted</i> ones in a long sentence about the film. " * 20, Kind.TEXT),
        (b"<!-- a note -->\n# A title\n\nSome words.", Kind.TEXT),
        ("Ein Satz über »Heat 2« < und > und 1 < 2. ".encode() * 30, Kind.TEXT),
    ],
)
def test_what_content_is(content: bytes, kind: Kind) -> None:
    """A mark, blanks, comments and an XML declaration may stand before the first element."""
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Kind.WEB_ARCHIVE, Fault.WEB_ARCHIVE),
        (Kind.RICH_TEXT, Fault.RICH_TEXT),
        (Kind.MARKUP, Fault.MARKUP),
        (Kind.ZIP, Fault.DAMAGED),
    ],
)
def test_what_is_not_read_says_what_to_do(kind: Kind, fault: Fault) -> None:
    """Each with its own reason."""
    with pytest.raises(PageError, match=":") as caught:
        refuse_unreadable(kind)
    assert caught.value.fault is fault


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PAGE, Kind.PDF])
def test_what_is_read_is_not_refused(kind: Kind) -> None:
    """There is a reader for each."""
    refuse_unreadable(kind)


@given(st.binary(max_size=200))
def test_every_content_is_something(content: bytes) -> None:
    """No bytes are an error."""
    assert kind_of(content) in Kind
