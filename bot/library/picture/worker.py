"""Draw a timeline. Runs in a process of its own: a chart comes in, a JSON object with the PNG goes out.

Only this module imports matplotlib, which takes a second and 60 MB.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.reading.process import limit_memory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

WIDTH: Final = 800
"""Width in pixels. A phone shows the picture at half of it, so everything is drawn twice as large."""
_DPI: Final = 100
_ROW_HEIGHT: Final = 98
_AXIS_HEIGHT: Final = 66
_TOP: Final = 18
_MARGIN: Final = 44
"""Pixels between the edges and the axis."""
_RADIUS: Final = 19
_GAP: Final = 14
"""Pixels between a mark and its label."""
_VALUE_SIZE: Final = 19.5
"""Size of the letters of values, in points: 72 of them are 100 pixels."""
_DATE_SIZE: Final = 15.5
_NUMBER_SIZE: Final = 15.0
_BACKGROUND: Final = "#2b2d31"
_LINE: Final = "#4a4d55"
_TEXT: Final = "#f2f3f5"
_DIM: Final = "#a5a9b1"
_EMBER: Final = "#e8683a"
_BLUE: Final = "#5b7fd6"
_GREY: Final = "#70747d"

Row = dict[str, Any]


class Drawing:
    """A picture that is being drawn, with pixels as coordinates; the origin is the lower left corner."""

    def __init__(self, rows: int) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only this process needs it
        from matplotlib.figure import Figure  # noqa: PLC0415

        self.height = _TOP + rows * _ROW_HEIGHT + _AXIS_HEIGHT
        figure = Figure(figsize=(WIDTH / _DPI, self.height / _DPI), dpi=_DPI, facecolor=_BACKGROUND)
        self._canvas: Any = FigureCanvasAgg(figure)  # some of its methods have no types
        self._axes: Axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set(xlim=(0, WIDTH), ylim=(0, self.height))
        self._fonts = _Fonts()

    def png(self) -> bytes:
        """Return the picture."""
        content = io.BytesIO()
        self._canvas.print_png(content)
        return content.getvalue()

    def row(self, row: Row, place: int) -> None:
        """Draw a statement: its mark or span, and its value with the date beside it. Row 0 is the topmost."""
        y = self.height - _TOP - (place + 0.5) * _ROW_HEIGHT
        start, end = _x(row["start"]), _x(row["end"])
        colour = _EMBER if row["is_newest"] else _GREY if row["is_older"] else _BLUE
        self._axes.plot([_MARGIN, WIDTH - _MARGIN], [y, y], color=_LINE, linewidth=1.0, zorder=1)
        if end - start > 2:
            style = (0, (1.2, 0.8)) if row["is_inferred"] else "solid"
            self._axes.plot([start, end], [y, y], color=colour, linewidth=9, alpha=0.55, linestyle=style, zorder=2)
        x = (start + end) / 2
        fill = _BACKGROUND if row["is_inferred"] else colour
        self._axes.plot(
            [x], [y], marker="o", markersize=2 * _RADIUS * 72 / _DPI, color=fill, markeredgecolor=colour,
            markeredgewidth=2.5, zorder=3,
        )  # fmt: skip
        self._text(x, y, str(row["number"]), _NUMBER_SIZE, _TEXT, ha="center", va="center_baseline", zorder=4)
        self._label(row, start, end, y)

    def _label(self, row: Row, start: float, end: float, y: float) -> None:
        """Draw value and date on the side of the mark that has more room."""
        middle = (start + end) / 2
        left, right = min(start, middle - _RADIUS) - _GAP, max(end, middle + _RADIUS) + _GAP
        if max(WIDTH - right, left) < WIDTH / 2:  # a long span, which the label may cover
            left, right = middle - _RADIUS - _GAP, middle + _RADIUS + _GAP
        is_right = WIDTH - right >= left
        room = (WIDTH - right if is_right else left) - _GAP
        x, align = (right, "left") if is_right else (left, "right")
        colour = _EMBER if row["is_newest"] else _DIM if row["is_older"] else _TEXT
        value, day = (text if self._fonts.can_draw(text) else "" for text in (row["value"], row["date"]))
        lines = self._lines(value, room) if value else []
        texts = [*((line, _VALUE_SIZE, colour) for line in lines), (day, _DATE_SIZE, _DIM)]
        heights = [size * _DPI / 72 * 1.22 for _, size, _ in texts]
        top = y + sum(heights) / 2
        for (line, size, shade), height in zip(texts, heights, strict=True):
            is_bold = size == _VALUE_SIZE and row["is_newest"]
            drawn = self._text(x, top - height / 2, line, size, shade, is_bold=is_bold, ha=align, va="center", zorder=5)
            drawn.set_bbox({"facecolor": _BACKGROUND, "edgecolor": "none", "pad": 1.5})
            top -= height

    def _lines(self, value: str, room: float) -> list[str]:
        """Return the value on one or two lines that fit; what does not fit is replaced by an ellipsis."""
        lines = [""]
        for word in value.split():
            longer = f"{lines[-1]} {word}".strip()
            if self._width(longer) <= room or not lines[-1]:
                lines[-1] = longer
            elif len(lines) == 1:
                lines.append(word)
            else:
                lines[-1] += " …"
                break
        return [self._cut(line, room) for line in lines]

    def _cut(self, line: str, room: float) -> str:
        while len(line) > 2 and self._width(line) > room:
            line = line[:-2].rstrip() + "…"
        return line

    def _width(self, line: str) -> float:
        drawn = self._text(0, 0, line, _VALUE_SIZE, _TEXT, is_bold=True)
        width: float = drawn.get_window_extent(self._canvas.get_renderer()).width
        drawn.remove()
        return width

    def axis(self, ticks: list[dict[str, Any]]) -> None:
        """Draw the ticks of the time axis with their labels; a label that would overlap another one is left out."""
        free_from = 0.0
        for tick in (each for each in ticks if self._fonts.can_draw(each["label"])):
            x = _x(tick["place"])
            bottom, top = _AXIS_HEIGHT - 6, self.height
            self._axes.plot([x, x], [bottom, top], color=_LINE, linewidth=1.4, linestyle=(0, (2, 3)), zorder=0)
            drawn = self._text(x, _AXIS_HEIGHT / 2, tick["label"], _DATE_SIZE, _DIM, ha="center", va="center")
            half = drawn.get_window_extent(self._canvas.get_renderer()).width / 2
            centre = min(max(x, half + 8), WIDTH - half - 8)
            drawn.set_x(centre)
            if centre - half < free_from:
                drawn.remove()
            else:
                free_from = centre + half + 16

    def _text(
        self, x: float, y: float, text: str, size: float, colour: str, *, is_bold: bool = False, **options: Any
    ) -> Text:
        font = self._fonts.bold if is_bold else self._fonts.regular
        # A dollar sign is a dollar sign: without this, "$150 million and $2" would be read as a formula.
        options["parse_math"] = False
        return self._axes.text(x, y, text, fontproperties=font, fontsize=size, color=colour, **options)


class _Fonts:
    """The fonts that come with matplotlib: the same on every machine."""

    def __init__(self) -> None:
        from matplotlib import get_data_path  # noqa: PLC0415 - only this process needs it
        from matplotlib.font_manager import FontProperties, get_font  # noqa: PLC0415

        folder = Path(get_data_path()) / "fonts" / "ttf"
        files = [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
        self.regular, self.bold = (FontProperties(fname=file) for file in files)
        self._known = set.intersection(*(set(get_font(file).get_charmap()) for file in files))

    def can_draw(self, text: str) -> bool:
        """Return whether every character has a glyph, and none needs a script that matplotlib does not shape."""
        return all(ord(each) in self._known and unicodedata.bidirectional(each) in _PLAIN for each in text)


_PLAIN: Final = frozenset({"L", "EN", "ES", "ET", "AN", "CS", "WS", "ON"})
"""Bidirectional classes of characters that are written from left to right, one beside the other."""


def _x(place: float) -> float:
    return _MARGIN + place * (WIDTH - 2 * _MARGIN)


def draw(chart: dict[str, Any]) -> bytes:
    """Return the PNG of a chart that `Chart.to_bytes` has encoded."""
    drawing = Drawing(len(chart["rows"]))
    drawing.axis(chart["ticks"])
    for place, row in enumerate(chart["rows"]):
        drawing.row(row, place)
    return drawing.png()


def main() -> None:
    """Read the chart from standard input and write the PNG, in base 64, to standard output."""
    # OpenBLAS would reserve memory for a thread of each core.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    limit_memory()
    json.dump({"png": base64.b64encode(draw(json.load(sys.stdin))).decode()}, sys.stdout)


if __name__ == "__main__":
    main()
