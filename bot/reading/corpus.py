"""The folder of articles that ship with the bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.front_matter import read_markdown

NOT_AN_ARTICLE: Final = "README.md"
ELSEWHERE_AN_ARTICLE: Final = frozenset({".txt", ".html", ".htm", ".jsonl", ".markdown"})
"""Endings of files that somebody may take for a part of the corpus."""


def load_corpus(folder: Path) -> tuple[Article, ...]:
    """Every article of the folder, by file name; () when it holds none.

    Raises CorpusError with the mistakes of all files at once.
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
            problems.append(Problem(path.name, 1, f"the id '{article.id}' is also that of {first}: change one"))
    if problems:
        raise CorpusError(problems)
    return tuple(article for article, _ in articles.values())


def _files(folder: Path) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        message = f"this folder of articles cannot be read ({error.strerror}): check HEAT2_CORPUS_DIR"
        raise CorpusError([Problem(str(folder), 0, message)]) from error
    endings = {".md", *ELSEWHERE_AN_ARTICLE}
    return (path for path in paths if path.suffix.lower() in endings and path.name != NOT_AN_ARTICLE)


def _article(path: Path) -> Article:
    if path.suffix.lower() != ".md":
        message = "only Markdown with front matter is read here: rewrite it as .md, or add it with heat2 import"
        raise CorpusError([Problem(path.name, 0, message)])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError([Problem(path.name, 0, f"cannot be read: {error.strerror}")]) from error
    return read_markdown(content, path.name, path.stem, with_language=True)
