"""`python -m tests.bench.answers [PASSAGES…]`: what a question costs, from its text to its quotes, by number of passages.

The articles are those of the suites, again and again with other dates and one word of their own; the questions are all
of the suites'. Printed are the CPU times of the analysis of a question and of the whole answer, and memory.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.domain import Article, PublishedDate
from bot.search.article_analysis import ArticleAnalyser
from bot.search.collection import Collection
from bot.search.concepts import ConceptList
from bot.search.engine import SearchEngine
from bot.search.holdings import Holdings
from bot.search.language_data import LanguageData
from tests.quality.suites import load_suite

AS_OF = date(2026, 3, 10)
SIZES = (1_000, 10_000)
_MIB = 1024


def peak() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB


def articles(base: Sequence[Article]) -> Iterator[Article]:
    """Endlessly many, each with an id, a month and a word of its own."""
    for round_ in count():
        for number, article in enumerate(base):
            published = PublishedDate(2022 + (round_ + number) % 4, (round_ * 7 + number) % 12 + 1)
            text = article.text.replace("Heat 2", f"Heat 2 (report w{round_}x)")
            yield replace(article, id=f"{article.id}-{round_}", text=text, published=published)


def milliseconds(act: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile of the CPU time of a question."""
    times = []
    for question in questions:
        start = time.process_time()
        act(question)
        times.append((time.process_time() - start) * 1000)
    return float(np.median(times)), float(np.percentile(times, 99))


def main() -> None:
    """Print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    suites = [load_suite(name) for name in ("given mix", "own", "second")]
    questions = [question.text for suite in suites for question in suite.questions]
    table = Table(title=f"CPU time of a question in ms, {len(questions)} questions", title_justify="left")
    for column in ("passages", "analysis", "p99", "answer", "p99", "building, s", "peak MiB"):
        table.add_column(column, justify="right")
    before = peak()
    data = LanguageData.load(ConceptList.load())
    SearchEngine.with_data([], data).answer("when does filming start", AS_OF)
    language = peak() - before
    base = {article.id: article for suite in suites for article in suite.articles}
    more = articles(list(base.values()))
    collection, analyser, took = Collection(), ArticleAnalyser(data), 0.0
    for size in sorted(sizes):
        start = time.perf_counter()
        while len(collection.passages) < size:
            batch = {article.id: analyser.analyse(article) for article, _ in zip(more, range(50), strict=False)}
            collection.change(batch)
        took += time.perf_counter() - start
        gc.collect()
        gc.freeze()
        engine = SearchEngine(Holdings([collection.holding]), data)
        list(map(lambda question: engine.answer(question, AS_OF), questions[:20]))
        analysis = milliseconds(lambda question: engine._questions.analyse(question, AS_OF), questions)
        answer = milliseconds(lambda question: engine.answer(question, AS_OF), questions)
        figures = (f"{value:.2f}" for value in (*analysis, *answer))
        table.add_row(f"{len(collection.passages):,}", *figures, f"{took:.0f}", f"{peak():.0f}")
    Console(width=110).print(table)
    print(f"memory of the language data: {language:.0f} MiB")


if __name__ == "__main__":
    main()
