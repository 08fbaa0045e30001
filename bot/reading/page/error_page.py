"""Recognize error pages that a site sends with status 200, as if they were articles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bot.reading.page.title import SEPARATOR

_STATUS: Final = frozenset({"404", "410"})
_PAGE_WORDS: Final = """
page webpage content article story url address file seite webseite inhalt artikel adresse pagina contenido articulo
direccion contenu contenuto articolo indirizzo
"""
_MISSING_WORDS: Final = """
not t no found cannot missing unavailable removed deleted gone nicht gefunden geloscht entfernt encontrada encontrado
eliminada eliminado introuvable pas plus trouvee supprimee non trovata trovato rimossa rimosso
"""
_OTHER_WORDS: Final = """
error http code sorry oops we re is was be been has have can could couldn isn doesn does do exist exists available
longer anymore here the this that your you are looking for requested it seems moved s
fehler leider ups hoppla die der das diese dieser dieses wurde konnte werden ist existiert mehr verfugbar angeforderte
gesuchte
lo sentimos vaya la el esta este que buscas buscaba ha sido existe se pudo puede encontrar disponible ya
erreur desole oups cette ce cet le les vous cherchez recherchez demandee demande n est a ete
errore spiacenti ops questa questo il che cerchi stai cercando e stata stato esiste disponibile piu
"""
_PAGE: Final = frozenset(_PAGE_WORDS.split())
_MISSING: Final = frozenset(_MISSING_WORDS.split())
_KNOWN: Final = _PAGE | _MISSING | frozenset(_OTHER_WORDS.split()) | _STATUS


def is_error_page(titles: Iterable[str]) -> bool:
    """Return whether one of a page's titles says only that there is no such page, in one of five languages.

    The name of the site before or after it does not count: `404 - Page not found | Lakeside Courier`.
    """
    return any(_says_missing(part) for title in titles for part in SEPARATOR.split(title))


def _says_missing(text: str) -> bool:
    # Every word must belong to such a message: a headline about one has others, as in `Page not found: a review`.
    words = set(_words(text))
    if not words or not words <= _KNOWN:
        return False
    return bool(words & _STATUS) or {"not", "found"} <= words or bool(words & _PAGE and words & _MISSING)


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents; an apostrophe divides a word."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(each for each in letters if not unicodedata.combining(each)))
