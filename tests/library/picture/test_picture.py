"""Pictures of timelines: what they show, and what cannot break them."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from bot.domain import Article, DatedStatement, Excerpt, Passage, PublishedDate, Span
from bot.library.picture import service
from bot.library.picture.chart import MAX_LABEL, MAX_ROWS, Chart, Row, Tick, alternative, chart_of
from bot.library.picture.service import TimelinePictures
from bot.library.picture.worker import WIDTH, draw
from bot.phrases import LANGUAGES, load

EN = load("en")
QUOTE_COLOR, BLUE, GREY = (0xE8, 0x68, 0x3A), (0x5B, 0x7F, 0xD6), (0x70, 0x74, 0x7D)


def statement(published: str, value: str, *, older: bool = False) -> DatedStatement:
    """Return a statement that consists of its value."""
    article = Article(published or "undated", value, published=PublishedDate.parse(published))
    span = Span(0, len(value))
    return DatedStatement(Excerpt(Passage(article, 1, span), (span,), 1.0, older=older), span)


STORY = (
    statement("2024", "no date yet", older=True),
    statement("2026-05~", "November 19, 2027", older=True),
    statement("2026-10-07", "October 8, 2027"),
    statement("2026-11-12", "in France on October 13"),
    statement("", "2028"),
)


def colours(png: bytes) -> Counter[tuple[int, int, int]]:
    """Return the number of pixels of each colour."""
    pixels = Image.open(io.BytesIO(png)).convert("RGB").tobytes()
    return Counter(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))


def drawn(chart: Chart) -> bytes:
    """Return the picture, drawn in this process."""
    return draw(json.loads(chart.to_bytes()))


def test_a_chart_has_a_row_for_each_dated_statement() -> None:
    """A month or a year is a span, a day a point; undated statements keep their number and are left out."""
    chart = chart_of(STORY, EN, first_number=3)
    assert chart
    assert [(row.number, row.date, row.value) for row in chart.rows] == [
        (3, "2024", "no date yet"),
        (4, "about May 2026", "November 19, 2027"),
        (5, "7 October 2026", "October 8, 2027"),
        (6, "12 November 2026", "in France on October 13"),
    ]
    assert [row.end > row.start for row in chart.rows] == [True, True, False, False]
    assert [row.is_newest for row in chart.rows] == [False, False, False, True]
    assert [row.is_inferred for row in chart.rows] == [False, True, False, False]
    assert 0 < chart.rows[0].start < chart.rows[-1].end < 1


def test_a_chart_without_dates_is_none_and_a_long_one_shows_the_newest() -> None:
    """There is nothing to draw without a date; of too many statements the newest are drawn."""
    assert chart_of((STORY[-1],), EN) is None
    many = chart_of([statement(f"{year}", "x") for year in range(1980, 2020)], EN)
    assert many
    assert [row.date for row in many.rows] == [str(year) for year in range(2020 - MAX_ROWS, 2020)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [("2026-11-12",), ("2026-01-30", "2026-11-12"), ("1995", "2026"), ("0001", "9999")])
def test_the_axis_has_few_marks_in_the_readers_language(days: tuple[str, ...], language: str) -> None:
    """Whatever the span, the axis has at most four marks inside the picture, in order."""
    chart = chart_of([statement(day, "x") for day in days], load(language))
    assert chart
    places = [tick.place for tick in chart.ticks]
    assert len(places) <= 4
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert all(0 <= row.start <= row.end <= 1 for row in chart.rows)


def test_the_newest_is_set_off_and_older_ones_are_grey() -> None:
    """The picture is as wide as two phones, and shows each state of a statement in its colour."""
    chart = chart_of(STORY, EN)
    assert chart
    png = drawn(chart)
    image, found = Image.open(io.BytesIO(png)), colours(png)
    assert image.width == WIDTH
    assert all(found[colour] > 200 for colour in (QUOTE_COLOR, BLUE, GREY))


def test_hostile_values_are_drawn_as_text_or_left_out() -> None:
    """A dollar sign starts no formula, and scripts without glyphs or shaping leave only number and date."""
    bare = chart_of([statement("2026-05-01", "")], EN)
    assert bare
    for value in ("東京で撮影開始", "بدأ التصوير", "नमस्ते", "a\u202eb", "\U0001f525"):
        hostile = chart_of([statement("2026-05-01", value)], EN)
        assert hostile
        assert drawn(hostile) == drawn(bare)
    money = chart_of([statement("2026-05-01", r"$150 million, not $\frac{1}{0}$ and _^{")], EN)
    assert money
    assert drawn(money) != drawn(bare)


def test_any_text_can_be_drawn() -> None:
    """Neither control characters nor halves of characters nor endless words break the drawing."""
    texts = ["\x1f", "\x00", "\ud800", "a\nb\tc", "{}%s\\", "W" * MAX_LABEL, " ", "́" * 50, "²½", "word " * 12]
    rows = (Row(n, n / 10, 1.0, text, text, True, n % 2 > 0, False) for n, text in enumerate(texts))
    ticks = (Tick(n / 10, text) for n, text in enumerate(texts))
    assert drawn(Chart(tuple(rows), tuple(ticks))).startswith(b"\x89PNG")


def test_the_alternative_text_tells_what_the_picture_shows() -> None:
    """It names each statement with its date, within Discord's limit."""
    chart = chart_of(STORY[:2], EN)
    assert chart
    text = alternative(chart, "release date", EN)
    assert text == "Timeline of release date. 1. 2024: no date yet; 2. about May 2026: November 19, 2027"
    assert len(alternative(chart, "x" * 3000, EN)) == 1024


async def test_a_picture_is_drawn_in_a_process_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process returns the same picture as drawing here does; the second time it comes from the cache."""
    chart = chart_of(STORY, EN)
    assert chart
    pictures = TimelinePictures()
    first = await pictures.png(chart)
    assert first == drawn(chart)
    monkeypatch.setattr(service, "run_worker", None)
    assert await pictures.png(chart) is first


@pytest.mark.parametrize(
    ("program", "seconds"),
    [
        ("import time\ndef main(): time.sleep(60)", 0.5),
        ("import no_such_module", 20.0),
        ("def main(): raise SystemExit(1)", 20.0),
        ("def main(): print('{}')", 20.0),
        ("def main(): print('no JSON')", 20.0),
    ],
)
async def test_a_picture_that_cannot_be_drawn_is_empty(
    program: str, seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A slow, broken or missing program costs the picture, not the reply, and is logged."""
    (tmp_path / "failing_drawing.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(service, "DRAWING_SECONDS", seconds)
    chart = chart_of(STORY, EN)
    assert chart
    assert await TimelinePictures("failing_drawing").png(chart) == b""
    assert "a timeline could not be drawn" in caplog.text
