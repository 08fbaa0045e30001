"""Floors for how well pages are read."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Article
from bot.errors import PageFault
from tests.reading.pages.measure import Reading, read_all, read_apart, shares

FLOORS = {"text": 1.0, "title": 1.0, "date": 1.0, "language": 1.0, "fault": 1.0}


async def test_pages_of_every_make_are_read_rightly() -> None:
    """Text, title, date and language of over forty pages are right, and so are the faults of others."""
    readings = await read_all()
    assert len(readings) >= 40
    found = shares(readings)
    assert {part: found[part] >= floor for part, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True)


async def test_a_page_is_read_alike_in_a_process_of_its_own() -> None:
    """Reading a page in a process of its own gives the same article, or the same fault."""
    names = {"open graph names", "in de", "paywall in json-ld", "video"}
    here = {reading.page.name: _told(reading) for reading in await read_all() if reading.page.name in names}
    assert here.keys() == names
    assert {reading.page.name: _told(reading) for reading in await read_apart(names)} == here


def _told(reading: Reading) -> tuple[Article | None, PageFault | None]:
    """Return the result without the fields that contain the port of the server."""
    return reading.article and replace(reading.article, id="", url=""), reading.fault
