"""Join the lines of a PDF to running text, and keep or remove the hyphens at their ends.

A hyphen at the end of a line either divides a word (`be-` + `gins`) or belongs to it (`long-` + `awaited`). Other words
of the document decide this if they can; otherwise the two parts do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"
_HYPHENS: Final = "\u2010-"
_MAX_WORD: Final = 80
"""Characters at the end of a paragraph that are searched for a word."""
_LEFT: Final = re.compile(rf"[\w'’{_HYPHENS}]*\w(?=[{_HYPHENS}]$)")
_RIGHT: Final = re.compile(rf"\w[\w'’]*(?:[{_HYPHENS}]\w[\w'’]*)*")
_WORD: Final = re.compile(rf"[^\W\d_][\w'’]*(?:[{_HYPHENS}]\w[\w'’]*)*")

_CONJUNCTIONS: Final = re.compile("and|or|to|und|oder|bzw|bis|sowie|et|ou|y|e|o|u|ed|od")
"""Words that follow a suspended hyphen: `pre- and post-production`, `Vor- und Nachteile`."""
_COMPOUND_STARTS: Final = re.compile(
    "all|award|best|big|box|brand|bullet|clear|close|cross|eight|ever|far|fast|fifth|first|five|four|fourth|full"
    "|half|hard|heavy|high|ill|large|late|little|long|low|mid|multi|near|never|new|newly|nine|non|oft|old|one|open"
    "|over|post|pre|quick|real|record|second|self|semi|seven|short|six|slow|small|so|soft|state|ten|third|three"
    "|time|top|two|ultra|under|well|wide|world|year|anglo|franco|ex|vice|sub|neo|pseudo|quasi|avant|demi|après"
    "|celui|celle|peut|grand|rendez|chef|porte|socio"
)
"""First parts of words that are written with a hyphen."""
_COMPOUND_ENDS: Final = re.compile(
    "acclaimed|aged|anticipated|awaited|backed|based|blooded|born|built|called|century|class|connected|day"
    "|directed|dollar|down|earning|edged|educated|ended|established|executive|eyed|faced|famous|fashioned|film"
    "|foot|free|friendly|funded|grossing|haired|half|handed|headed|hearted|hour|house|inch|kilometre|known"
    "|language|law|led|length|level|like|lived|looking|made|mannered|meter|metre|mile|millimeter|millimetre"
    "|million|minded|minute|month|nominated|old|oriented|overdue|owned|page|paid|part|person|plan|produced|profile"
    "|publicised|quality|quarter|range|rated|read|reaching|related|respected|running|scale|seater|season|selling"
    "|set|shot|sized|speaking|spoken|standing|star|starred|starring|stars|studio|style|taking|talked|term|time"
    "|timer|titled|told|travelled|trained|up|war|way|week|wide|wing|winner|winning|word|worn|worthy|write|writer"
    "|writers|writing|written|year"
)
"""Last parts of words that are written with a hyphen."""
_PREFIXES: Final = re.compile("be|de|dis|em|en|ent|er|fore|ge|im|in|inter|mis|out|re|sub|super|trans|un|up|ver|vor|zer")
"""First parts of words that are written without a hyphen."""
_AFTER_CO: Final = re.compile(
    r"(?:writ|wrote|star|produc|direct|author|found|own|creat|financ|host|lead|headlin|pilot|edit)\w*"
)
"""Words that are written with a hyphen after `co`."""
_SUFFIXES: Final = re.compile(
    r"(?:abl[ey]|age|ages|ally|aries|ary|ation|dle|ed|en|er|ers|est|ful|fully|hood|ible|ing|ings|ion|ish|itude|ities|ity"
    r"|less|light|lights|ly|ment|ments|ner|ners|ness|ous|sense|ship|ships|some|spaper|tion|tions|ward|wards)"
)
"""Last parts of words that are written without a hyphen."""


class LineJoiner:
    """Joins the lines of one document, with the help of the words in it."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words of `lines`, which are those of the whole document, in order."""
        self._words = Counter(_whole_words(lines))

    def join(self, paragraph: str, line: str) -> str:
        """Return the paragraph with the line added to it."""
        if not paragraph or not line:
            return f"{paragraph}{line}"
        if paragraph.endswith(SOFT_HYPHEN):
            return paragraph[:-1] + line
        left, right = _LEFT.search(paragraph[-_MAX_WORD:]), _RIGHT.match(line)
        if not left or not right:
            return f"{paragraph} {line}"
        if self._is_suspended(left[0], right[0]):
            return f"{paragraph} {line}"
        return (paragraph if self._belongs_to_word(left[0], right[0]) else paragraph[:-1]) + line

    def _is_suspended(self, left: str, right: str) -> bool:
        """Return whether the second part of the word follows later: `pre-` + `and post-production`."""
        return bool(_CONJUNCTIONS.fullmatch(right.casefold())) and not self._count(left + right)

    def _belongs_to_word(self, left: str, right: str) -> bool:
        """Return whether the hyphen between the two parts belongs to the word."""
        without, hyphenated = self._count(left + right), self._count(f"{left}-{right}")
        if without != hyphenated:
            return hyphenated > without
        if not (left[-1].isalpha() and right[0].isalpha()) or (right[0].isupper() and not left.isupper()):
            return True
        return self._looks_compound(_normal(left).rpartition("-")[2], _normal(right).partition("-")[0])

    def _looks_compound(self, left: str, right: str) -> bool:
        if _PREFIXES.fullmatch(left) or _SUFFIXES.fullmatch(right):
            return False
        if _COMPOUND_STARTS.fullmatch(left) and len(right) > 3:
            return True
        if left == "co":
            return _AFTER_CO.fullmatch(right) is not None
        if _COMPOUND_ENDS.fullmatch(right) and len(left) > 2:
            return True
        return len(left) > 3 and len(right) > 3 and bool(self._count(left) and self._count(right))

    def _count(self, word: str) -> int:
        return self._words[_normal(word)]


def _normal(word: str) -> str:
    return word.casefold().replace("\u2010", "-").replace(SOFT_HYPHEN, "")


def _whole_words(lines: Iterable[str]) -> Iterable[str]:
    """Yield the words that are not divided by a line end."""
    after_hyphen = False
    for line in lines:
        words = [_normal(found[0]) for found in _WORD.finditer(line.replace(SOFT_HYPHEN, ""))]
        begins_with_word = _WORD.match(line) is not None
        ends_in_hyphen = line.endswith((*_HYPHENS, SOFT_HYPHEN))
        yield from words[after_hyphen and begins_with_word : len(words) - ends_in_hyphen]
        after_hyphen = ends_in_hyphen
