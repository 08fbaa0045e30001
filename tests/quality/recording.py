"""A recording of a capable reader's choices over suites, so that the effect of a reader is tested without one.

How to make it:

1. `python -m tests.quality.recording --dump FOLDER` asks the search the questions of the suites, with models that were
   fitted without them, and writes what a reader would get: `FOLDER/instructions.md`, `FOLDER/tasks-01.md`, … with 50
   questions each (`--batch N`), and `FOLDER/tasks.json`, which only --collect reads. A batch holds each passage once,
   since its questions share many. The questions of a suite are shuffled. `--suite NAME` (may be repeated) restricts the
   suites, `--sample N` takes only every so many questions that N of each suite remain.
2. A reader reads the instructions and each batch, and nothing else, and writes `FOLDER/answers-01.txt`, …: one line for
   each question, its number, a colon, and the numbers of the passages that answer, best first, or `none`:
   `17: 3 1` or `18: none`.
3. `python -m tests.quality.recording --collect FOLDER --origin "WHO READ, AND WHEN"` checks the answers and writes
   `tests/quality/recording.jsonl`. Answers that are missing or invalid are listed, and nothing is written.
4. `python -m tests.quality --recording` prints the figures with the recording and without it.

A line of the recording has the suite, the id of the question, the passages that were given as [article, number in the
article] in the order in which they were shown, and the positions, from 1, of those that were chosen. The first line
tells the origin.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.errors import ReaderError, ReaderFault
from bot.library.reader.prompt import instructions
from bot.phrases import set_subject
from bot.search.engine import SearchEngine
from bot.search.reader import ReaderChoice, ReaderPassage, ReaderRequest
from tests.engines import engine_over
from tests.language_data import left_out_data, shipped_subject
from tests.learning.ranking import left_out_model
from tests.quality.suites import Question, Suite, load_suite

FILE = Path(__file__).with_name("recording.jsonl")
RECORDED = ("held out", "second, unread", "fifth, unread", "sixth")
"""Suites that are recorded unless others are named: those on which nobody tuned the search."""
Source = tuple[str, int]
"""Id of an article, and the number of a passage in it."""

_ANSWER = re.compile(r"(?P<task>\d+)\s*:\s*(?P<numbers>none|\d+(?:[ ,]+\d+)*)\s*", re.IGNORECASE)
_HOW_TO_ANSWER = """
# How to answer here

A batch begins with passages. Below each question stand the numbers of those that it may choose among: in `3=P12`, the
number is 3. Instead of JSON, write one line for each question of a batch: its number, a colon, and the numbers of the
passages that answer, best first, or `none`. For example:

17: 3 1
18: none
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question with the passages that a reader was given, and those that it chose."""

    given: tuple[Source, ...]
    choice: tuple[int, ...]
    """Positions in `given`, from 1, best first."""

    @property
    def chosen(self) -> tuple[Source, ...]:
        """The chosen passages, best first."""
        return tuple(self.given[position - 1] for position in self.choice)


class RecordedReader:
    """Answers the questions of one suite as the recording says.

    The search may have changed since the recording was made. Passages that are no longer among the candidates are left
    out. If none of the chosen ones is left, the reader raises ReaderError, since nobody knows what would have been
    chosen instead. So it does if it was not asked this question.
    """

    name = "recording"

    def __init__(self, suite: Suite, recording: Mapping[tuple[str, str], Recorded]) -> None:
        by_text = {question.text: (suite.name, question.id) for question in suite.questions}
        self._recorded = {text: recording[key] for text, key in by_text.items() if key in recording}

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return the recorded choice among the passages of the request."""
        return self.recorded_choice(request)

    def recorded_choice(self, request: ReaderRequest) -> ReaderChoice:
        """Return the recorded choice. Raises ReaderError."""
        recorded = self._recorded.get(request.question)
        if recorded is None:
            raise ReaderError(ReaderFault.INVALID, "this question was not recorded")
        numbers = {passage.source: passage.number for passage in request.passages}
        kept = tuple(numbers[source] for source in recorded.chosen if source in numbers)
        if recorded.choice and not kept:
            raise ReaderError(ReaderFault.INVALID, "the passages that were chosen are no longer candidates")
        return ReaderChoice(kept)

    async def close(self) -> None:
        """Do nothing."""


