"""A strict subset of YAML for front matter and concept lists: every value is a string and knows its line.

Nothing is converted: `no` stays 'no' and a date stays a string. It is built from parser events instead of nodes,
because composing nodes of deeply nested input overflows the stack of the C loader, and because events show an alias
before it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from bot.errors import Problem
from bot.phrases.messages import message

MAX_DEPTH: Final = 10
"""Maximum nesting of mappings."""

_TAB: Final = re.compile(r" *\t")
"""Blanks that end with a tab, at the start of a line: YAML allows none there."""

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it is written, '' if there is none."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Scalar, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value; `line` is the line of the key."""

    key: str
    value: Scalar | Listing | Section
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping, in the order of the file. If a key is repeated, only its first entry counts."""

    entries: tuple[Entry, ...]
    line: int


def read_mapping(text: str, file: str, first_line: int = 1) -> tuple[Section, tuple[Problem, ...]]:
    """Return the mapping in `text`, and every mistake in it.

    `file` names the source in the problems; `first_line` is the number of the text's first line in it, from 1.
    If the text cannot be parsed, the mapping is empty and there is one problem.
    """
    builder = _Builder(text, file, first_line)
    try:
        section = builder.document()
    except _UnreadableError as error:
        return Section((), first_line), (Problem(file, error.line, error.problem),)
    return section, tuple(builder.problems)


class _UnreadableError(Exception):
    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


class _Builder:
    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._first_line = first_line
        self._events = self._parsed(text)

    def document(self) -> Section:
        event = self._next_content()
        if event is None:
            return Section((), self._first_line)
        if not isinstance(event, yaml.MappingStartEvent):
            raise _UnreadableError(self._line(event), message("yaml.no_mapping"))
        section = self._section(event, depth=1)
        following = self._next_content()
        if following is not None:
            raise _UnreadableError(self._line(following), message("yaml.second_document"))
        return section

    def _parsed(self, text: str) -> Iterator[yaml.Event]:
        forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
        if forbidden:
            line = self._first_line + text.count("\n", 0, forbidden.start())
            raise _UnreadableError(line, message("yaml.control"))
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if error.context_mark and (error.context or "").startswith("while parsing a flow"):
                mark = error.context_mark  # a list without its end is noticed lines later
            number = mark.line if mark else 0
            problem = message("yaml.refused", problem=str(error.problem or error.context))
            if _TAB.match("".join(text.split("\n")[number : number + 1])):
                problem = message("yaml.tab")
            raise _UnreadableError(self._first_line + number, problem) from error

    def _line(self, event: yaml.Event) -> int:
        return self._first_line + (event.start_mark.line if event.start_mark else 0)

    def _next_content(self) -> yaml.Event | None:
        around = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent)
        return next((event for event in self._events if not isinstance(event, around)), None)

    def _next_plain(self) -> yaml.Event:
        event = next(self._events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _UnreadableError(self._line(event), message("yaml.alias"))
        if getattr(event, "tag", None):
            raise _UnreadableError(self._line(event), message("yaml.tag"))
        return event

    def _section(self, start: yaml.Event, depth: int) -> Section:
        if depth > MAX_DEPTH:
            raise _UnreadableError(self._line(start), message("yaml.too_deep", most=MAX_DEPTH))
        entries: dict[str, Entry] = {}
        while not isinstance(key := self._next_plain(), yaml.MappingEndEvent):
            entry = self._entry(key, depth)
            first = entries.setdefault(entry.key, entry)
            if first is not entry:
                again = message("header.again_after", field=entry.key, line=str(first.line))
                self.problems.append(Problem(self._file, entry.line, again))
        return Section(tuple(entries.values()), self._line(start))

    def _entry(self, key: yaml.Event, depth: int) -> Entry:
        if not isinstance(key, yaml.ScalarEvent):
            raise _UnreadableError(self._line(key), message("yaml.key_no_word"))
        return Entry(key.value, self._value(self._next_plain(), depth), self._line(key))

    def _value(self, event: yaml.Event, depth: int) -> Scalar | Listing | Section:
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, self._line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._section(event, depth + 1)
        return self._listing(event)

    def _listing(self, start: yaml.Event) -> Listing:
        items: list[Scalar] = []
        while not isinstance(event := self._next_plain(), yaml.SequenceEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _UnreadableError(self._line(event), message("yaml.list_of_values"))
            items.append(Scalar(event.value, self._line(event)))
        return Listing(tuple(items), self._line(start))
