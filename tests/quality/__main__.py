"""`make quality`: figures of each suite compared with rank-bm25, by kind and language, and a list of misses."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields

from rank_bm25 import BM25Okapi, BM25Plus
from rich.console import Console
from rich.table import Table

from bot.library.reader.chat import ChatReader
from bot.library.reader.rerank import RerankReader
from bot.phrases import set_subject
from bot.search.language.language_data import LanguageData
from bot.search.meaning.embeddings import Embeddings
from bot.search.meaning.sentence_encoder import SentenceEncoder, installed_encoder
from bot.search.reader import Reader
from tests.engines import engine_over
from tests.language_data import shipped_data, shipped_subject
from tests.learning.text_embeddings import FOLDER as CACHE
from tests.learning.text_embeddings import embedded_texts
from tests.quality.baselines import baseline, english_stems, plain_words
from tests.quality.general import FLOORS, FOLDER, measure
from tests.quality.measure import Ask, Figures, Outcome, figures, run
from tests.quality.readers import failure_lines, proposed_bound, read_suite, readings_table
from tests.quality.recording import FILE as RECORDING
from tests.quality.recording import RecordedReader, load_recording
from tests.quality.suites import SEALED, SUITES, UNREAD, Suite, load_suite

console = Console(width=150)


def heat2(suite: Suite, data: LanguageData, embeddings: Embeddings | None = None) -> Ask:
    """Return a function that asks this project's search with the articles of the suite."""
    engine = engine_over(suite.articles, data, embeddings=embeddings)
    return lambda question: engine.answer(question, suite.as_of)


def main() -> None:
    """Measure the suites and print the tables."""
    arguments = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    arguments.add_argument(
        "--suite", action="append", choices=(*SUITES, SEALED), help="only this suite; may be repeated"
    )
    arguments.add_argument("--no-misses", action="store_true", help="leave out the list of misses")
    arguments.add_argument("--no-encoder", action="store_true", help="leave out the figures with the sentence encoder")
    reading = arguments.add_argument_group("with a reader, instead of rank-bm25; the key is HEAT2_READER_KEY")
    reading.add_argument("--reader", metavar="URL", help="address of an OpenAI-compatible server")
    reading.add_argument("--reranker", metavar="URL", help="address of a server with /rerank")
    reading.add_argument("--recording", action="store_true", help="the recorded choices of a capable reader")
    reading.add_argument("--model", default="", help="the model of that server")
    reading.add_argument("--seconds", type=float, default=3.0, help="maximum time of a choice")
    reading.add_argument("--sample", type=int, default=0, metavar="N", help="only N questions of each suite")
    options = arguments.parse_args()
    set_subject(shipped_subject())  # the instructions of a reader name the film
    if options.recording and not RECORDING.is_file():
        arguments.error(f"there is no recording yet: see {RECORDING.with_suffix('.py').name}")
    if options.reader or options.reranker or options.recording:
        if options.reader and not options.model:
            arguments.error("--reader needs --model")
        asyncio.run(_compare_reader(options))
        return
    data = shipped_data()
    for name in options.suite or SUITES:
        suite = load_suite(name)
        outcomes = run(suite, heat2(suite, data))
        console.print(_figures_table(suite, outcomes, None if options.no_encoder else installed_encoder()))
        console.print(_groups_table(outcomes))
        if name in UNREAD:
            console.print(f"[dim]{name}: its misses are not listed, so that nobody tunes the search for them[/dim]")
        elif not options.no_misses:
            _print_misses(outcomes)
    if FOLDER.is_dir():
        for name, floor in FLOORS.items():
            console.print(f"{name}: nDCG@10 {measure(name):.3f} (rank-bm25 with the right stems: {floor:.3f})")


async def _compare_reader(options: argparse.Namespace) -> None:
    """Print the figures of the suites with a reader and without it."""
    recording = load_recording() if options.recording else {}
    recorded = tuple(dict.fromkeys(name for name, _ in recording))
    reader = _reader(options)
    try:
        readings = []
        for name in options.suite or recorded or SUITES:
            suite = load_suite(name)
            asked = reader or RecordedReader(suite, recording)
            readings.append(await read_suite(suite, asked, options.seconds, options.sample))
    finally:
        if reader:
            await reader.close()
    console.print(readings_table(readings, reader.name if reader else "the recording"))
    for line in failure_lines(readings):
        console.print(line, markup=False)
    bound = proposed_bound(readings)
    if bound is not None:
        console.print(f"HEAT2_RERANKER_MIN_SCORE={bound:.3f} makes the fewest mistakes on these questions")


def _reader(options: argparse.Namespace) -> Reader | None:
    """Return the reader of the options, None for the recording."""
    key = os.environ.get("HEAT2_READER_KEY", "")
    if options.reader:
        return ChatReader(options.reader, options.model, key)
    return RerankReader(options.reranker, options.model, key) if options.reranker else None


def _figures_table(suite: Suite, outcomes: Sequence[Outcome], encoder: SentenceEncoder | None) -> Table:
    table = Table(title=f"{suite.name}: {len(suite.questions)} questions, hash {suite.hash[:12]}", title_justify="left")
    for column in ("", *(field.name.replace("_", " ") for field in fields(Figures))):
        table.add_column(column, justify="left" if not column else "right")
    engines: dict[str, Sequence[Outcome]] = {"this search": outcomes}
    if encoder:
        embeddings = embedded_texts(encoder, [suite.name], CACHE).embeddings
        engines["with the encoder"] = run(suite, heat2(suite, shipped_data(), embeddings))
    engines |= {
        "rank-bm25, plain": run(suite, baseline(suite, BM25Okapi, plain_words)),
        "rank-bm25, stems": run(suite, baseline(suite, BM25Plus, english_stems)),
    }
    for engine, results in engines.items():
        row = figures(results)
        table.add_row(engine, *(_shown(getattr(row, field.name)) for field in fields(Figures)))
    return table


def _shown(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _groups_table(outcomes: Iterable[Outcome]) -> Table:
    table = Table(title="right answers", title_justify="left")
    for column in ("kind", "right", "of", "", "language", "right", "of"):
        table.add_column(column)
    kinds = _tally(outcomes, lambda outcome: outcome.question.kind)
    languages = _tally(outcomes, lambda outcome: outcome.question.language)
    for index in range(max(len(kinds), len(languages))):
        kind = kinds[index] if index < len(kinds) else ("", "", "")
        language = languages[index] if index < len(languages) else ("", "", "")
        table.add_row(*kind, "", *language)
    return table


def _tally(outcomes: Iterable[Outcome], group: Callable[[Outcome], str]) -> list[tuple[str, str, str]]:
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        groups[group(outcome)].append(outcome.right)
    return [(name, str(sum(rights)), str(len(rights))) for name, rights in sorted(groups.items())]


def _print_misses(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        question = outcome.question
        newest_missed = bool(question.newest) and question.answerable and not outcome.newest_first
        if outcome.right and not newest_missed:
            continue
        what = _fault(outcome)
        first = outcome.excerpts[0].article.id + ": " + outcome.excerpts[0].quote[:90] if outcome.excerpts else ""
        console.print(f"{question.id} {what:12} {question.text!r} → {first}", markup=False, highlight=False)


def _fault(outcome: Outcome) -> str:
    if outcome.right:
        return "not newest"
    if not outcome.question.answerable:
        return "answered"
    return "wrong first" if outcome.excerpts else "refused"


if __name__ == "__main__":
    main()
