"""Saved web pages, read in a process of its own that can be ended: a crafted page could take minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain import Article
from bot.errors import SourceError
from bot.phrases.messages import message
from bot.reading.fields import complaints
from bot.reading.identity import completed
from bot.reading.process import PATIENCE, ProcessError, read_apart

MAX_PAGE: Final = 2_000_000
"""The largest page, in bytes."""

INSTEAD: Final = "save the article's text as .txt instead"


def read_html(content: bytes, file: str, *, charset: str = "", patience: float = PATIENCE) -> Article:
    """The article on a page: its text, and the title, site, address and date that the page states.

    The date's evidence says where on the page it stands; one that is only guessed from the text is inferred.
    `charset` is the encoding, where somebody has stated it. Raises SourceError, which names `file`, when the page is
    too large, takes longer than `patience` seconds, or holds no article.
    """
    fields = page_fields(content, file, charset=charset, patience=patience)
    del fields["signs"]
    if "text" not in fields:
        raise SourceError(message("page.no_article", file=file))
    return completed(fields, detects_language=True)


def page_fields(
    content: bytes, file: str, url: str = "", *, charset: str = "", patience: float = PATIENCE
) -> dict[str, str]:
    """What a page says of its article, under the names of `fields.KEYS` but `signs`, which `page.reader` explains.

    `url` is where the page was found, `charset` what its server calls its encoding. Raises SourceError as `read_html`
    does.
    """
    if len(content) > MAX_PAGE:
        raise SourceError(message("page.too_large", file=file, most=MAX_PAGE))
    try:
        found: dict[str, str] = read_apart("bot.reading.html_worker", content, url, charset, patience=patience)
    except ProcessError as error:
        if error.took_too_long:
            raise SourceError(message("page.too_slow", file=file, seconds=f"{patience:g}")) from error
        raise SourceError(message("page.unreadable", file=file)) from error
    return usable(found)


def usable(found: Mapping[str, str]) -> dict[str, str]:
    """The fields that can be kept. What a page says of itself is not the fault of the person who saved it."""
    mistaken = {complaint.key for complaint in complaints(found)}
    if "date" in mistaken:
        mistaken.add("date_evidence")
    return {key: value for key, value in found.items() if key not in mistaken}
