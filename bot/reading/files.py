"""Which kind of file is read how: one place that knows every ending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import Problem, SourceError
from bot.reading.front_matter import read_markdown
from bot.reading.html_file import read_html
from bot.reading.json_lines import read_json_lines
from bot.reading.text_file import read_text

MAX_FILE: Final = 64_000_000
"""The largest file that holds one article, in bytes."""
_WHOLE: Final = {
    ".md": lambda content, path: read_markdown(content, str(path), path.stem),
    ".markdown": lambda content, path: read_markdown(content, str(path), path.stem),
    ".txt": lambda content, path: read_text(content, str(path)),
    ".html": lambda content, path: read_html(content, str(path)),
    ".htm": lambda content, path: read_html(content, str(path)),
}
ENDINGS: Final = (*_WHOLE, ".jsonl")
"""The endings of files that articles are read from."""


def read_articles(path: Path) -> Iterator[Article | Problem]:
    """The articles of a file, and what keeps others in it from being one.

    Raises SourceError when the file cannot be read at all, or is of a kind that holds no articles.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise SourceError(f"{path}: files that end in '{ending}' are not read; there are {', '.join(ENDINGS)}")
    try:
        if ending == ".jsonl":
            with path.open("rb") as file:
                yield from read_json_lines(file, str(path))
        else:
            yield _WHOLE[ending](_content(path), path)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise SourceError(f"{path}: has more than {MAX_FILE:,} bytes: no article is so long")
    return content
