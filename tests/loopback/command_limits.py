"""Limits of application commands that Discord's schema does not contain."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from .errors import Problem
from .message_limits import JsonPath, lengths, repeated
from .wire import JsonObject

MAX_COMMAND_CHARACTERS = 8000
MAX_OPTIONS = 25
MAX_CHOICES = 25
MAX_NAME_LENGTH = 32


class CommandType(IntEnum):
    SLASH = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


SUBCOMMAND_TYPES = (OptionType.SUBCOMMAND, OptionType.GROUP)
_MAX_COMMANDS = {CommandType.SLASH: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}


def command_problems(commands: list[JsonObject]) -> Iterator[Problem]:
    """Yield the problems of a set of commands that replaces all commands of its scope."""
    kinds = Counter(_kind(command) for command in commands)
    for kind, maximum in _MAX_COMMANDS.items():
        if kinds[kind] > maximum:
            yield Problem((), f"At most {maximum} {kind.name} commands, are {kinds[kind]}", "TOO_MANY")
    names = (f"{_kind(command).name} {command.get('name')}" for command in commands)
    yield from repeated(names, (), "command")
    for number, command in enumerate(commands):
        yield from one_command_problems(command, (number,))


def one_command_problems(command: JsonObject, path: JsonPath = ()) -> Iterator[Problem]:
    """Yield the problems of one command."""
    if _kind(command) is not CommandType.SLASH:
        yield from lengths(command, {"name": (1, MAX_NAME_LENGTH), "description": (0, 0)}, path)
        return
    yield from _named_problems(command, path)
    yield from _options_problems(command.get("options") or [], path, depth=0)
    if (total := _total_characters(command)) > MAX_COMMAND_CHARACTERS:
        yield Problem(
            path, f"At most {MAX_COMMAND_CHARACTERS} characters in total, are {total}.", "APPLICATION_COMMAND_TOO_LARGE"
        )


def is_command_name(name: str) -> bool:
    """Whether a slash command or option has a valid name: `^[-_'\\p{L}\\p{N}\\p{Deva}\\p{Thai}]{1,32}$`, lower case."""
    return 1 <= len(name) <= MAX_NAME_LENGTH and name == name.lower() and all(map(_in_name, name))


def _in_name(character: str) -> bool:
    if character in "-_'" or unicodedata.category(character)[0] in "LN":
        return True
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI CHARACTER"))


def _kind(command: Mapping[str, Any]) -> CommandType:
    return CommandType(command.get("type") or CommandType.SLASH)


def _named_problems(thing: JsonObject, path: JsonPath) -> Iterator[Problem]:
    names = {"name": thing.get("name") or ""} | (thing.get("name_localizations") or {})
    for locale, name in names.items():
        if not is_command_name(name):
            yield Problem((*path, locale), f"{name!r} is no command name", "APPLICATION_COMMAND_INVALID_NAME")
    descriptions = {"description": thing.get("description") or ""} | (thing.get("description_localizations") or {})
    yield from lengths(descriptions, dict.fromkeys(descriptions, (1, 100)), path)


def _options_problems(options: list[JsonObject], path: JsonPath, depth: int) -> Iterator[Problem]:
    here = (*path, "options")
    if len(options) > MAX_OPTIONS:
        yield Problem(here, f"Must be {MAX_OPTIONS} or fewer in length, is {len(options)}.", "BASE_TYPE_MAX_LENGTH")
    yield from repeated((option.get("name") for option in options), here, "option")
    if len({option.get("type") in SUBCOMMAND_TYPES for option in options}) > 1:
        yield Problem(here, "Sub-commands and options cannot stand side by side", "APPLICATION_COMMAND_OPTIONS_MIXED")
    optional_seen = False
    for number, option in enumerate(options):
        if option.get("required") and optional_seen:
            yield Problem((*here, number), "Required options stand before optional ones", "REQUIRED_AFTER_OPTIONAL")
        optional_seen |= option.get("type") not in SUBCOMMAND_TYPES and not option.get("required")
        yield from _option_problems(option, (*here, number), depth)


def _option_problems(option: JsonObject, path: JsonPath, depth: int) -> Iterator[Problem]:
    yield from _named_problems(option, path)
    kind = option.get("type")
    if (kind == OptionType.GROUP and depth > 0) or (kind == OptionType.SUBCOMMAND and depth > 1):
        yield Problem(path, "Groups hold sub-commands, sub-commands hold options, nothing deeper", "NESTING")
    if kind in SUBCOMMAND_TYPES:
        yield from _options_problems(option.get("options") or [], path, depth + 1 if kind == OptionType.GROUP else 2)
    yield from _choice_problems(option, option.get("choices") or [], path)


def _choice_problems(option: JsonObject, choices: list[JsonObject], path: JsonPath) -> Iterator[Problem]:
    here = (*path, "choices")
    if len(choices) > MAX_CHOICES:
        yield Problem(here, f"Must be {MAX_CHOICES} or fewer in length, is {len(choices)}.", "BASE_TYPE_MAX_LENGTH")
    if choices and option.get("autocomplete"):
        yield Problem(here, "Choices and autocomplete exclude each other", "AUTOCOMPLETE_AND_CHOICES")
    yield from repeated((choice.get("name") for choice in choices), here, "choice")
    for number, choice in enumerate(choices):
        yield from lengths(choice, {"name": (1, 100), "value": (0, 100)}, (*here, number))


def _total_characters(thing: Mapping[str, Any]) -> int:
    """Number of characters that count for the limit: the longest translation of each name, description and value."""
    own = _longest(thing, "name") + _longest(thing, "description")
    value = thing.get("value")
    own += len(value) if isinstance(value, str) else 0
    inner = [*(thing.get("options") or ()), *(thing.get("choices") or ())]
    return own + sum(map(_total_characters, inner))


def _longest(thing: Mapping[str, Any], key: str) -> int:
    translated = thing.get(f"{key}_localizations") or {}
    return max(len(text) for text in (thing.get(key) or "", *translated.values()))
