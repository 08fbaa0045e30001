"""PDFs, read in a process of its own that can be ended: a crafted file could take minutes, or all memory."""

from __future__ import annotations

from typing import Final

from bot.domain import Article
from bot.errors import Fault
from bot.reading.fields import complaints
from bot.reading.future import future_complaints
from bot.reading.identity import completed
from bot.reading.process import PATIENCE, ProcessError, read_apart
from bot.reading.proposed_date import propose_date
from bot.reading.web.faults import page_error

MAX_PDF: Final = 10_000_000
"""The largest PDF, in bytes."""


def read_pdf(content: bytes, url: str = "", patience: float = PATIENCE) -> Article:
    """The article that a PDF holds; its date is what the head of its text says, or else the day it was made, inferred.

    Raises PageError when it is locked, damaged, too large, takes too long, or holds pictures alone.
    """
    if len(content) > MAX_PDF:
        raise page_error(Fault.TOO_LARGE)
    try:
        found = read_apart("bot.reading.pdf_worker", content, patience=patience)
    except ProcessError as error:
        raise page_error(Fault.DAMAGED) from error
    if "fault" in found:
        raise page_error(Fault(found["fault"]))
    fields = {"url": url, **found}
    mistaken = {complaint.key for complaint in [*complaints(fields), *future_complaints(fields)]}
    if "text" in mistaken:
        raise page_error(Fault.TOO_LARGE)
    if "date" in mistaken:
        mistaken.add("date_evidence")
    article = completed({key: value for key, value in fields.items() if key not in mistaken}, detects_language=True)
    return propose_date(article)
