"""Messages that are made in English, for terminals and logs, and can be said in every language afterwards.

`message` makes one from a key of the section `message` in the phrases. It is a string, so it can stand wherever an
English text is expected: in an error, in a `Problem`, or as a value of another message. `say_error` and `say_message`
say it in another language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from bot.errors import Heat2Error, Problem, ProblemsError
from bot.phrases.phrases import LANGUAGES, Phrases, load

MESSAGES: Final = "message."
"""What the keys of messages begin with in the phrases."""
_LINES: Final = ""
"""The key of a message that is made of others, one a line."""


class Message(str):
    """An English text that knows the phrase and the values that it was made from."""

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, english: str, key: str, values: Mapping[str, object]) -> Message:
        """The message; `english` is what it says in a terminal."""
        made = super().__new__(cls, english)
        made.key = key
        made.values = MappingProxyType(dict(values))
        return made


def message(key: str, **values: object) -> Message:
    """The message of that key. A value may be a message itself; a whole number is written as each language does."""
    return Message(_filled(f"{MESSAGES}{key}", values, load("en")), f"{MESSAGES}{key}", values)


def lines_of(messages: Iterable[str]) -> Message:
    """One message of several, a line each."""
    parts = list(messages)
    return Message("\n".join(parts), _LINES, {str(number): part for number, part in enumerate(parts)})


def say_message(text: str, phrases: Phrases) -> str:
    """A message in the language of `phrases`; a text that is no message as it is.

    Its values may come from anybody: whoever shows the message makes it harmless first.
    """
    if not isinstance(text, Message) or phrases.language == LANGUAGES[0]:
        return str(text)
    if text.key == _LINES:
        return "\n".join(say_message(str_of(part), phrases) for part in text.values.values())
    return _filled(text.key, text.values, phrases)


def say_error(error: Heat2Error, phrases: Phrases) -> str:
    """What an error says, in the language of `phrases` where its messages can be said in it."""
    if isinstance(error, ProblemsError):
        return "\n".join(say_problem(problem, phrases) for problem in error.problems)
    return say_message(str_of(error.args[0]), phrases) if error.args else ""


def is_translated(error: Heat2Error) -> bool:
    """Whether `say_error` says it in every language."""
    if isinstance(error, ProblemsError):
        return all(isinstance(problem.message, Message) for problem in error.problems)
    return bool(error.args) and isinstance(error.args[0], Message)


def say_problem(problem: Problem, phrases: Phrases) -> str:
    """A mistake in a file, with the file and the line."""
    said = say_message(problem.message, phrases)
    key = "problem_in_line" if problem.line else "problem_in_file"
    return phrases.say(f"{MESSAGES}{key}", file=problem.file, line=problem.line, problem=said)


def str_of(value: object) -> str:
    """The value itself if it is a string, so that a message stays one."""
    return value if isinstance(value, str) else str(value)


def _filled(key: str, values: Mapping[str, object], phrases: Phrases) -> str:
    return phrases.say(key, **{name: _said(value, phrases) for name, value in values.items()})


def _said(value: object, phrases: Phrases) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return phrases.whole(value)
    return say_message(value, phrases) if isinstance(value, str) else value
