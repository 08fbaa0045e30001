"""Names of character encodings, as servers and pages write them."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

_NOT_FOR_TEXT: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7", "utf_7"}
)
"""Python calls these encodings, but no page is written in them; one of them takes hours for two megabytes."""

_AS_BROWSERS_READ: Final[Mapping[str, str]] = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Encodings that browsers read as a larger one, by Python's name."""

_ALIASES: Final[Mapping[str, str]] = {
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-cp1252": "cp1252",
    "x-mac-roman": "mac_roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
}
"""Names that Python does not know."""


def codec_of(name: str) -> str:
    """Python's name of the encoding that is called `name`, '' when that is none of a text."""
    label = name.strip().strip("\"'").casefold()
    try:
        codec = codecs.lookup(_ALIASES.get(label, label) or "undefined").name
        "".encode(codec)
    except (LookupError, ValueError):
        return ""
    return "" if codec in _NOT_FOR_TEXT else _AS_BROWSERS_READ.get(codec, codec)
