"""The sources of an import: files, folders, web addresses and standard input."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.cli.files import os_error_message
from bot.domain import Article
from bot.errors import Problem, SourceError
from bot.reading.fields import content_id
from bot.reading.web.links import only_link
from bot.text.lists import any_of
from bot.text.safe_text import one_line

STANDARD_INPUT: Final = "-"
"""The argument that means standard input."""

EXAMPLE_ADDRESS: Final = "https://example.com/article"

ARTICLE_SUFFIXES: Final = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".jsonl"})
"""Endings of the files that an import takes from a folder, in lower case."""

NOT_AN_ARTICLE: Final = "README.md"
"""A file that an import skips in folders."""


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read articles from: a file, a web address or, without either, standard input."""

    name: str
    """The name that messages use."""
    path: Path | None = None
    address: str = ""
    error: str = ""
    """The reason why it cannot be read, if that is known before reading."""


@dataclass(frozen=True, slots=True)
class Readers:
    """One function for each kind of source. Each raises SourceError when the whole source cannot be read."""

    file: Callable[[Path], Iterator[Article | Problem]]
    address: Callable[[str], Awaitable[Article]]
    standard_input: Callable[[], Iterator[Article | Problem]]

    async def read(self, source: Source) -> AsyncIterator[Article | str]:
        """Yield the articles of the source, and an error message for each part that is not an article."""
        try:
            if source.error:
                yield source.error
            elif source.address:
                yield await self._from_address(source)
            else:
                for each in self.file(source.path) if source.path else self.standard_input():
                    yield str(each) if isinstance(each, Problem) else each
        except SourceError as error:
            for line in str(error).splitlines():
                yield line

    async def _from_address(self, source: Source) -> Article | str:
        try:
            return await self.address(source.address)
        except SourceError as error:
            is_path = "://" not in source.name
            return f"{source.name}: {'no such file; read as a web address: ' if is_path else ''}{error}"


def find_sources(words: Iterable[str]) -> Iterator[Source]:
    """Yield a source for each argument, and one for each article file in a folder.

    An argument is a path if a file or folder exists there. Otherwise it is a web address if it looks like one.
    """
    for word in words:
        if word == STANDARD_INPUT:
            yield Source("standard input")
        elif not word.strip():
            # An empty path is the current folder, which nobody means by an empty variable of a script.
            yield Source("''", error="'': an empty name: name a file, a folder or a web address.")
        else:
            yield from _from_argument(word)


def states_own_id(article: Article, source: Source) -> bool:
    """Return whether the source states the article's id: it was not derived from the file name or the content."""
    if source.path and source.path.suffix.lower() == ".jsonl":
        return True
    derived = {content_id(article.title, article.url, article.text), source.path.stem if source.path else ""}
    return article.id not in derived


def _from_argument(word: str) -> Iterator[Source]:
    path = Path(word).expanduser()
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError) as error:  # no file can have such a name
        yield Source(word, error=f"{one_line(word)}: cannot be read: {os_error_message(error)}.")
        return
    if not exists and "://" in word and not only_link(word):
        yield Source(
            word, error=f"{one_line(word)}: this is not the address of a web page: write one like {EXAMPLE_ADDRESS}."
        )
        return
    # "notes.md" is a missing file; "example.com/notes" is an address.
    address = "" if exists or (path.suffix.lower() in ARTICLE_SUFFIXES and "://" not in word) else only_link(word)
    if address:
        yield Source(word, address=address)
    elif is_folder:
        yield from _in_folder(path)
    else:
        yield Source(str(path), path)


def _in_folder(folder: Path) -> Iterator[Source]:
    files = [Source(str(file), file) for file in article_files([folder])]
    if not files:
        endings = any_of(sorted(ARTICLE_SUFFIXES))
        yield Source(str(folder), error=f"{folder}: this folder has no file that ends in {endings}.")
    yield from files


def article_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every path that is a file, whatever its name, and the article files in every folder, sorted by path.

    Hidden files and folders are skipped. A path that does not exist is yielded, so that reading it reports the error.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if _looks_like_an_article(file.relative_to(path), file))
        else:
            yield path


def _looks_like_an_article(inside: Path, file: Path) -> bool:
    hidden = any(part.startswith(".") for part in inside.parts)
    return not hidden and file.suffix.lower() in ARTICLE_SUFFIXES and file.name != NOT_AN_ARTICLE and file.is_file()
