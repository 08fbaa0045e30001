"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.domain import Span
from bot.search.language.normal_form import NormalForm
from bot.search.language.tokens import unaccented

_SPACED_GUILLEMET: Final = r"[ \u00a0\u202f]{1,2}[»›](?=[\s,.;:!?)]|\Z)"
"""French sets a space before the closing mark."""
_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<closers>(?:[\"'”’»“‘«‹›)\]]|{_SPACED_GUILLEMET})*+)(?=\s)|(?P<breaks>\n++)"
)
_OPENERS: Final = "\"'“„‚‘«‹»›([¡¿ —–-"
_DASHES: Final = "—–-"
_AFTER_BROS = re.compile(r"\s*[“\"„«]?(The|It|He|She|They|But|And|In|This|That|Then|So)\b")
"""After "Bros." a new sentence is likely only where a common opening word stands."""
_LAST_WORD = re.compile(r"([^\W_]+)\Z")
_LAST_LETTERS: Final = 40
_AHEAD: Final = 160
"""Characters behind direct speech in which its verb is looked for."""
_TAG_END = re.compile(r"[.!?…;:\n\"“”„«»]")
_TITLE = re.compile(r"\b([A-Z]\w{0,3})\.")
"""An initial, or a title such as "Mr." or "Prof."."""
_TAG_WORDS: Final = 8
_SHORT: Final = 4
_DIGITS: Final = 3
"""Digits that an ordinal may have ("zum 100. Mal"); a year may end a sentence."""
_VOWELS: Final = frozenset("aeiouyäöüáéíóúàèìòùâêîôûœæ")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """Words behind whose full stop no sentence ends, in small letters."""

    always: frozenset[str]
    before_number: frozenset[str]
    in_capitals: frozenset[str]

    @classmethod
    def read(cls, text: str) -> _Abbreviations:
        """The data of `abbreviations.txt`."""
        sections: dict[str, list[str]] = {}
        current: list[str] = []
        for line in text.splitlines():
            content = line.split("#")[0].strip()
            if content.startswith("["):
                current = sections.setdefault(content.strip("[]"), [])
            else:
                current += content.split()
        return cls(*(frozenset(sections[name]) for name in ("always", "before a number", "in capitals")))


@cache
def _abbreviations() -> _Abbreviations:
    return _Abbreviations.read((files("bot.search") / "data" / "abbreviations.txt").read_text(encoding="utf-8"))


@cache
def _verbs_of_speech() -> frozenset[str]:
    lines = (files("bot.search") / "data" / "speech.txt").read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.partition(":")[2].split())
    return frozenset(map(unaccented, words))


def sentence_spans(text: str, span: Span) -> list[Span]:
    """The sentences of `text` inside `span`, in order, without the white space around them.

    A line break ends a sentence. An abbreviation, an initial or a number before a full stop does not, nor does direct
    speech that is followed by who says it.
    """
    form = NormalForm.from_text(text, span.start, span.end)
    return [form.span(start, end) for start, end in _trimmed(form.text, _cuts(form.text))]


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        if found["breaks"] or _ends_sentence(text, start, found):
            yield start, found.end()
            start = found.end()
    yield start, len(text)


def _ends_sentence(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the text goes on with another sentence behind these marks."""
    after = found.end()
    if found["mark"] == "." and _is_abbreviated(text, max(start, found.start() - _LAST_LETTERS), found):
        return False
    if found["closers"] and found["mark"][-1] != "." and _says_who_speaks(text, after):
        return False
    return _starts_new(text, after, is_speech=bool(found["closers"]))


def _is_abbreviated(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the full stop belongs to the word or the number before it."""
    stop, after = found.start(), found.end()
    word = _LAST_WORD.search(text, start, stop)
    if word is None:
        return False
    last, plain, known = word[1], word[1].casefold(), _abbreviations()
    if plain == "bros" and not found["closers"]:
        return _AFTER_BROS.match(text, after) is None
    if _is_letter(last) or _is_within_abbreviation(text, word.start(), last):
        return True
    if found["closers"] or last.isdigit():
        return last.isdigit() and len(last) <= _DIGITS and not found["closers"]
    if plain in known.before_number:
        return text[after : after + 12].lstrip()[:1].isdigit()
    return plain in known.always or (plain in known.in_capitals and last[0].isupper()) or _has_no_vowel(last)


def _is_letter(word: str) -> bool:
    """An initial, or a letter of "z. B.", "h. c.", "a.m.", "n.º"; an accented one is a word ("non lo è")."""
    return len(word) == 1 and (word.isupper() or word.isascii() or word in "ºª")


def _is_within_abbreviation(text: str, start: int, last: str) -> bool:
    """Whether a short word goes on after a single letter and its full stop: "p. ej.", "z. Hd.", "sig.ra"."""
    if len(last) > _SHORT or not last.islower():
        return False
    before = text[max(0, start - 4) : start]
    is_joined = before[-1:] == "." and before[-2:-1].isalpha() and len(last) <= 2
    return is_joined or re.search(r"(?<![^\W_])[^\W\d_]\.\s?\Z", before) is not None


def _has_no_vowel(word: str) -> bool:
    """ "Mrd", "Mr", "vgl"; one in capitals alone is an acronym, which may end a sentence."""
    return 1 < len(word) <= _SHORT and word.isalpha() and not word.isupper() and _VOWELS.isdisjoint(word.casefold())


def _says_who_speaks(text: str, after: int) -> bool:
    """Whether somebody and a verb of speech follow, before any other mark: `!” Kessel joked`."""
    ahead = text[after : after + _AHEAD]
    tag = _TAG_END.split(_TITLE.sub(r"\1", ahead), maxsplit=1)[0]
    words = re.findall(r"[^\W_]+", tag)[1:_TAG_WORDS]
    return any(unaccented(word.casefold()) in _verbs_of_speech() for word in words)


def _starts_new(text: str, after: int, *, is_speech: bool) -> bool:
    """Whether what follows looks like the beginning of a sentence: anything but a small letter.

    Behind speech a dash leads to who speaks.
    """
    rest = text[after : after + 12].lstrip()
    if is_speech and rest[:1] and rest[0] in _DASHES:
        return False
    return not rest.lstrip(_OPENERS)[:1].islower()


def _trimmed(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in spans:
        piece = text[first:last]
        start = first + len(piece) - len(piece.lstrip())
        end = last - (len(piece) - len(piece.rstrip()))
        if start < end:
            yield start, end
