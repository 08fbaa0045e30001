"""`heat2 ask`: one question, or a file of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.cli.arguments import add_command, add_scope, last_day
from bot.cli.exit_codes import DONE, WRONG_STATE, print_error
from bot.cli.printers import JsonPrinter, ResultPrinter
from bot.domain import Scope
from bot.errors import UsageError
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.library import Library

EXAMPLES = """\
  heat2 ask "When does filming start?"
  heat2 ask "Who directs it?" --as-of 2024-06 --why
  heat2 ask "Who plays Hanna?" --json
  heat2 ask --batch questions.jsonl > answers.jsonl"""


@dataclass(frozen=True, slots=True)
class InvalidLine:
    """A line of a batch that is no question, and what would be right."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A line of a batch: `id` is given back with the answer as it came."""

    id: object
    text: str


def add_ask(commands: Commands) -> None:
    """The words of `heat2 ask`."""
    parser = add_command(commands, "ask", "Answer a question with quotes from the articles.", EXAMPLES)
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="in your own words, in any language")
    meaning = 'a file with {"id": …, "question": "…"} in each line, or - for standard input; answers are JSON lines'
    parser.add_argument("--batch", metavar="FILE.jsonl", help=meaning)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    day = "set the clock to the end of that day, month or year (2024-01-05, 2024-01, 2024)"
    parser.add_argument("--as-of", type=last_day, metavar="DATE", help=f"{day} and hide what was published later")
    parser.add_argument("--why", action="store_true", help="say what the words weigh and how it was decided")
    add_scope(parser, "answer as the server with this id sees it")


async def ask(library: Library, question: str, page: ResultPrinter, scope: Scope, as_of: date | None) -> int:
    """Answer one question. Raises UsageError for characters that no text can hold, and StoreError."""
    if not _is_text(question):
        raise UsageError("the question is not UTF-8 text: type it again, or set your terminal to UTF-8")
    page.answer(await library.ask_text(question, scope, as_of))
    return DONE


async def ask_batch(
    library: Library, lines: Iterable[bytes], page: JsonPrinter, scope: Scope, as_of: date | None
) -> int:
    """Answer each line as it comes; a bad one is reported with its number and the others are answered."""
    code = DONE
    for question in read_batch(lines):
        if isinstance(question, InvalidLine):
            print_error(f"line {question.number}: {question.message}")
            code = WRONG_STATE
        else:
            page.answer(await library.ask_text(question.text, scope, as_of), question.id)
    return code


def read_batch(lines: Iterable[bytes]) -> Iterator[BatchQuestion | InvalidLine]:
    """The questions of a batch in order, blank lines left out."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            question = _read_line(line)
            yield InvalidLine(number, question) if isinstance(question, str) else question


def _read_line(line: bytes) -> BatchQuestion | str:
    right = 'write {"id": "1", "question": "When does filming start?"}'
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} is not UTF-8: save the file as UTF-8"
    except (ValueError, RecursionError) as error:
        return f"no JSON object ({one_line(str(error))}): {right}"
    if not isinstance(value, dict):
        return f"no JSON object: {right}"
    if not isinstance(value.get("id"), str | int) or isinstance(value["id"], bool):
        return f'"id" must be a text or a whole number: {right}'
    if not isinstance(value.get("question"), str) or not _is_text(f"{value['question']}{value['id']}"):
        return f'"question" must be a text: {right}'
    return BatchQuestion(value["id"], value["question"])


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
