"""A web address as people type it, which often has no scheme."""

from __future__ import annotations

import re
from typing import Final

_WITH_SCHEME: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(r"(?:[\w-]+\.)+(?:[a-z]{2,}|xn--[\w-]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_MARKS: Final = (("<", ">"), ("(", ")"), ('"', '"'))


def typed_address(text: str) -> str:
    """The whole address that a person means by `text`; '' when it is none.

    `deadline.com/x` and `www.example.com` get `https://`; `<https://example.com>` loses its brackets.
    """
    bare = text.strip()
    for opening, closing in _MARKS:
        if bare.startswith(opening) and bare.endswith(closing):
            bare = bare[1:-1].strip()
    if _WITH_SCHEME.fullmatch(bare):
        return bare
    return f"https://{bare}" if _WITHOUT_SCHEME.fullmatch(bare) else ""
