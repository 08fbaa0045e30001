"""Names of header lines in five languages, the same for Markdown front matter and for plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rapidfuzz.distance import OSA

_NAMES: Final[Mapping[str, str]] = {
    "id": "id|article id",
    "title": "title|headline|titel|überschrift|schlagzeile|título|titulo|titular|titre|titolo",
    "publisher": "publisher|source|site|site name|website|outlet|newspaper|publication|published by|quelle|herausgeber"
    "|zeitung|medium|fuente|medio|éditeur|editeur|média|fonte|editore|testata",
    "url": "url|link|address|web address|web page|webpage|canonical|canonical url|source url|permalink|adresse"
    "|webadresse|enlace|dirección|direccion|lien|indirizzo",
    "date": "date|published|publication date|date published|published on|published at|pubdate|publish date|datum"
    "|veröffentlicht|veröffentlicht am|erschienen|erschienen am|fecha|fecha de publicación|publicado|publicado el"
    "|date de publication|publié|publié le|data|data di pubblicazione|pubblicato|pubblicato il",
    "date_evidence": "date evidence|evidence",
    "language": "language|lang|locale|sprache|idioma|langue|lingua",
}
_FIELDS: Final = {name: key for key, names in _NAMES.items() for name in names.split("|")}
_IGNORED: Final = re.compile(
    "author|authors|by|byline|writer|reporter|editor|contributor|contributors|photographer|photo|photos|image"
    "|images|thumbnail|cover|caption|credit|credits|copyright|license|tag|tags|keyword|keywords|category"
    "|categories|section|topic|topics|type|layout|template|slug|status|draft|weight|description|summary"
    "|abstract|excerpt|subtitle|subhead|subheading|deck|standfirst|dek|updated|update|last updated|updated on"
    "|modified|last modified|lastmod|accessed|retrieved|saved|word count|words|reading time|country|place"
    "|location|rights|comments|series|featured|autor|autoren|autorin|autores|auteur|auteurs|autore|autrice|foto"
    "|fotos|bild|kategorie|kategorien|schlagwörter|ressort|rubrik|untertitel|zusammenfassung|beschreibung"
    "|aktualisiert|stand|etiquetas|categoría|sección|subtítulo|resumen|actualizado|étiquettes|catégorie"
    "|rubrique|sous-titre|résumé|mis à jour|etichette|categoria|sezione|sottotitolo|aggiornato"
)
_MAX_TYPOS: Final = 2
"""Maximum number of typing mistakes in a name of six letters or more; in a shorter one it is 1."""


def field_of(name: str) -> str:
    """Return the field, one of `fields.KEYS`, that a line of that name states; '' for none. Case is ignored."""
    return _FIELDS.get(_normalised(name), "")


def is_ignored(name: str) -> bool:
    """Return whether lines of that name are usual but hold nothing that an article stores, like `Author`."""
    return _IGNORED.fullmatch(_normalised(name)) is not None


def probable_field(name: str) -> str:
    """Return the field whose name is `name` with typing mistakes; '' for none."""
    typed = _normalised(name)
    if _IGNORED.fullmatch(typed) or typed in _FIELDS or len(typed) < 3:
        return ""
    return next((key for key in _NAMES if OSA.distance(typed, key) <= (1 if len(key) < 6 else _MAX_TYPOS)), "")


def _normalised(name: str) -> str:
    return " ".join(re.sub(r"[_\-\s]+", " ", name).casefold().split())
