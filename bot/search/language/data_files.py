"""Reading of the text files in `bot/search/data`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files


def read_data(name: str) -> str:
    """Return the text of a shipped data file, by its path in the data folder."""
    return files("bot.search").joinpath("data", name).read_text(encoding="utf-8")


def data_lines(text: str) -> Iterator[str]:
    """Yield the lines that hold data: without comments, which begin with "#", and without white space around them."""
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content:
            yield content


def read_sections(text: str) -> dict[str, list[str]]:
    """Return the words of each section; a line such as `[negation]` begins one."""
    sections: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in data_lines(text):
        if line.startswith("["):
            name = line.strip("[]")
        else:
            sections[name] += line.split()
    return sections


def read_labelled_lines(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the label and the words of each line of the form `label: word word`."""
    for line in data_lines(text):
        label, _, words = line.partition(":")
        yield label, words.split()
