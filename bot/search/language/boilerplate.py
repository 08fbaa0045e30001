"""Boilerplate: share buttons, bylines, photo credits, advertisements and the like around an article.

An article is stored with its boilerplate. The index leaves it out, so that it is never quoted.
"""

from __future__ import annotations

import re
from typing import Final

from bot.search.language.normal_form import normal_form

MAX_BYLINE_CHARACTERS: Final = 200
"""Maximum length of a byline, in characters; a longer line says something of its own."""
MAX_BOILERPLATE_WORDS: Final = 20
"""Maximum number of words in a paragraph of boilerplate; a longer one says something of its own."""
MAX_BOILERPLATE_CHARACTERS: Final = 600
"""Maximum length of a paragraph of boilerplate, in characters."""

# A word with a capital first letter, of any alphabet: not a digit, and not a small Latin letter.
_CAPITAL: Final = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
# A name does not begin with an article: "By The Numbers" is a heading.
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
# A character within a sentence. A full stop inside a word or after a number, "a.m." or a short month does not end one.
_NO_SENTENCE: Final = r"(?:[^.!?\n]|\.(?=\S)|(?<=\d)\.|(?<=[ap]\.m)\.|(?<=\b\w{3})\.|(?<=\bSept)\.)"
_YEAR: Final = r"(?:19|20)\d\d\b"
_DATED: Final = rf"{_NO_SENTENCE}{{0,40}}?\b{_YEAR}"
_BYLINE: Final = re.compile(
    rf"(?:{_DATED}\W{{0,4}})?{_WRITER}{_NAMES}"
    rf"(?:\s*[|/·•–—-]\s*{_NO_SENTENCE}{{0,80}}|,\s*(?:\S+\s*){{1,4}}|[,\s]\s*\(?{_DATED}{_NO_SENTENCE}{{0,40}})?"
)
# Words such as "Published on" and a day; up to two weekdays or months may be before its number.
_PUBLISHED: Final = re.compile(
    r"(?:(?:first|last|zuletzt|última vez) )?(?:published|posted|updated|veröffentlicht|erschienen|aktualisiert|stand"
    r"|publicado|actualizado|publié|mis à jour|pubblicato|aggiornato)(?: on| am| vom| el| le| il| den)?\s*:?\s+"
    rf"(?:[^\W\d_]{{2,10}},?\s+){{0,2}}(?:[^\W\d_]{{3,10}}\.?\s+)?\d{_NO_SENTENCE}{{0,100}}",
    re.IGNORECASE,
)
# "(Reuters, June 11, 2026)", and the running number of a news agency.
_IN_BRACKETS: Final = re.compile(rf"[(\[][^()\[\]\n]{{0,60}}{_YEAR}[)\]]|\(?dpa:\d{{6}}-[\d/-]+\)?")
_BOILERPLATE_PATTERNS: Final = (
    # share, follow, react
    r"share (this|on|via|the)\b.*|like .{0,20}comment.*|.*👍.*|teilen\b.*|partager\b.*|compartir\b.*|condividi\b.*",
    r"(follow|like|join|find) us\b.*|folge[nt]? (sie )?uns\b.*|síguenos\b.*|suivez[- ]nous\b.*|seguici\b.*",
    # links to other articles
    r"(see|read|watch|check out|discover) (also|more|next|this)\b.*|also read\b.*|more (like this|from|on|stories)\b.*",
    r"(related|recommended|you (may|might) (also )?like|up next|trending|most read|don't miss)\b.{0,80}",
    r"(zum weiterlesen|mehr (zum thema|dazu|infos)|lesen sie (auch|mehr)|lies auch|auch interessant|das könnte)\b.*",
    r"(à lire|lire aussi|voir aussi|à voir aussi|sur le même sujet)\b.*",
    r"(lee|leer|ver|mira) (también|más)\b.*|(te puede interesar|más información|noticias relacionadas)\b.*",
    r"(leggi|guarda) (anche|pure)\b.*|(potrebbe interessarti|articoli correlati|ti potrebbe)\b.*",
    # newsletters, subscriptions, donations
    r"newsletter\b.*|.*\b(our|unseren?|notre|nuestra|nostra) newsletter\b.*",
    r".*\b(subscribe|sign up|subscribers (get|only)|jetzt abonnieren|abonnez[- ]vous|suscr[íi]bete|iscriviti)\b.*",
    r"(recevez|receive|get) (notre|our|the) (lettre|best|latest|week|news)\b.*|.*\b(reader-funded|support us)\b.*",
    r".*\b(unterstütz\w+ uns|soutenez|apóyanos|hazte socio|sostienici)\b.*",
    # advertising
    r"(advertisement|sponsored|anzeige|werbung|publicité|publicidad|pubblicità)\b.{0,40}",
    # credits, tags, comments, cookies
    r"(filed under|tags?|categories|schlagw(ö|oe)rter|themen|etiquetas|mots[- ]clés|archivado en)\s*:.*",
    r"(photo|image|picture|photos|foto|fotos|bild|bilder|imagen|crédit|credits?|immagine)s?\s*(by|credit|courtesy|:|©).*",
    r"(foto|bild)quelle\b.*|(©|\(c\)|copyright)\W.*|.*\b(all rights reserved|alle rechte vorbehalten)\b.*",
    r".*\bcontributed to this (report|article|story)\b.*|\(?[a-zäöü-]{2,12}(/[a-zäöü-]{2,12})+\)?",
    r"(this (article|post) (contains|may contain) affiliate|leave a comment|kommentare|comments (on|are))\b.*",
    # notes on where an article appeared before
    r"this (article|story|interview|post) (was|has|is|first|originally|previously) .*\b(published|appeared|posted)\b.*",
    r"dieser (artikel|text|beitrag) (wurde|ist|erschien) .*\b(veröffentlicht|erschienen|publiziert|form|version)\b.*",
    r"est[ea] (artículo|texto|nota|entrevista) (se publicó|fue publicad[oa]|apareció|ha sido publicad[oa])\b.*",
    r"cet(te)? (article|texte|interview|entretien) (a|est) .*\b(publiée?|parue?)\b.*",
    r"quest[oa] (articolo|testo|intervista) (è|era|fu) .*\b(pubblicat[oa]|apparso|uscit[oa])\b.*",
    r"comments?( \(\d+\))?",
    r"(accept|cookie)s?\b.{0,60}cookies?\b.*",
)
_BOILERPLATE = re.compile("|".join(f"(?:{pattern})" for pattern in _BOILERPLATE_PATTERNS), re.IGNORECASE | re.DOTALL)
_ASIDE = re.compile(
    r"(in (other|further|related) news|in brief|also (this week|today|on the \w+|in the news|out)|elsewhere"
    r"|news in brief|quick (hits|takes|bites)|(\w+'s )?picks? of the (week|day|month)|and finally|what else"
    r"|kurz (notiert|gemeldet|und knapp)|außerdem( in (dieser|der) \w+)?|sonst noch|auch neu|weitere meldungen|nebenbei"
    r"|en bref|brèves?|et aussi|par ailleurs|en breve|breves?|además|otras noticias|in breve|altre notizie|e inoltre)"
    r"\s*[:–—-].+",
    re.IGNORECASE | re.DOTALL,
)


def is_byline(line: str) -> bool:
    """Return whether the whole line is the authors of an article or its date of publication, and nothing else."""
    text = line.strip()
    if not text or len(text) > MAX_BYLINE_CHARACTERS or "\n" in text:
        return False
    return any(pattern.fullmatch(text) for pattern in (_BYLINE, _PUBLISHED, _IN_BRACKETS))


def is_aside(paragraph: str) -> bool:
    """Return whether the paragraph begins like news in brief ("In other news: …"), which are about another subject."""
    beginning = normal_form(paragraph[:MAX_BOILERPLATE_CHARACTERS])
    return _ASIDE.match(beginning.strip()) is not None


def is_boilerplate(paragraph: str) -> bool:
    """Return whether the whole paragraph is boilerplate, a byline included."""
    if not any(character.isalnum() for character in paragraph):
        return True
    # Patterns that begin with ".*" are slow on long texts, and no boilerplate is long.
    if len(paragraph) > MAX_BOILERPLATE_CHARACTERS:
        return False
    text = normal_form(paragraph).strip()
    return is_byline(text) or (len(text.split()) <= MAX_BOILERPLATE_WORDS and _BOILERPLATE.fullmatch(text) is not None)
