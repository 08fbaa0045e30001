"""Words by which a message refers to the question before it, from `data/follow_ups.txt`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import tokenize


def asks_again(text: str) -> bool:
    """Return whether a message asks nothing of its own: whether something is true, who says so, or for more."""
    return asks_for_others(text) or _joined(text) in _whole_messages("again")


def asks_for_others(text: str) -> bool:
    """Return whether a message asks for further answers: "who else?"."""
    return _joined(text) in _whole_messages("others")


def expanded(text: str) -> str:
    """Return a question with the word that it needs to be understood: French "où ?" may be the word for "or"."""
    for pair in _whole_messages("complete"):
        question, _, understood = pair.partition("=")
        if question == _joined(text):
            return understood.replace("_", " ")
    return text


def goes_on(question: AnalysedQuestion) -> bool:
    """Return whether the question begins with "and" or the like."""
    return question.words[0].token.plain in words_of_kind(question, "beginning")


def refers_to_statement(question: AnalysedQuestion) -> bool:
    """Return whether a word such as "that" stands alone: in "that bridge" it is an article."""
    known, words = words_of_kind(question, "statement"), question.words
    return any(
        unaccented(word.token.plain) in known and (following is None or following.role is not Role.CONTENT)
        for word, following in zip(words, [*words[1:], None], strict=True)
    )


def has_word(question: AnalysedQuestion, kind: str) -> bool:
    """Return whether the question has a word of this kind, see `data/follow_ups.txt`."""
    known = words_of_kind(question, kind)
    return any(word.token.plain in known or unaccented(word.token.plain) in known for word in question.words)


def words_of_kind(question: AnalysedQuestion, kind: str) -> frozenset[str]:
    """Return the words of a kind in the languages of the question."""
    return frozenset[str]().union(*(_sections()[f"{kind} {language}"] for language in question.languages))


def _joined(text: str) -> str:
    return "_".join(unaccented(token.plain) for token in tokenize(text))


@cache
def _whole_messages(kind: str) -> frozenset[str]:
    """Return what `data/follow_ups.txt` has under a kind in all languages: a word or two do not reveal a language."""
    return frozenset[str]().union(*(words for name, words in _sections().items() if name.startswith(f"{kind} ")))


@cache
def _sections() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_sections(read_data("follow_ups.txt")).items()}
