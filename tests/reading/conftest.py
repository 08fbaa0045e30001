"""Reading of pages and PDFs without a process for each, which takes a third of a second to start."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.reading.page import html_file
from bot.reading.page.worker import read_page
from bot.reading.pdf import pdf_file
from bot.reading.pdf.worker import pdf_fields
from bot.reading.process import TIMEOUT_SECONDS, ProcessError

WORKERS: Mapping[str, Callable[..., object]] = {
    "bot.reading.page.worker": read_page,
    "bot.reading.pdf.worker": pdf_fields,
}


def run_here(module: str, content: bytes, *arguments: str, timeout: float = TIMEOUT_SECONDS) -> dict[str, Any]:
    """Return what `run_worker` returns, but read the file in this process. Raises ProcessError when that fails."""
    try:
        found: dict[str, Any] = json.loads(json.dumps(WORKERS[module](content, *arguments)))
    except Exception as error:
        raise ProcessError("failed") from error
    return found


@pytest.fixture
def _workers_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read pages and PDFs in this process."""
    monkeypatch.setattr(html_file, "run_worker", run_here)
    monkeypatch.setattr(pdf_file, "run_worker", run_here)
