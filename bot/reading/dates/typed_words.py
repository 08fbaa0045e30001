"""The words around a date that people type, in English, German, Spanish, French and Italian.

dateparser reads `ayer` and `11 juin 2026`. It does not read `ayer por la tarde`, `le mois dernier` or `fra due
settimane`: here such wordings become ones that it reads, or a distance from today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_LAST: Final = re.compile(
    r"\b(?:last|past|(?:letzt|vergangen|vorig)e[rnsm]?|pasad[oa]|[uú]ltim[oa]|derni(?:er|[eè]re)|pass[ée]e?|scors[oa]"
    r"|passat[oa])"
    r"(?!\w)"
)
_OF_LAST_YEAR: Final = re.compile(
    r"(?:,|\s)\s*(?:of )?last year|\s+(?:letzten|vergangenen|vorigen) jahres|\s+del (?:año pasado|pasado año)"
    r"|\s+de l['’]an(?:n[ée]e)? (?:derni(?:er|[eè]re)|pass[ée]e?)"
    r"|\s+(?:dell['’]anno|dello) (?:scorso|passato)(?: anno)?"
)
_UNITS: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "week": "week woche semana semaine settimana",
        "month": "month monat mes mois mese",
        "year": "year jahr año ano an année annee anno",
    }.items()
    for word in words.split()
}

_PART_OF_DAY: Final = re.compile(
    r"(?P<day>yesterday|heute|gestern|vorgestern|hoy|ayer|anteayer|aujourd['’]hui|hier|avant-hier|oggi|ieri),? "
    r"(?:(?:in the |at )?(?:morning|afternoon|evening|night|noon)"
    r"|morgen|früh|vormittag|mittag|nachmittag|abend|nacht"
    r"|(?:(?:por|en|a) la )?(?:ma[ñn]ana|tarde|noche)|a mediodía"
    r"|(?:au |dans la )?(?:matin|matinée|midi|soir|nuit)|(?:dans l['’])?après-midi"
    r"|mattina|mattino|pomeriggio|sera|notte)"
)
_WHOLE: Final[Mapping[str, str]] = {
    wording: plain
    for plain, wordings in {
        "ayer": ("anoche",),
        "anteayer": ("antier", "antes de ayer", "antes de anoche"),
        "hoy": ("esta mañana", "esta tarde", "esta noche"),
        "aujourd'hui": ("ce matin", "cet après-midi", "ce soir", "cette nuit"),
        "avant-hier": ("avant hier",),
        "oggi": ("stamattina", "stamani", "stamane", "stasera", "stanotte", "questa mattina", "questa sera"),
        "2 giorni fa": (
            "altro ieri",
            "altroieri",
            "avantieri",
            "avant'ieri",
            "avant’ieri",
            "ieri l'altro",
            "ieri l’altro",
        ),
        "heute": ("heut",),
        "15 days ago": ("il y a une quinzaine", "il y a une quinzaine de jours", "hace una quincena"),
    }.items()
    for wording in wordings
}
"""Whole texts that stand for others."""
_AHEAD: Final = re.compile(r"(?:de aquí a|d['’]ici|fra)\s+")
_AHEAD_WORDS: Final[Mapping[str, str]] = {"de": "dentro de ", "d": "dans ", "f": "tra "}
_NUMBER_WORDS: Final[Mapping[str, str]] = {
    word: str(number)
    for words in (
        "- - - - - - - - - - elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve veinte",
        "- - - - - - - - - - onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
        "un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove venti",
    )
    for number, word in enumerate(words.split(), 1)
    if word != "-"
} | {"una": "1", "uno": "1", "primero": "1", "primo": "1"}
"""Number words that dateparser does not know."""


def plain_words(text: str) -> str:
    """Return a text in lower case with the words that dateparser reads: "ayer" for "ayer por la tarde"."""
    if text in _WHOLE:
        return _WHOLE[text]
    if found := _PART_OF_DAY.fullmatch(text):
        return found["day"]
    if found := _AHEAD.match(text):
        text = _AHEAD_WORDS[text[: 2 if text.startswith("de") else 1]] + text[found.end() :]
    return " ".join(_NUMBER_WORDS.get(word, word) for word in text.split())


def without_last(text: str) -> str:
    """Return a text in lower case without its word for "last"; '' if it has none, or nothing else."""
    return " ".join(_LAST.sub(" ", text, count=1).split()).strip(". ") if _LAST.search(text) else ""


def without_last_year(text: str) -> str:
    """Return the day or month in "September 4 of last year"; '' for any other text in lower case."""
    found = _OF_LAST_YEAR.search(text)
    return text[: found.start()] if found and found.start() and found.end() == len(text) else ""


def unit_of(word: str) -> str:
    """Return `week`, `month` or `year` for the word of a unit in any of the languages, '' for any other word."""
    return _UNITS.get(word, "")
