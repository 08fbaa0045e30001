"""Splitting of a text into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.domain import Span
from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_labelled_lines, read_sections
from bot.search.language.normal_form import NormalForm

_SPACED_GUILLEMET: Final = r"[ \u00a0\u202f]{1,2}[»›](?=[\s,.;:!?)]|\Z)"
"""A closing guillemet after a space, as French sets it."""
# Every repetition is possessive (`++`, `*+`), so that runs of marks take linear time.
_END = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?P<closers>(?:[\"'”’»“‘«‹›)\]*_]|{_SPACED_GUILLEMET})*+)(?=\s)|(?P<breaks>\n++)"
)
"""Marks that may end a sentence, with the quotation marks and brackets that close after them; or line breaks."""
_OPENERS: Final = "\"'“„‚‘«‹»›([¡¿ —–-"
_DASHES: Final = "—–-"
_SENTENCE_AFTER_BROS = re.compile(r"\s*[“\"„«]?(The|It|He|She|They|But|And|In|This|That|Then|So)\b")
"""Common first words: only one of them makes a new sentence likely after "Bros.", as in "Warner Bros. Pictures"."""
_FIRST_WORD = re.compile(r"\s*([^\W_]+)")
_LAST_WORD = re.compile(r"([^\W_]+)\Z")
_MAX_WORD: Final = 40
"""Characters before a full stop in which its word is looked for."""
_MAX_TAG: Final = 160
"""Characters after direct speech in which a verb of speech is looked for."""
# Marks that end the words about the speaker.
_TAG_END = re.compile(r"[.!?…;:\n\"“”„«»]")
_TITLE = re.compile(r"\b([A-Z]\w{0,3})\.")
"""An initial, or a title such as "Mr." or "Prof."."""
_MAX_TAG_WORDS: Final = 8
"""Words after direct speech among which a verb of speech is looked for."""
_MAX_ABBREVIATION: Final = 4
"""Maximum number of letters of an abbreviation that is recognised by its form, without being listed."""
_MAX_ORDINAL_DIGITS: Final = 3
"""Maximum number of digits of an ordinal ("zum 100. Mal"); a year has four, and may end a sentence."""
_NAME_BEFORE: Final = re.compile(r"(?P<more>[^\W_]\W{1,3})?(?<![^\W_])(?P<name>[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,40}+)\.? \Z")
"""A word with a capital before a number, and the end of the word before it: at the beginning of a sentence any word has
a capital."""
_SUM_BEFORE: Final = re.compile(r"[$€£]\s?\Z|\d(?:[.,:]|\s?h\s?)\Z")
_VOWELS: Final = frozenset("aeiouyäöüáéíóúàèìòùâêîôûœæ")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """Abbreviations, in lower case: a full stop after one does not end a sentence."""

    always: frozenset[str]
    before_number: frozenset[str]
    """Abbreviations only in front of a number: "No. 1"."""
    in_capitals: frozenset[str]
    """Abbreviations only with a capital first letter: "Me." for maître."""
    after_ordinal: frozenset[str]
    """Words after a day with its full stop: German names of months."""

    @classmethod
    def read(cls, text: str) -> _Abbreviations:
        """Read the form of `data/abbreviations.txt`."""
        sections = read_sections(text)
        return cls(
            *(frozenset(sections[name]) for name in ("always", "before a number", "in capitals", "behind an ordinal"))
        )


@cache
def _abbreviations() -> _Abbreviations:
    return _Abbreviations.read(read_data("abbreviations.txt"))


@cache
def verbs_of_speech() -> frozenset[str]:
    """Return the verbs of speech of all languages, in the forms that follow direct speech, without accents."""
    lines = read_labelled_lines(read_data("speech.txt"))
    return frozenset(unaccented(word) for _, words in lines for word in words)


def sentence_spans(text: str, span: Span) -> list[Span]:
    """Return the sentences of `text` inside `span`, in order and without the white space around them.

    A line break ends a sentence. A full stop after an abbreviation, an initial or an ordinal number does not, nor does
    direct speech when the text names its speaker after it.
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
    """Return whether another sentence begins after these marks."""
    after = found.end()
    if found["mark"] == "." and _is_abbreviated(text, max(start, found.start() - _MAX_WORD), found):
        return False
    if found["closers"] and found["mark"][-1] != "." and _says_who_speaks(text, after):
        return False
    return _starts_new(text, after, is_speech=bool(found["closers"]))


