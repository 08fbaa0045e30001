"""Articles from standard input: JSON lines, or one article of any kind that is read from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO, Final

from bot.domain import Article
from bot.errors import Problem, ProblemsError, SourceError
from bot.reading.identity import content_id
from bot.reading.json_lines import read_json_lines
from bot.reading.upload import read_upload

NAME: Final = "standard input"
MAX_INPUT: Final = 50_000_000
"""The most that is read, in bytes."""


def read_standard_input(stream: BinaryIO) -> Iterator[Article | Problem]:
    """The articles of the stream, and what keeps others in it from being one. Raises SourceError for all of it."""
    content = stream.read(MAX_INPUT + 1)
    if len(content) > MAX_INPUT:
        raise SourceError(f"{NAME}: more than {MAX_INPUT:,} bytes: save it as a file ending in .jsonl.")
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from read_json_lines(BytesIO(content), NAME)
        return
    try:
        article = read_upload(f"{NAME}.md", content)
    except ProblemsError as error:
        raise ProblemsError([replace(problem, file=NAME) for problem in error.problems]) from error
    except SourceError as error:
        raise SourceError(f"{NAME}: {error}") from error
    is_unnamed = article.id == NAME
    yield replace(article, id=content_id(article.title, article.url, article.text)) if is_unnamed else article
