"""Titles that a program has given a document: the name of a file, or what a new document is called."""

from __future__ import annotations

import re
from typing import Final

_FILE: Final = re.compile(
    r".*\.(?:docx?|docm|dotx?|odt|rtf|txt|md|tex|dvi|e?ps|pdf|indd|idml|qx[dp]|pptx?|xlsx?|csv|pages|numbers|key|pub|cdr|ai"
    r"|psd|wpd|wps|html?|mhtml?|xml|eml|msg|png|jpe?g|gif|tiff?|heic|webp)(?:[\s)\]\"'”]|$).{0,30}",
    re.IGNORECASE,
)
_PATH: Final = re.compile(r"(?:[a-z]:[\\/]|\\\\|/\w+/|file:|https?:|about:|blob:|data:|www\.).*", re.IGNORECASE)
_PROGRAM: Final = re.compile(
    r"(?:microsoft\s+)?(?:office\s+)?(?:word|powerpoint|excel|publisher|outlook|onenote)\s+[-–—]\s.*"
    r"|.*\s[-–—]\s(?:microsoft\s+(?:word|powerpoint|excel|edge)|word|powerpoint|google docs|google chrome"
    r"|mozilla firefox|libreoffice(?: writer)?|openoffice(?: writer)?|notepad|editor|adobe indesign.*|quarkxpress.*)"
    r"|powerpoint[- ](?:presentation|präsentation)|présentation powerpoint|presentaci[oó]n de powerpoint"
    r"|presentazione (?:standard di )?powerpoint",
    re.IGNORECASE,
)
_NEW: Final = re.compile(
    r"documento?[ _](?:sin[ _]t[ií]tulo|senza[ _](?:titolo|nome)|sans[ _](?:titre|nom))[ _]*\d*"
    r"|[\[(<]?(?:(?:new|neues|nouveau|nuevo|nuovo)[ _-])?(?:untitled|unnamed|no title|unbenannt(?:es)?|ohne titel|titel"
    r"|title|sans[ _-]titre|sin[ _-]t[ií]tulo|t[ií]tulo|titre|senza[ _-](?:titolo|nome)|titolo|documento?|dokument|doc"
    r"|document|presentation|präsentation|layout|slide|folie|page|seite|print|drucken|scan"
    r"|scanned(?: (?:document|image))?|image|img|dsc|screenshot|bildschirmfoto|draft|entwurf|copy|kopie"
    r"|file|datei|article|artikel|default|template|vorlage|output|export|download|job|test|pdf|text|notes?)[\])>]?"
    r"(?:[ _-]*(?:document|dokument|documento))?[ _.-]*(?:v(?:ersion)?)?[ _-]*[\d _.:-]*(?:\(\d+\))?",
    re.IGNORECASE,
)
_FILE_NAME: Final = re.compile(r"\S*_\S*|[a-z0-9]+(?:-[a-z0-9]+){3,}|[0-9a-f]{8}-[0-9a-f-]{20,}", re.IGNORECASE)


def is_program_title(title: str) -> bool:
    """Whether a title was given by a program, or is a file's name, and says nothing of the article."""
    words = " ".join(title.split())
    return not any(map(str.isalpha, words)) or any(
        pattern.fullmatch(words) for pattern in (_FILE, _PATH, _PROGRAM, _NEW, _FILE_NAME)
    )
