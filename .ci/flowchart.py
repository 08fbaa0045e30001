"""Draw the flowcharts of the documentation for the site: `mermaid` text, which GitHub draws itself, becomes SVG.

It reads `id["title: detail"]` and `a --> b` only, and puts each box below all boxes from which an arrow leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from textwrap import wrap

COLUMN, ROW, LINE, WIDTH = 184, 92, 17, 168
"""Distances of boxes and lines, and the width of a box, in pixels."""
DETAIL_CHARACTERS = 22
"""Characters in a line of a box."""
SWEEPS = 8


@dataclass
class Box:
    """A box with its lines; one without lines only leads a long arrow past others."""

    lines: Sequence[str]
    rank: int = 0
    below: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    x: float = 0.0

    @property
    def height(self) -> int:
        """Height in pixels."""
        return LINE * len(self.lines) + 14 if self.lines else 0


def to_svg(source: str) -> str:
    """Return the drawing, on one line."""
    boxes = _read(source)
    rows = _rows(boxes)
    width = max(len(row) for row in rows) * COLUMN
    for row in rows:
        for place, name in enumerate(row):
            boxes[name].x = width / 2 + (place - (len(row) - 1) / 2) * COLUMN
    arrows = [_arrow(boxes, name, lower) for name, box in boxes.items() if box.lines for lower in box.below]
    drawn = [_drawn(box) for box in boxes.values() if box.lines]
    height = ROW * len(rows)
    return (
        f'<div class="flowchart"><svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z"/></marker></defs>{"".join(arrows)}{"".join(drawn)}</svg></div>'
    )


def _read(source: str) -> dict[str, Box]:
    boxes = {name: Box(_lines(text)) for name, text in re.findall(r'\b(\w+)\["([^"]*)"\]', source)}
    plain = re.sub(r'\["[^"]*"\]', "", source)
    arrows = re.findall(r"^\s*(\w+) --> (\w+)$", plain, re.MULTILINE)
    for _ in boxes:  # the longest way decides
        for upper, lower in arrows:
            boxes[lower].rank = max(boxes[lower].rank, boxes[upper].rank + 1)
    for upper, lower in arrows:
        _connect(boxes, upper, lower)
    return boxes


def _lines(text: str) -> list[str]:
    title, _, detail = text.partition(": ")
    return (
        [*wrap(title, DETAIL_CHARACTERS), *wrap(detail, DETAIL_CHARACTERS)] if detail else wrap(text, DETAIL_CHARACTERS)
    )


def _connect(boxes: dict[str, Box], upper: str, lower: str) -> None:
    """Connect two boxes, with an empty one in each row between them."""
    last = upper
    for rank in range(boxes[upper].rank + 1, boxes[lower].rank):
        name = f"{upper}>{lower}@{rank}"
        boxes[name] = Box((), rank)
        boxes[last].below.append(name)
        boxes[name].above.append(last)
        last = name
    boxes[last].below.append(lower)
    boxes[lower].above.append(last)


def _rows(boxes: Mapping[str, Box]) -> list[list[str]]:
    """Return the names by row, ordered so that few arrows cross."""
    rows = [
        [name for name, box in boxes.items() if box.rank == rank]
        for rank in range(1 + max(b.rank for b in boxes.values()))
    ]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            place = {name: index - (len(each) - 1) / 2 for each in rows for index, name in enumerate(each)}

            def mean(name: str, place: Mapping[str, float] = place, down: bool = down) -> float:
                near = boxes[name].above if down else boxes[name].below
                return sum(place[each] for each in near) / len(near) if near else place[name]

            row.sort(key=mean)
    return rows


def _middle(box: Box) -> float:
    return ROW * (box.rank + 0.5)


def _arrow(boxes: Mapping[str, Box], name: str, lower: str) -> str:
    """Return the arrow from a box to the next one with lines, as a curve through the empty boxes between."""
    box = boxes[name]
    points = [(box.x, _middle(box) + box.height / 2)]
    while not boxes[lower].lines:
        points.append((boxes[lower].x, _middle(boxes[lower])))
        (lower,) = boxes[lower].below
    points.append((boxes[lower].x, _middle(boxes[lower]) - boxes[lower].height / 2 - 2))
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        path += f"C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"
    return f'<path class="arrow" d="{path}" marker-end="url(#head)"/>'


def _drawn(box: Box) -> str:
    left, top = box.x - WIDTH / 2, _middle(box) - box.height / 2
    lines = "".join(
        f'<tspan x="{box.x:.0f}" y="{top + LINE * number + 2:.0f}">{escape(line)}</tspan>'
        for number, line in enumerate(box.lines, start=1)
    )
    rectangle = f'<rect x="{left:.0f}" y="{top:.0f}" width="{WIDTH}" height="{box.height}" rx="6"/>'
    return f"{rectangle}<text>{lines}</text>"
