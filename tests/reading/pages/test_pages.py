"""How far reading the web can be trusted, held as floors."""

from __future__ import annotations

from tests.reading.pages.measure import read_all, shares

FLOORS = {"text": 1.0, "title": 1.0, "date": 1.0, "language": 1.0, "fault": 1.0}


async def test_pages_of_every_make_are_read_rightly() -> None:
    """Text, title, date and language of over forty pages, and why others hold nothing to read."""
    readings = await read_all()
    assert len(readings) >= 40
    found = shares(readings)
    assert {part: found[part] >= floor for part, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True)
