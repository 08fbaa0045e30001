"""Remove users and passwords from addresses before they reach a message or a log."""

from __future__ import annotations

import re
from typing import Final

_SCHEME: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
_HOST_AND_PORT: Final = re.compile(r"(\[[^\]@]*\]|[^:@/?#]*)(:\d*)?([/?#].*)?", re.DOTALL)
_SECRET: Final = re.compile(r"\b(\w*(?:password|passwd|pwd|secret|token|key))=.*", re.DOTALL | re.IGNORECASE)
_SECRET_IN_TEXT: Final = re.compile(r"\b(\w*(?:password|passwd|pwd))=\S+", re.IGNORECASE)
_USER_IN_TEXT: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)\S*@|(?<![^\s'\"(<\[=])[^\s:/@'\"]*:\S*@(?=\S)")


def without_password(address: str) -> str:
    """Return an address, with or without a scheme, with its user and password replaced by `***`.

    People do not always write an `@` in a password as %40, so everything before the last `@` goes. A parameter such
    as `password=` loses everything up to the end of the address.
    """
    scheme = _SCHEME.match(address)
    start = scheme.end() if scheme else 0
    head, rest = address[:start], address[start:]
    if head.strip().startswith("sqlite") and rest.startswith("/"):
        return head + _SECRET.sub(r"\1=***", rest)  # the path of a file may hold an @
    user, at, place = rest.rpartition("@")
    if not at and not _HOST_AND_PORT.fullmatch(rest):
        return f"{head}***"
    if _SECRET.search(user):
        return f"{head}***"  # the last @ may be part of a value after `password=`
    return head + ("***@" if at else "") + _SECRET.sub(r"\1=***", place)


def redact(text: str) -> str:
    """Return a message or log line with the user and password of every address in it replaced by `***`.

    A password that holds white space cannot be told from the words around it. Use `without_password` where the
    address itself is available.
    """
    hidden = _USER_IN_TEXT.sub(lambda found: f"{found[1] or ''}***@", text)
    return _SECRET_IN_TEXT.sub(r"\1=***", hidden)
