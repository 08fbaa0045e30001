"""Text made fit for a terminal or a log: it gives no commands, and holds no password."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Final

_REORDERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional marks: Unicode counts them as format characters, and they can reverse what stands around them."""
_KEPT: Final = frozenset("\n\t")
_COMMANDS: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode categories of controls, unpaired surrogates, and the separators that break a line unseen."""
_LEAST_KEPT: Final = 0.7
"""How much of the room a cut after a whole word must use; a longer word is cut inside."""


def harmless(text: str) -> str:
    r"""The same text with control, reordering and unpaired surrogate characters written out, as `\x1b` or `\u202e`.

    Line ends and tabs stay; a carriage return before a line end goes, since it shows nothing there.
    """
    return "".join(_written_out(sign) for sign in text.replace("\r\n", "\n"))


def one_line(text: str, longest: int = 200) -> str:
    """The text made harmless, its white space folded to single blanks, and cut at `longest` characters with `…`."""
    flat = harmless(" ".join(text[: longest * 4].split()))
    return cut_to(flat, longest)


def cut_to(text: str, longest: int) -> str:
    """The text, cut with `…` when it is longer than `longest` characters: after a whole word where one ends nearby."""
    if len(text) <= longest:
        return text
    words, blank, _ = text[:longest].rpartition(" ")
    return f"{words.rstrip() if blank and len(words) >= longest * _LEAST_KEPT else text[: longest - 1]}…"


def _written_out(sign: str) -> str:
    if sign in _KEPT or (unicodedata.category(sign) not in _COMMANDS and sign not in _REORDERING):
        return sign
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"


_SCHEME: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
_HOST_AND_PORT: Final = re.compile(r"(\[[^\]@]*\]|[^:@/?#]*)(:\d*)?([/?#].*)?", re.DOTALL)
_SECRET: Final = re.compile(r"\b(\w*(?:password|passwd|pwd|secret|token))=.*", re.DOTALL | re.IGNORECASE)
_SECRET_IN_TEXT: Final = re.compile(r"\b(\w*(?:password|passwd|pwd))=\S+", re.IGNORECASE)
_USER_IN_TEXT: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)\S*@|(?<![^\s'\"(<\[=])[^\s:/@'\"]*:\S*@(?=\S)")


def without_password(address: str) -> str:
    """An address, with or without a scheme, whose user and password are left out, whatever characters they hold.

    An `@` in a password is not always written as %40, so everything before the last one goes. What follows
    `password=` goes to the end.
    """
    scheme = _SCHEME.match(address)
    start = scheme.end() if scheme else 0
    head, rest = address[:start], address[start:]
    if head.strip().startswith("sqlite") and rest.startswith("/"):
        return head + _SECRET.sub(r"\1=***", rest)  # a file, whose path may hold an @
    user, at, place = rest.rpartition("@")
    if not at and not _HOST_AND_PORT.fullmatch(rest):
        return f"{head}***"
    if _SECRET.search(user):
        return f"{head}***"  # the last @ may stand in what follows `password=`
    return head + ("***@" if at else "") + _SECRET.sub(r"\1=***", place)


def redacted(text: str) -> str:
    """A message or a log line without the user and password of any address in it, with or without a scheme.

    A password that holds white space cannot be told from the words around it: where the address itself is at hand,
    use `without_password`.
    """
    hidden = _USER_IN_TEXT.sub(lambda found: f"{found[1] or ''}***@", text)
    return _SECRET_IN_TEXT.sub(r"\1=***", hidden)


class RedactingFormatter(logging.Formatter):
    """A log line, its traceback included, without the user and password of any address in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return redacted(super().format(record))
