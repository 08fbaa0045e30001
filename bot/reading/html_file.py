"""Saved web pages, read in a process of its own that can be ended: a crafted page could take minutes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import SourceError
from bot.reading.fields import complaints
from bot.reading.identity import completed

MAX_PAGE: Final = 2_000_000
"""The largest page, in bytes."""

PATIENCE: Final = 5.0
"""How long reading one page may take, in seconds."""

INSTEAD: Final = "save the article's text as .txt instead"

_ROOT: Final = Path(__file__).parents[2]


def read_html(content: bytes, file: str, patience: float = PATIENCE) -> Article:
    """The article on a page: its text, and the title, site, address and date that the page states.

    The date's evidence says where on the page it stands; one that is only guessed from the text is inferred.
    Raises SourceError, which names `file`, when the page is too large, takes longer than `patience` seconds, or holds
    no article.
    """
    if len(content) > MAX_PAGE:
        raise SourceError(f"{file}: the page has more than {MAX_PAGE:,} bytes: {INSTEAD}.")
    found = _fields(content, file, patience)
    mistaken = {complaint.key for complaint in complaints(found)}
    # What a page says of itself is not the fault of who saved it: what cannot be used is left out.
    fields = {key: value for key, value in found.items() if key not in mistaken}
    if "text" not in fields:
        raise SourceError(f"{file}: no article was found on the page: {INSTEAD}.")
    return completed(fields, detects_language=True)


def _fields(content: bytes, file: str, patience: float) -> dict[str, str]:
    command = [sys.executable, "-m", "bot.reading.html_worker"]
    try:
        # The folder is where `bot` lies: the process finds it there, installed or not.
        done = subprocess.run(command, input=content, capture_output=True, timeout=patience, cwd=_ROOT, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"{file}: reading the page took longer than {patience:g} seconds: {INSTEAD}.") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise SourceError(f"{file}: the page cannot be read: {INSTEAD}.") from error
    found: dict[str, str] = json.loads(done.stdout)
    return found
