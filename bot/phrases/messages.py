"""Messages that are written in English, for terminals and logs, and can be translated afterwards.

`message` makes one from a key of the section `message` of the phrases. A Message is a string, so it can be used where
an English text is expected: in an error, in a `Problem`, or as a value of another message. `say_error` and
`say_message` translate it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bot.errors import Heat2Error, PageError, PageFault, Problem, ProblemsError
from bot.phrases.phrases import LANGUAGES, Phrases, load

MESSAGES: Final = "message."
"""Prefix of the keys of messages in the phrases."""
_LINES: Final = ""
"""Key of a message that consists of other messages, one on each line."""


class Message(str):
    """An English text together with the phrase and the values that it was made from."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, english: str, key: str, values: Mapping[str, object]) -> Message:
        """Create a message; `english` is what a terminal shows."""
        created = super().__new__(cls, english)
        created.key = key
        created.values = MappingProxyType(dict(values))
        return created


class AnyOf(tuple[str, ...]):
    """A value of a message: alternatives, with "or" before the last."""

    __slots__ = ()


class AllOf(tuple[str, ...]):
    """A value of a message: a list with "and" before the last."""

    __slots__ = ()


def message(key: str, **values: object) -> Message:
    """Return the message of that key, without the prefix.

    A value may be a message itself, a whole number, AnyOf or AllOf.
    """
    full_key = f"{MESSAGES}{key}"
    return Message(_filled(full_key, values, load(LANGUAGES[0])), full_key, values)


def lines_of(messages: Iterable[str]) -> Message:
    """Return one message that consists of several, each on a line of its own."""
    parts = list(messages)
    return Message("\n".join(parts), _LINES, {str(number): part for number, part in enumerate(parts)})


def phrase_message(key: str) -> Message:
    """Return the phrase of that key, which has no placeholders, as a message."""
    return Message(load(LANGUAGES[0]).say(key), key, {})


def page_error(fault: PageFault) -> PageError:
    """Return the error for something that cannot be read as an article, with its sentence."""
    return PageError(fault, phrase_message(f"fault.{fault.value}"))


def say_message(text: str, phrases: Phrases) -> str:
    """Return a message in the language of `phrases`; a text that is no Message stays as it is.

    Values may come from anybody: escape the result before it is shown.
    """
    if not isinstance(text, Message) or phrases.language == LANGUAGES[0]:
        return str(text)
    if text.key == _LINES:
        return "\n".join(say_message(_as_str(part), phrases) for part in text.values.values())
    return _filled(text.key, text.values, phrases)


def say_error(error: Heat2Error, phrases: Phrases) -> str:
    """Return what an error says, in the language of `phrases` where its messages can be translated."""
    if isinstance(error, ProblemsError):
        return "\n".join(say_problem(problem, phrases) for problem in error.problems)
    return say_message(_as_str(error.args[0]), phrases) if error.args else ""


def is_translated(error: Heat2Error) -> bool:
    """Return whether `say_error` translates everything that the error says."""
    if isinstance(error, ProblemsError):
        return all(isinstance(problem.message, Message) for problem in error.problems)
    return bool(error.args) and isinstance(error.args[0], Message)


def say_problem(problem: Problem, phrases: Phrases) -> str:
    """Return a mistake in a file, with the file and the line."""
    text = say_message(problem.message, phrases)
    key = "problem_in_line" if problem.line else "problem_in_file"
    return phrases.say(f"{MESSAGES}{key}", file=problem.file, line=problem.line, problem=text)


def _as_str(value: object) -> str:
    # A Message must stay one: str() would lose its key.
    return value if isinstance(value, str) else str(value)


def _filled(key: str, values: Mapping[str, object], phrases: Phrases) -> str:
    return phrases.say(key, **{name: _say_value(value, phrases) for name, value in values.items()})


def _say_value(value: object, phrases: Phrases) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return phrases.whole(value)
    if isinstance(value, AnyOf):
        return phrases.any_of(value)
    if isinstance(value, AllOf):
        return phrases.all_of(value)
    return say_message(value, phrases) if isinstance(value, str) else value
