"""Phonetic keys of names, so that "attikus ross" in a question finds "Atticus Ross" in an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA

from bot.search.accents import unaccented
from bot.search.language.spelling import MIN_LENGTH
from bot.search.language.tokens import Token

MAX_MISTAKES: Final = 2
"""Maximum number of wrong letters in a misspelt name."""
LONG_NAME: Final = 10
"""A name of at least this many letters may hold one wrong letter more."""
_MARK: Final = "~"
"""The first character of every key, which no word has."""
_MIN_CONSONANTS: Final = 2
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("ðþ", "t"), **dict.fromkeys("cqx", "k"), **dict.fromkeys("zß", "s"), "ł": "l",
        **dict.fromkeys("vw", "f"), **dict.fromkeys("dđ", "t"), "b": "p",
    }
)  # fmt: skip
"""Consonants that are taken for another one."""
_SEVERAL: Final = (("sch", "s"), ("sh", "s"), ("ph", "f"))
_SILENT: Final = re.compile(r"[^kstlfprmng]")
"""Vowels, and the consonants h and j, which hardly any two languages write alike."""
_REPEATED: Final = re.compile(r"(.)\1+")


def phonetic_key(plain: str) -> str:
    """Return the phonetic key of a word in its plain form, '' if it is too short to tell.

    These are its consonants: what sounds alike is one letter, their order does not count, as people swap letters, and a
    first vowel stands for all vowels.
    """
    bare = unaccented(plain)
    if len(bare) < MIN_LENGTH or not bare.isalpha():
        return ""
    for letters, sound in _SEVERAL:
        bare = bare.replace(letters, sound)
    consonants = _REPEATED.sub(r"\1", _SILENT.sub("", bare.translate(_LETTERS)))
    if len(consonants) < _MIN_CONSONANTS:
        return ""
    first = "" if consonants[0] == bare.translate(_LETTERS)[0] else "a"
    return _MARK + first + consonants[0] + "".join(sorted(consonants[1:]))


def names_in(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the words with a capital first letter that are beside another one, as in a name, in their plain form.

    The tokens are those of the text.
    """
    for one, other in pairwise(tokens):
        if other.start - one.end == 1 and text[one.start].isupper() and text[other.start].isupper():
            yield one.plain
            yield other.plain


def likeliest_name(typed: str, names: Sequence[str]) -> str:
    """Return the name, of those with the same phonetic key, that is written most like the typed word; '' if none is."""
    allowed = MAX_MISTAKES + (len(typed) >= LONG_NAME)
    distances = ((OSA.distance(unaccented(typed), unaccented(name)), name) for name in names)
    return min((each for each in distances if each[0] <= allowed), default=(0, ""))[1]
