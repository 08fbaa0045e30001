"""`python -m tests.reading.pages` prints the share of right results, and each wrong one."""

from __future__ import annotations

import asyncio

from rich.console import Console
from rich.table import Table

from tests.reading.pages.measure import Reading, read_all, shares


def main() -> None:
    """Read every page and print the figures."""
    readings, console = asyncio.run(read_all()), Console()
    table = Table(title=f"{len(readings)} pages", title_justify="left")
    for part in shares(readings):
        table.add_column(part)
    table.add_row(*(f"{share:.3f}" for share in shares(readings).values()))
    console.print(table)
    for reading in readings:
        if wrong := _wrong(reading):
            console.print(f"{reading.page.name}: {wrong}")


def _wrong(reading: Reading) -> str:
    if reading.page.fault:
        return "" if reading.fault is reading.page.fault else f"fault {reading.fault}, not {reading.page.fault}"
    parts = ("text", "title", "date", "language")
    missed = [part for part in parts if not getattr(reading, f"has_{part}")]
    found = reading.article and f"'{reading.article.title}' {reading.article.published} {reading.article.text[:80]!r}"
    return f"{', '.join(missed)}: {found or reading.fault}" if missed else ""


if __name__ == "__main__":
    main()
