"""Which files an import reads: those that are named, and in a folder those that look like articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ENDINGS: Final = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".jsonl"})
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
    return not hidden and file.suffix.lower() in ENDINGS and file.name != NOT_AN_ARTICLE and file.is_file()
