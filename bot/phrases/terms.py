"""What a term of the question stands for and where it was found, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.domain import TermRole, TermWeight
from bot.phrases.phrases import Phrases

_WORDS_THEMSELVES: Final = frozenset(
    (TermRole.NAME, TermRole.AMOUNT, TermRole.YEAR, TermRole.WORD, TermRole.PHRASE_WORD, TermRole.COMMON)
)
_SEPARATOR: Final = ", "


def say_term(term: TermWeight, phrases: Phrases, concept_label: Callable[[str], str]) -> str:
    """The term: words and names as they were asked for, concepts by their names: `the budget (how much money)`.

    Words of the question in it are the asker's own: whoever shows it makes them harmless.
    """
    label = str if term.role in _WORDS_THEMSELVES else concept_label
    said = _SEPARATOR.join(map(label, term.words))
    kinds = _SEPARATOR.join(phrases.say(f"kind.{kind}") for kind in term.kinds)
    return f"{said} ({kinds})" if kinds else said


def say_found(term: TermWeight, phrases: Phrases) -> str:
    """What the term stands for and how many passages hold it: `topic, in 3 passages`."""
    count = phrases.count("term.found", term.passages) if term.passages else phrases.say("term.nowhere")
    return f"{phrases.say(f'term.{term.role.value}')}, {count}"
