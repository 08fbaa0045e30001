"""`python -m tests.bench.answers [PASSAGES…]`: CPU time of a question, from its text to its quotes.

The articles are copies of those in three quality suites, with different dates and added words, so that no two are
equal. The questions are all questions of these suites. The table shows the CPU time of the analysis of a question, of
the whole answer, and of an answer with a reader that chooses at once (the candidates, the request, and
the answer by its choice), and memory.
"""

from __future__ import annotations

import gc
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import count

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.domain import Answer, Article, PublishedDate
from bot.library.reader.prompt import question_as_json
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.index.state import merge_segments
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.reader import ReaderChoice
from tests.engines import engine_over
from tests.language_data import shipped_concepts
from tests.quality.suites import load_suite

AS_OF = date(2026, 3, 10)
SIZES = (1_000, 10_000)
_MIB = 1024
_EVERY_THIRD = re.compile(r"(?:\S+[ ]){2}\S+(?=[ ])")


def peak_memory() -> float:
    """Return the peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB


def generate_articles(base: Sequence[Article]) -> Iterator[Article]:
    """Yield endless variants of the articles, with new ids, other months and an added word after every third word."""
    for round_ in count():
        for number, article in enumerate(base):
            published = PublishedDate(2022 + (round_ + number) % 4, (round_ * 7 + number) % 12 + 1)
            text = _EVERY_THIRD.sub(rf"\g<0> w{round_}x", article.text) if round_ else article.text
            yield replace(article, id=f"{article.id}-{round_}", text=text, published=published)


def cpu_milliseconds(act: Callable[[str, date], object], questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 99th percentile of the CPU time of a question, in milliseconds."""
    times = []
    for question in questions:
        start = time.process_time()
        act(question, AS_OF)
        times.append((time.process_time() - start) * 1000)
    return float(np.median(times)), float(np.percentile(times, 99))


def answer_with_reader(engine: SearchEngine, question: str, as_of: date) -> Answer:
    """Return the answer with the choice of the first two passages, as a reader would give it at once."""
    prepared = engine.with_reader_candidates(engine.prepare(question, as_of))
    request = prepared.request()
    if request is None:
        return prepared.answer
    question_as_json(request)
    numbers = tuple(passage.number for passage in request.passages[:2])
    return engine.answer_by_choice(prepared, ReaderChoice(numbers).checked(request), "none")


def main() -> None:
    """Print the table."""
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    suites = [load_suite(name) for name in ("given mix", "own", "second")]
    questions = [question.text for suite in suites for question in suite.questions]
    table = Table(title=f"CPU time of a question in ms, {len(questions)} questions", title_justify="left")
    for column in ("passages", "analysis", "p99", "answer", "p99", "with a reader", "p99", "building, s", "peak MiB"):
        table.add_column(column, justify="right")
    before = peak_memory()
    data = LanguageData.load(shipped_concepts())
    engine_over([], data).answer("when does filming start", AS_OF)
    language = peak_memory() - before
    base = {article.id: article for suite in suites for article in suite.articles}
    more = generate_articles(list(base.values()))
    collection, analyser, took = Collection(), ArticleAnalyser(data), 0.0
    for size in sorted(sizes):
        start = time.perf_counter()
        while collection.view.limit < size:
            batch = {article.id: analyser.analyse(article) for article, _ in zip(more, range(50), strict=False)}
            collection.change(batch)
        while due := collection.view.next_merge():
            collection.apply_merge(due, merge_segments(due))
        took += time.perf_counter() - start
        gc.collect()
        gc.freeze()
        engine = SearchEngine(CombinedView([collection.view]), data)
        for question in questions[:20]:
            engine.answer(question, AS_OF)
        analysis = cpu_milliseconds(engine._questions.analyse, questions)
        answer = cpu_milliseconds(engine.answer, questions)
        reading = cpu_milliseconds(partial(answer_with_reader, engine), questions)
        figures = (f"{value:.2f}" for value in (*analysis, *answer, *reading))
        table.add_row(f"{collection.view.limit:,}", *figures, f"{took:.0f}", f"{peak_memory():.0f}")
    table.caption = f"memory of the language data: {language:.0f} MiB"
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
