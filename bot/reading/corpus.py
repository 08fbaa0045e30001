"""Load the folder of articles that ship with the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.text.front_matter import read_markdown

README: Final = "README.md"
UNREAD_ENDINGS: Final = frozenset({".txt", ".html", ".htm", ".jsonl", ".markdown"})
"""Endings of files that look like articles but are not read here. Each is reported, so that none goes unnoticed."""


def load_corpus(folder: Path) -> tuple[Article, ...]:
    """Return every article of the folder in the order of the file names; () for an empty folder.

    Raises CorpusError with the mistakes of all files.
    """
    articles: dict[str, tuple[Article, str]] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        try:
            article = _article(path)
        except CorpusError as error:
            problems += error.problems
            continue
        _, first = articles.setdefault(article.id, (article, path.name))
        if first != path.name:
            problems.append(Problem(path.name, 1, f"the id '{article.id}' is used by {first} too: change one"))
    if problems:
        raise CorpusError(problems)
    return tuple(article for article, _ in articles.values())


def _files(folder: Path) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        message = f"this folder of articles cannot be read ({error.strerror}): check HEAT2_CORPUS_DIR"
        raise CorpusError([Problem(str(folder), 0, message)]) from error
    endings = {".md", *UNREAD_ENDINGS}
    return (path for path in paths if path.suffix.lower() in endings and path.name != README)


def _article(path: Path) -> Article:
    if path.suffix.lower() != ".md":
        message = "only Markdown with front matter is read here: rewrite it as .md, or add it with heat2 import"
        raise CorpusError([Problem(path.name, 0, message)])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError([Problem(path.name, 0, f"cannot be read: {error.strerror}")]) from error
    return read_markdown(content, path.name, path.stem, is_strict=True)