def load_recording(file: Path = FILE) -> dict[tuple[str, str], Recorded]:
    """Return the recorded choices by suite and id of the question."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][1:]
    return {
        (row["suite"], row["question"]): Recorded(
            tuple((article, number) for article, number in row["given"]), tuple(row["choice"])
        )
        for row in rows
    }


def left_out_engine(suite: Suite) -> SearchEngine:
    """Return an engine over the articles of the suite with models that were fitted without it."""
    return engine_over(suite.articles, left_out_data(suite.name), model=left_out_model(suite.name))


@dataclass(frozen=True, slots=True)
class Task:
    """A question that a reader is to answer for the recording."""

    suite: str
    question: str
    request: ReaderRequest


def _tasks(name: str, sample: int) -> Iterator[Task]:
    suite = load_suite(name)
    engine = left_out_engine(suite)
    for question in _shuffled(sampled(suite.questions, sample)):
        request = engine.with_reader_candidates(engine.prepare(question.text, suite.as_of)).request()
        if request is not None:
            yield Task(name, question.id, request)


def _shuffled(questions: Sequence[Question]) -> Sequence[Question]:
    """Return the questions in an order that tells nothing: suites list the unanswerable ones together."""
    return sorted(questions, key=lambda each: sha256(each.text.encode()).digest())


def sampled(questions: Sequence[Question], sample: int) -> Sequence[Question]:
    """Return at most `sample` questions from the whole list, all of them with 0."""
    return questions[:: max(1, len(questions) // sample)][:sample] if sample else questions


def _as_text(first: int, tasks: Sequence[Task]) -> str:
    """Return a batch as a reader sees it: each passage once, with a letter, and below them the questions."""
    letters: dict[ReaderPassage, str] = {}
    for task in tasks:
        for passage in task.request.passages:
            letters.setdefault(replace(passage, number=0), f"P{len(letters) + 1}")
    blocks = ["# Passages", *(_passage_as_text(name, passage) for passage, name in letters.items()), "# Questions"]
    for number, task in enumerate(tasks, first):
        given = (f"{each.number}={letters[replace(each, number=0)]}" for each in task.request.passages)
        blocks.append(f"{number} ({task.request.day}): {task.request.question}\n{' '.join(given)}")
    return "\n\n".join(blocks) + "\n"


def _passage_as_text(name: str, passage: ReaderPassage) -> str:
    about = (passage.date or "date unknown", passage.publisher, passage.language, passage.heading)
    return f"{name} [{' · '.join(filter(None, about))}]\n{passage.text}"


def dump(folder: Path, suites: Sequence[str], batch: int, sample: int) -> int:
    """Write the tasks and the instructions, and return the number of tasks."""
    tasks = [task for name in suites for task in _tasks(name, sample)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instructions.md").write_text(instructions() + "\n" + _HOW_TO_ANSWER, encoding="utf-8")
    for number, start in enumerate(range(0, len(tasks), batch), 1):
        text = _as_text(start + 1, tasks[start : start + batch])
        (folder / f"tasks-{number:02}.md").write_text(text, encoding="utf-8")
    rows = [
        {"suite": task.suite, "question": task.question, "given": [each.source for each in task.request.passages]}
        for task in tasks
    ]
    (folder / "tasks.json").write_text(json.dumps(rows), encoding="utf-8")
    return len(tasks)


def collect(folder: Path, origin: str, file: Path = FILE) -> list[str]:
    """Write the recording from the answers in the folder, and return []; or return what is wrong with them."""
    rows: list[dict[str, Any]] = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    answers: dict[int, tuple[int, ...]] = {}
    problems = []
    for answered in sorted(folder.glob("answers-*.txt")):
        for place, line in enumerate(answered.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                problem = _take(line.strip(), rows, answers)
                problems += [f"{answered.name}:{place}: {problem}"] if problem else []
    problems += [f"question {number} has no answer" for number in range(1, len(rows) + 1) if number not in answers]
    if not problems:
        lines: list[dict[str, Any]] = [{"origin": origin}]
        lines += [row | {"choice": answers[number]} for number, row in enumerate(rows, 1)]
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return problems


def _take(line: str, rows: Sequence[Mapping[str, Any]], answers: dict[int, tuple[int, ...]]) -> str:
    """Add the answer of a line, and return ''; or return what is wrong with it."""
    found = _ANSWER.fullmatch(line)
    if not found:
        return f"{line!r} is no answer: write 17: 3 1 or 17: none"
    task = int(found["task"])
    if not 1 <= task <= len(rows) or task in answers:
        return f"question {task} {'has two answers' if task in answers else 'does not exist'}"
    numbers = tuple(map(int, re.findall(r"\d+", found["numbers"])))
    if len(set(numbers)) < len(numbers) or not all(1 <= number <= len(rows[task - 1]["given"]) for number in numbers):
        return f"{line!r} names a passage twice, or one that was not given"
    answers[task] = numbers
    return ""


def main() -> int:
    """Write the tasks, or the recording."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality.recording", description=(__doc__ or "").split("\n")[0]
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--dump", type=Path, metavar="FOLDER", help="write the tasks for a reader")
    what.add_argument("--collect", type=Path, metavar="FOLDER", help="make the recording from the reader's answers")
    parser.add_argument("--suite", action="append", help=f"instead of {', '.join(RECORDED)}; may be repeated")
    parser.add_argument("--batch", type=int, default=50, help="questions in a file")
    parser.add_argument("--sample", type=int, default=0, help="questions of each suite; 0 for all")
    parser.add_argument("--origin", default="", help="who read, and when")
    options = parser.parse_args()
    set_subject(shipped_subject())  # the instructions name the film
    if options.dump:
        print(dump(options.dump, options.suite or RECORDED, options.batch, options.sample), "questions")  # noqa: T201
        return 0
    if not options.origin:
        parser.error("--collect needs --origin")
    problems = collect(options.collect, options.origin)
    print("\n".join(problems) or f"{FILE.name} was written")  # noqa: T201
    return bool(problems)


if __name__ == "__main__":
    raise SystemExit(main())
