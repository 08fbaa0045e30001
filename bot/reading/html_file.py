"""Web pages: the article on a page, and what the page says of it, read in a process that can be ended."""

from __future__ import annotations

import multiprocessing
import re
from multiprocessing.connection import Connection
from typing import Any, Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.fields import complaints
from bot.reading.identity import completed

MAX_PAGE: Final = 2_000_000
"""The largest page that is read, in bytes: nested tags cost more than their size."""
PATIENCE: Final = 5.0
"""Seconds that reading a page may take."""
MAX_MEMORY: Final = 512 * 1024 * 1024
"""Bytes that reading a page may take on top of the program itself."""

_STATED: Final = re.compile(
    rb"article:published_time|datePublished|name=[\"'](?:date|pubdate|dc\.date)|itemprop=[\"']datePublished|<time\b",
    re.IGNORECASE,
)


def read_html(content: bytes, file: str) -> Article:
    """The article of a page. Raises CorpusError when there is none, or when reading it takes too long."""
    if len(content) > MAX_PAGE:
        raise _unreadable(file, f"has {len(content):,} bytes: a page of at most {MAX_PAGE:,} is read")
    fields = _in_a_process_of_its_own(content, file)
    if not fields.get("text", "").strip():
        raise _unreadable(file, "holds no article that can be told from the page around it: save its text as .txt")
    found = complaints(fields)
    if found:
        raise CorpusError([Problem(file, 0, complaint.message) for complaint in found])
    return completed(fields, detects_language=True)


def _unreadable(file: str, message: str) -> CorpusError:
    return CorpusError([Problem(file, 0, message)])


def _in_a_process_of_its_own(content: bytes, file: str) -> dict[str, str]:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_extract_into, args=(theirs, content), daemon=True)
    process.start()
    theirs.close()
    try:
        if not mine.poll(PATIENCE + _STARTING):
            raise _unreadable(file, f"took longer than {PATIENCE:.0f} seconds to read: save its text as .txt")
        received: dict[str, str] = mine.recv()
    except EOFError as error:
        raise _unreadable(file, "cannot be read, or takes too much memory: save its text as .txt") from error
    finally:
        process.kill()
        process.join()
        mine.close()
    return received


_STARTING: Final = 5.0
"""Seconds that a process may take to start and to load what it reads with."""


def _extract_into(pipe: Connection, content: bytes) -> None:
    import resource  # noqa: PLC0415  only where a process can be limited

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (used + MAX_MEMORY, used + MAX_MEMORY))
    pipe.send(extract(content))


def extract(content: bytes) -> dict[str, str]:
    """Title, publisher, address, date with its evidence, and text; '' for what the page does not say."""
    import trafilatura  # noqa: PLC0415  half a second that only pages pay

    document: Any = trafilatura.bare_extraction(
        content,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": True},
    )
    if document is None:
        return {}
    is_stated = bool(_STATED.search(content))
    date = document.date or ""
    return {
        "title": " ".join((document.title or "").split()),
        "publisher": " ".join((document.sitename or "").split()),
        "url": document.url or "",
        "date": date if is_stated or not date else f"{date}~",
        "date_evidence": ("stated in the page's data" if is_stated else "found in the page's text") if date else "",
        "text": document.text or "",
    }
