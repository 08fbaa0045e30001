"""Which addresses can be put behind a button."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

_LONGEST: Final = 512
"""Discord's bound on the address of a link button."""
_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9](?::\d{{1,5}})?", re.IGNORECASE)
_KEPT: Final = "%/:?#[]@!$&'()*+,;=~-._"


def button_address(url: str) -> str:
    """The address in the form that Discord takes, '' when it is none that a button could open.

    A button opens http and https addresses with a named host and no user name in front of it, which could pass one
    site off as another. Signs outside ASCII are percent-encoded.
    """
    if len(url) > _LONGEST:
        return ""
    try:
        parts = urlsplit(url.strip())
        encoded = quote(parts.geturl(), safe=_KEPT)
        host = parts.netloc.encode("idna").decode("ascii") if parts.netloc else ""
    except (UnicodeError, ValueError):
        return ""
    address = encoded.replace(quote(parts.netloc, safe=_KEPT), host, 1) if host else ""
    usable = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and len(address) <= _LONGEST
    return address if usable else ""
