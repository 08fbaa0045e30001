"""Bylines and lines of publication: who wrote an article and when, which is no statement to be quoted."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 200
"""A longer line is more than a byline, in characters."""

_CAPITAL: Final = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
_NAME: Final = (
    rf"(?!(?:The|THE|A|An|All|Das|Der|Die|Ein|El|Los|Las|Un|Una|Les|Qué|Il|Lo|Gli)\s){_CAPITAL}"
    rf"(?:\s+(?:de|del|della|der|den|van|von|la|le|du|di|da|dos|bin|al|y|{_CAPITAL})){{1,4}}"
)
_NAMES: Final = rf"{_NAME}(?:(?:\s*[,&]\s*|\s+(?:and|und|y|et|e|con|with|mit|avec)\s+){_NAME}){{0,5}}"
_WRITER: Final = (
    r"(?:(?:[Ww]ords|[Ww]ritten|[Rr]eported|[Rr]eporting|[Ee]diting|[Ss]tory|[Tt]ext|[Ii]nterview) by|by|By|BY"
    r"|von|Von|VON|[Ee]scrito por|por|Por|POR|[Rr]édigé par|par|Par|PAR"
    r"|[Ss]critto da|[Aa] cura di|di|Di|DI|[Tt]ext|TEXT)\s*:?\s+"
)
_NO_SENTENCE: Final = r"(?:[^.!?\n]|\.(?=\S)|(?<=\d)\.|(?<=[ap]\.m)\.|(?<=\b\w{3})\.|(?<=\bSept)\.)"
_YEAR: Final = r"(?:19|20)\d\d\b"
_DATED: Final = rf"{_NO_SENTENCE}{{0,40}}?\b{_YEAR}"
_BYLINE: Final = re.compile(
    rf"(?:{_DATED}\W{{0,4}})?{_WRITER}{_NAMES}"
    rf"(?:\s*[|/·•–—-]\s*{_NO_SENTENCE}{{0,80}}|,\s*(?:\S+\s*){{1,4}}|[,\s]\s*\(?{_DATED}{_NO_SENTENCE}{{0,40}})?"
)
_PUBLISHED: Final = re.compile(
    r"(?:(?:first|last|zuletzt|última vez) )?(?:published|posted|updated|veröffentlicht|erschienen|aktualisiert|stand"
    r"|publicado|actualizado|publié|mis à jour|pubblicato|aggiornato)(?: on| am| vom| el| le| il| den)?\s*:?\s+"
    rf"(?:[^\W\d_]{{2,10}},?\s+){{0,2}}(?:[^\W\d_]{{3,10}}\.?\s+)?\d{_NO_SENTENCE}{{0,100}}",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(rf"[(\[][^()\[\]\n]{{0,60}}{_YEAR}[)\]]|\(?dpa:\d{{6}}-[\d/-]+\)?")


def is_byline(line: str) -> bool:
    """True when the whole line says who wrote an article, or when it was published, and nothing else."""
    text = line.strip()
    if not text or len(text) > LONGEST or "\n" in text:
        return False
    return any(pattern.fullmatch(text) for pattern in (_BYLINE, _PUBLISHED, _IN_BRACKETS))
