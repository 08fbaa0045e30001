"""What an import reads: files, folders, web addresses and standard input."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.cli.files import os_error_message
from bot.domain import Article
from bot.errors import Problem, SourceError
from bot.reading.identity import content_id
from bot.reading.web.links import only_link
from bot.text.safe_text import one_line

STANDARD_INPUT: Final = "-"
EXAMPLE: Final = "https://example.com/heat-2"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read articles from: a file, a web address, or, with neither, standard input."""

    name: str
    """What messages call it."""
    path: Path | None = None
    address: str = ""
    complaint: str = ""
    """Why nothing can be read from it, where that is known already."""


@dataclass(frozen=True, slots=True)
class Readers:
    """How each kind of source is read. All raise SourceError when the source as a whole cannot be read."""

    file: Callable[[Path], Iterator[Article | Problem]]
    address: Callable[[str], Awaitable[Article]]
    standard_input: Callable[[], Iterator[Article | Problem]]

    async def read(self, source: Source) -> AsyncIterator[Article | str]:
        """The articles of the source, and a sentence for each thing in it that is none."""
        try:
            if source.complaint:
                yield source.complaint
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
            return f"{source.name}: {'there is no such file, and as a web address: ' if is_path else ''}{error}"


def find_sources(words: Iterable[str]) -> Iterator[Source]:
    """What each word names, in order; a folder names each article in it.

    A word is a path if something is there, or else a web address if it looks like one.
    """
    for word in words:
        if word == STANDARD_INPUT:
            yield Source("standard input")
        else:
            yield from _named(word)


def states_own_id(article: Article, source: Source) -> bool:
    """Whether the source states the article's id, so that it was not made from the file's name or the content."""
    if source.path and source.path.suffix.lower() == ".jsonl":
        return True
    made = {content_id(article.title, article.url, article.text), source.path.stem if source.path else ""}
    return article.id not in made


def _named(word: str) -> Iterator[Source]:
    path = Path(word).expanduser()
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError) as error:  # a name that no file can have
        yield Source(word, complaint=f"{one_line(word)}: cannot be read: {os_error_message(error)}.")
        return
    if not exists and "://" in word and not only_link(word):
        yield Source(word, complaint=f"{one_line(word)}: this is no address of a page: write one like {EXAMPLE}.")
        return
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
        endings = ", ".join(sorted(ARTICLE_SUFFIXES))
        yield Source(str(folder), complaint=f"{folder}: this folder has no file that ends in {endings}.")
    yield from files


ARTICLE_SUFFIXES: Final = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".jsonl"})
"""What files of articles are called at the end, in small letters."""
NOT_AN_ARTICLE: Final = "README.md"


def article_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file that is named, whatever it is called, and each article in a folder that is named, by path.

    Hidden files and folders are passed over. A path where nothing is stays: reading it says so.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if _looks_like_an_article(file.relative_to(path), file))
        else:
            yield path


def _looks_like_an_article(inside: Path, file: Path) -> bool:
    hidden = any(part.startswith(".") for part in inside.parts)
    return not hidden and file.suffix.lower() in ARTICLE_SUFFIXES and file.name != NOT_AN_ARTICLE and file.is_file()
