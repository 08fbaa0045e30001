"""`heat2 ask`: answer one question, or a file of questions."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.cli.arguments import add_command, add_scope, check_text, is_text, typed_last_day
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.cli.printing.printers import JsonPrinter, ResultPrinter
from bot.domain import Answer, AskedQuestion, Scope
from bot.phrases import load
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 ask "When does filming start?"
  heat2 ask "Who directs it?" --as-of 2024-06 --why
  heat2 ask "Who is in the cast?" --json
  heat2 ask "and when does it end?" --after "When does filming start?"
  heat2 ask --batch questions.jsonl > answers.jsonl"""


@dataclass(frozen=True, slots=True)
class InvalidLine:
    """A line of a batch that is not a question. `message` shows a correct line."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A question of a batch. The answer is printed with the same `id`."""

    id: object
    text: str


def add_ask(commands: Commands) -> None:
    """Add `heat2 ask` to the parser."""
    parser = add_command(commands, "ask", "Answer a question with quotes from the articles.", EXAMPLES)
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="the question, in your own words")
    meaning = 'a file with {"id": …, "question": "…"} in each line, or - for standard input; answers are JSON lines'
    parser.add_argument("--batch", metavar="FILE.jsonl", help=meaning)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    day = "answer as at the end of that day, month or year (2024-01-05, June 2026, yesterday)"
    parser.add_argument("--as-of", type=typed_last_day, metavar="DATE", help=f"{day}; later articles are hidden")
    before = "the question before, which may have what this one lacks: the answer names the question as understood"
    parser.add_argument("--after", metavar="QUESTION", default="", help=before)
    parser.add_argument("--why", action="store_true", help="show the weight of each word and the steps of the decision")
    add_scope(parser, "answer as the server with this id sees it")


async def ask(library: Library, asked: AskedQuestion, printer: ResultPrinter) -> int:
    """Print the answer to one question. Raises UsageError if the question is not valid Unicode, and StoreError.

    If the question was completed from the one before, a note on stderr says what was understood.
    """
    check_text(asked.text + asked.after, "question")
    complete = await library.complete(asked)
    if complete.text != asked.text:
        sys.stderr.write(f"{load('en').say('answer.understood', question=one_line(complete.text))}\n")
    printer.answer(await _answer(library, complete))
    return DONE


async def ask_batch(
    library: Library, lines: Iterable[bytes], printer: JsonPrinter, scope: Scope, as_of: date | None
) -> int:
    """Answer each line as it arrives. Report an invalid line with its number, and go on. Raises StoreError."""
    code = DONE
    for question in read_batch(lines):
        if isinstance(question, InvalidLine):
            print_error(f"line {question.number}: {question.message}")
            code = WRONG_STATE
        else:
            printer.answer(await _answer(library, AskedQuestion(question.text, scope, as_of)), question.id)
    return code


async def _answer(library: Library, asked: AskedQuestion) -> Answer:
    return await library.with_examples(await library.ask(asked), asked)


def read_batch(lines: Iterable[bytes]) -> Iterator[BatchQuestion | InvalidLine]:
    """Yield the questions of a batch in order, without blank lines. A line of binary data ends the batch."""
    for number, line in enumerate(lines, 1):
        if b"\0" in line:
            # A picture gets one error, not one for each line.
            yield InvalidLine(number, "not UTF-8 text: save the file as UTF-8, with a question in each line")
            return
        if line.strip():
            question = _read_line(line)
            yield InvalidLine(number, question) if isinstance(question, str) else question


def _read_line(line: bytes) -> BatchQuestion | str:
    correct = 'write {"id": "1", "question": "When does filming start?"}'
    # "utf-8-sig" drops a byte order mark, which some editors write.
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} is not UTF-8: save the file as UTF-8"
    except (ValueError, RecursionError) as error:
        return f"not a JSON object ({one_line(str(error))}): {correct}"
    if not isinstance(value, dict):
        return f"not a JSON object: {correct}"
    if not isinstance(value.get("id"), str | int) or isinstance(value["id"], bool):
        return f'"id" must be a string or a whole number: {correct}'
    if not isinstance(value.get("question"), str) or not is_text(f"{value['question']}{value['id']}"):
        return f'"question" must be a string: {correct}'
    return BatchQuestion(value["id"], value["question"])
