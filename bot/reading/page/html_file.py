"""Read saved web pages, in a process of their own."""

from __future__ import annotations

from typing import Final

from bot.domain import Article
from bot.errors import SourceError
from bot.phrases.messages import message
from bot.reading.fields import article_from, without_mistakes
from bot.reading.process import TIMEOUT_SECONDS, ProcessError, run_worker

MAX_PAGE: Final = 2_000_000
"""Maximum size of a page, in bytes."""


def read_html(content: bytes, file: str, *, charset: str = "", timeout: float = TIMEOUT_SECONDS) -> Article:
    """Return the article on a page, with the title, publisher, address and date that the page states.

    The evidence of the date says where on the page it is; a date that is guessed from the text is inferred.
    `charset` is the encoding, if it is known. Raises SourceError, which names `file`, when the page is too large, takes
    longer than `timeout` seconds, or holds no article.
    """
    fields = page_fields(content, file, charset=charset, timeout=timeout)
    del fields["signs"]
    if "text" not in fields:
        raise SourceError(message("page.no_article", file=file))
    return article_from(fields, detects_language=True)


def page_fields(
    content: bytes, file: str, url: str = "", *, charset: str = "", timeout: float = TIMEOUT_SECONDS
) -> dict[str, str]:
    """Return the fields of a page's article as `worker.read_page` does, without those that have a complaint.

    `url` is the address of the page, `charset` the encoding that its server states; both may be ''. Raises SourceError
    as `read_html` does.
    """
    if len(content) > MAX_PAGE:
        raise SourceError(message("page.too_large", file=file, most=MAX_PAGE))
    try:
        found: dict[str, str] = run_worker("bot.reading.page.worker", content, url, charset, timeout=timeout)
    except ProcessError as error:
        if error.took_too_long:
            raise SourceError(message("page.too_slow", file=file, seconds=f"{timeout:g}")) from error
        raise SourceError(message("page.unreadable", file=file)) from error
    return without_mistakes(found)
