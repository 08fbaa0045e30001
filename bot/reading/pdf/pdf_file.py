"""Read PDFs, in a process of their own."""

from __future__ import annotations

from typing import Final

from bot.domain import Article, PublishedDate
from bot.errors import PageFault
from bot.phrases.dates import evidence
from bot.phrases.messages import page_error
from bot.reading.dates.text_head import propose_date
from bot.reading.fields import article_from, future_problem, without_mistakes
from bot.reading.process import TIMEOUT_SECONDS, ProcessError, run_worker

MAX_PDF: Final = 10_000_000
"""Maximum size of a PDF, in bytes."""


def read_pdf(content: bytes, url: str = "", timeout: float = TIMEOUT_SECONDS) -> Article:
    """Return the article of a PDF. Its date is the one at the head of the text, or the day the PDF was made, inferred.

    `url` is the address of the PDF, '' for a file. Raises PageError when the PDF is locked, damaged, too large, takes
    longer than `timeout` seconds, or holds only pictures.
    """
    if len(content) > MAX_PDF:
        raise page_error(PageFault.TOO_LARGE)
    try:
        found = run_worker("bot.reading.pdf.worker", content, timeout=timeout)
    except ProcessError as error:
        raise page_error(PageFault.TOO_SLOW if error.took_too_long else PageFault.DAMAGED) from error
    if "fault" in found:
        raise page_error(PageFault(found["fault"]))
    fields = {"url": url, **found}
    if "date" in fields:
        fields["date_evidence"] = evidence("pdf_made")
    known = without_mistakes(fields)
    if "text" not in known:
        raise page_error(PageFault.TOO_LARGE)
    if future_problem(PublishedDate.parse(known.get("date", ""))):
        # The clock of the computer that made the PDF was wrong; nobody has stated this date.
        del known["date"], known["date_evidence"]
    return propose_date(article_from(known, detects_language=True))
