"""Markdown and text files, with front matter or without."""

from __future__ import annotations

import re
from typing import Final

from bot.domain import Article
from bot.reading.front_matter import OPENING, read_markdown
from bot.reading.text_encoding import decoded_text
from bot.reading.text_file import read_text

_KEY_AFTER_OPENING: Final = re.compile(r"---[ \t]*\r?\n[ \t]*[^\W\d_][\w -]*:[^\n]*\n(?:[^\n]*\n){0,40}?---[ \t]*\r?\n")


def read_text_file(content: bytes, file: str) -> Article:
    """The article of a text file; one that begins with front matter is read as Markdown is.

    Raises CorpusError with every mistake of the file.
    """
    if _KEY_AFTER_OPENING.match(decoded_text(content, file)):
        return read_markdown(content, file)
    return read_text(content, file)


def read_markdown_file(content: bytes, file: str, default_id: str) -> Article:
    """The article of a Markdown file. `default_id` is for one with front matter and without an id.

    Without front matter, the first heading is the title, and the date is what the head of the text says.
    Raises CorpusError with every mistake of the file.
    """
    if OPENING.match(decoded_text(content, file)):
        return read_markdown(content, file, default_id)
    return read_text(content, file, is_markdown=True)