def _is_abbreviated(text: str, start: int, found: re.Match[str]) -> bool:
    """Return whether the full stop belongs to the word or number before it, and does not end the sentence."""
    stop, after = found.start(), found.end()
    word = _LAST_WORD.search(text, start, stop)
    if word is None:
        return False
    last, plain, known = word[1], word[1].casefold(), _abbreviations()
    if plain == "bros" and not found["closers"]:
        return _SENTENCE_AFTER_BROS.match(text, after) is None
    if last.isdigit():
        return not found["closers"] and _is_ordinal(text[start : word.start()], last, text[after : after + _MAX_WORD])
    is_part = _is_letter(last) or _is_within_abbreviation(text, word.start(), last)
    if is_part or found["closers"]:
        return is_part
    # These are ordinary words elsewhere: "She said no. He left."
    if plain in known.before_number:
        return text[after : after + 12].lstrip()[:1].isdigit()
    return plain in known.always or (plain in known.in_capitals and last[0].isupper()) or _has_no_vowel(last)


def _is_ordinal(before: str, number: str, after: str) -> bool:
    """Return whether a number before a full stop may be an ordinal, as in "am 2. Oktober", or the number of an item.

    The number after a name ("Heat 2", "Sept. 15") is none, and neither are a sum, the end of a decimal
    number and the minutes of a time.
    """
    if len(number) > _MAX_ORDINAL_DIGITS:
        return False
    next_word = _FIRST_WORD.match(after)
    if next_word and next_word[1].casefold() in _abbreviations().after_ordinal:
        return True
    name = _NAME_BEFORE.search(before)
    is_name = name is not None and (name["name"].isupper() or bool(name["more"]))
    return not is_name and _SUM_BEFORE.search(before) is None


def _is_letter(word: str) -> bool:
    """Return whether it is an initial, or a letter of "z. B.", "h. c.", "a.m.", "n.º".

    An accented letter is a word ("non lo è").
    """
    return len(word) == 1 and (word.isupper() or word.isascii() or word in "ºª")


def _is_within_abbreviation(text: str, start: int, last: str) -> bool:
    """Return whether a short word continues an abbreviation: "p. ej.", "z. Hd.", "sig.ra"."""
    if len(last) > _MAX_ABBREVIATION or not last.islower():
        return False
    before = text[max(0, start - 4) : start]
    is_joined = before[-1:] == "." and before[-2:-1].isalpha() and len(last) <= 2
    return is_joined or re.search(r"(?<![^\W_])[^\W\d_]\.\s?\Z", before) is not None


def _has_no_vowel(word: str) -> bool:
    """Return whether it is an abbreviation such as "Mrd", "Mr", "vgl".

    In capitals it is an acronym, which may end a sentence.
    """
    return (
        1 < len(word) <= _MAX_ABBREVIATION
        and word.isalpha()
        and not word.isupper()
        and _VOWELS.isdisjoint(word.casefold())
    )


def _says_who_speaks(text: str, after: int) -> bool:
    """Return whether a speaker and a verb of speech follow before the next punctuation mark: `!” Kessel joked`."""
    # The full stops of initials and titles do not end the words about the speaker: "Dr. Anna B. Kessel said".
    ahead = text[after : after + _MAX_TAG]
    tag = _TAG_END.split(_TITLE.sub(r"\1", ahead), maxsplit=1)[0]
    # The first word is the speaker: a verb with a capital letter would begin another sentence.
    words = re.findall(r"[^\W_]+", tag)[1:_MAX_TAG_WORDS]
    return any(unaccented(word.casefold()) in verbs_of_speech() for word in words)


def has_verb_of_speech(sentence: str) -> bool:
    """Return whether a word of the sentence is a verb of speech, such as "said"."""
    return any(unaccented(word.casefold()) in verbs_of_speech() for word in re.findall(r"[^\W_]+", sentence))


def _starts_new(text: str, after: int, *, is_speech: bool) -> bool:
    """Return whether the text after a mark looks like the beginning of a sentence: it has no lower-case letter first.

    After direct speech a dash does not begin a sentence, but the name of the speaker.
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
