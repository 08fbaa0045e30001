"""`python -m tests.bench.hostile [NAME…]`: cost of texts that were written to be slow.

Prints for each text the CPU seconds of its analysis, the number of its passages, the longest lag of the event loop
while questions are answered, and the time of the slowest question, both in milliseconds.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain import Article, AskedQuestion, PublishedDate
from bot.library.library import Library
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.store.memory import MemoryStore
from bot.text.language import load_detector
from tests.language_data import shipped_concepts

TEXT_LENGTH: Final = 1_900_000
"""Length of a text in characters."""
PERIOD: Final = 0.005
QUESTIONS: Final = (
    "When does filming of Heat 2 start?",
    "Who plays Vincent Hanna?",
    "Is the budget 150 million dollars in Chicago, or a.b.c?",
    "filming budget cast release date director Chicago August 2026 Heat 2 " * 8,
    " ".join(f"qwertzu{chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(40)),
    "a a-a a' a, a@b. 1 2 3",
)


def _words(count: int) -> str:
    letters = random.Random(5)  # noqa: S311 - not used for secrets
    return " ".join("".join(letters.choices("abcdefgh", k=8)) for _ in range(count))


def texts(length: int = TEXT_LENGTH) -> Mapping[str, str]:
    """Return the hostile texts by name, each of about `length` characters."""

    def repeat(unit: str) -> str:
        return unit * (length // len(unit))

    news = "Filming of Heat 2 starts in August in Chicago. "
    return {
        "one word": "x" * length,
        "one paragraph": repeat("Mann will film Heat 2 in Chicago in August. The budget is $150 million. "),
        "sentences in a line": repeat("Mann films Heat 2 in Chicago in August. "),
        "short paragraphs": repeat("Heat 2 is filmed.\n\n"),
        "lines": repeat("Heat 2 films.\n"),
        "list items": repeat("- Heat 2 cast\n"),
        "short sentences": news + repeat("A. Bc. "),
        "a-": news + repeat("a-"),
        "A-": news + repeat("A-"),
        "a@b.": news + repeat("a@b."),
        "a, ": news + repeat("a, "),
        "a'": news + repeat("a'"),
        "http://": news + repeat("http://"),
        "digits": news + repeat("1"),
        "1,": news + repeat("1,"),
        "dots": news + repeat("."),
        "!“": news + repeat("!“"),
        "opening quotes": news + repeat("“"),
        "brackets": news + repeat("[1]"),
        "open brackets": news + repeat("("),
        "spaces": news + " " * length + news,
        "line breaks": news + "\n" * length + news,
        "capitals": news + repeat("Aa Bb "),
        "soft hyphens": news + repeat("a\u00ad"),
        "combining marks": news + repeat("a\u0301\u0327\u0308"),
        "marks alone": news + "\u0301\u0327" * (length // 2),
        "headings": repeat("# Heat 2\n\nText of it.\n\n"),
        "announced": repeat("Heat 2:\n\n"),
        "new words": news + _words(length // 9),
    }


@dataclass
class _Lag:
    longest: float = 0.0


@asynccontextmanager
async def _measure_lag() -> AsyncIterator[_Lag]:
    """Measure the longest lag of the running loop, in seconds."""
    lag = _Lag()

    async def watch() -> None:
        while True:
            due = time.perf_counter() + PERIOD
            await asyncio.sleep(PERIOD)
            lag.longest = max(lag.longest, time.perf_counter() - due)

    task = asyncio.create_task(watch())
    await asyncio.sleep(2 * PERIOD)
    try:
        yield lag
        await asyncio.sleep(2 * PERIOD)
    finally:
        task.cancel()


async def _measure_questions(article: Article, concepts: ConceptList) -> tuple[float, list[float]]:
    """Return the longest lag of the loop and the time of each question after the first, in seconds."""
    library = Library([article], MemoryStore(), concepts)
    await library.ask(AskedQuestion("Who?"))
    took = []
    async with _measure_lag() as lag:
        for question in QUESTIONS:
            began = time.perf_counter()
            await library.ask(AskedQuestion(question, as_of=date(2026, 11, 26)))
            took.append(time.perf_counter() - began)
    return lag.longest, took


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(wanted: list[str]) -> None:
    """Measure each text and print a line."""
    concepts = shipped_concepts()
    data = LanguageData.load(concepts)
    load_detector()
    _print_line(f"{'text':28}{'characters':>11}{'passages':>9}{'CPU s':>8}{'stop ms':>9}{'slowest question ms':>21}")
    for name, text in texts().items():
        if wanted and name not in wanted:
            continue
        article = Article("hostile", text, "Heat 2", published=PublishedDate(2026, 3, 1), language="en")
        began = time.process_time()
        analysed = ArticleAnalyser(data).analyse(article)
        cpu = time.process_time() - began
        stop, took = asyncio.run(_measure_questions(article, concepts))
        sizes = f"{name:28}{len(text):>11,}{len(analysed.passages):>9,}{cpu:>8.1f}"
        _print_line(f"{sizes}{stop * 1000:>9.0f}{max(took) * 1000:>21.0f}")


if __name__ == "__main__":
    main(sys.argv[1:])
