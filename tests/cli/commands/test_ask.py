"""`heat2 ask`, run as a process."""

from __future__ import annotations

import json

import pytest

from bot.cli.commands.ask import BatchQuestion, InvalidLine, read_batch
from tests.cli.conftest import Terminal

QUESTION = "Who wrote the screenplay of Heat 2?"


def test_one_answer_as_json(terminal: Terminal) -> None:
    """With --json the answer is one object, each passage matches its offsets, and no file is written."""
    done = terminal.heat2("ask", QUESTION, "--json", "--as-of", "2026-03-10")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["question"], answer["verdict"]) == (QUESTION, "answer")
    assert all(len(each["passage"]) == each["end"] - each["start"] for each in answer["excerpts"])
    assert not list(terminal.folder.iterdir())


def test_a_question_needs_no_quotation_marks(terminal: Terminal) -> None:
    """Words that the shell has separated are one question, wherever the options are."""
    words = QUESTION.split()
    asked = [terminal.heat2("ask", *line) for line in ([*words, "--json"], ["--json", *words])]
    assert [json.loads(done.stdout)["question"] for done in asked] == [QUESTION, QUESTION]


def test_a_question_after_another_one(terminal: Terminal) -> None:
    """With --after the question is completed, a note says how, and the answer is that of the completed question."""
    done = terminal.heat2("ask", "and who plays him?", "--after", "Is Neil McCauley in it?", "--json")
    assert done.stderr == "Understood as: and who plays him, Neil McCauley?\n"
    assert json.loads(done.stdout)["question"] == "and who plays him, Neil McCauley?"
    with_batch = terminal.heat2("ask", "--after", "Who?", "--batch", "-")
    assert (with_batch.returncode, with_batch.stdout) == (2, "")
    assert "--after belongs to one QUESTION" in with_batch.stderr


def test_a_question_without_an_answer_succeeds(terminal: Terminal) -> None:
    """A question that no article answers prints the reason and exits with 0."""
    done = terminal.heat2("ask", "What is the recipe for apple pie?")
    assert done.returncode == 0
    assert done.stdout.startswith("No article answers this. ")


def test_as_of_hides_later_articles(terminal: Terminal) -> None:
    """A day, a month or a year sets the clock to its end."""
    asked = terminal.heat2("ask", QUESTION, "--json", "--as-of", "2024-01", "--why")
    answer = json.loads(asked.stdout)
    assert all(each["date"] <= "2024-01-31" for each in answer["excerpts"])
    assert answer["why"]["steps"]


def test_a_batch_is_answered_line_by_line(terminal: Terminal) -> None:
    """Answers keep the order and the ids, from a file and from standard input."""
    batch = terminal.write("batch.jsonl", f'{{"id": 7, "question": "{QUESTION}"}}\n\n{{"id": "b", "question": ""}}\n')
    from_file = terminal.heat2("ask", "--batch", batch)
    from_input = terminal.heat2("ask", "--batch", "-", stdin=batch.read_bytes())
    assert from_file.returncode == 0
    assert [json.loads(line)["id"] for line in from_file.stdout.splitlines()] == [7, "b"]
    assert from_input.stdout == from_file.stdout


def test_an_invalid_line_is_reported_and_the_others_are_answered(terminal: Terminal) -> None:
    """The error names the line and shows a correct one, and the exit code is 1."""
    done = terminal.heat2("ask", "--batch", "-", stdin=f'nonsense\n{{"id": "b", "question": "{QUESTION}"}}\n')
    assert done.returncode == 1
    assert json.loads(done.stdout)["id"] == "b"
    assert done.stderr.startswith("heat2: line 1: not a JSON object")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{", "not a JSON object"),
        (b"[1]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"[" * 100_000, "not a JSON object"),
        (b'{"question": "x"}', '"id" must be'),
        (b'{"id": true, "question": "x"}', '"id" must be'),
        (b'{"id": "1"}', '"question" must be'),
        (b'{"id": "1", "question": 5}', '"question" must be'),
        (b'{"id": "1", "question": "\\ud800"}', '"question" must be'),
        (b'{"id": "1", "question": "\xff"}', "byte 26 is not UTF-8"),
    ],
)
def test_every_kind_of_invalid_line_is_explained(line: bytes, complaint: str) -> None:
    """Each message says what is wrong, and shows a correct line or names the byte."""
    (bad,) = read_batch([b"\n", line])
    assert isinstance(bad, InvalidLine)
    assert bad.number == 2
    assert complaint in bad.message


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\n\0", '{"id": "1"}\n'.encode("utf-16")])
def test_a_file_that_is_no_text_gives_one_error(content: bytes) -> None:
    """The rest of a picture, or of a text in another encoding, is not read line by line."""
    found = [each for each in read_batch(content.splitlines(keepends=True)) if isinstance(each, InvalidLine)]
    assert "not UTF-8 text: save the file as UTF-8" in found[-1].message
    assert len(found) <= 3


def test_a_byte_order_mark_is_ignored() -> None:
    """A batch may begin with a byte order mark, which some editors write."""
    assert list(read_batch([b'\xef\xbb\xbf{"id": 1, "question": "x"}'])) == [BatchQuestion(1, "x")]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "give one QUESTION"),
        (["one", "--batch", "two"], "give one QUESTION"),
        (["x", "--as-of", "2024-13-01"], "“2024-13-01” is not in the calendar"),
        (["x", "--as-of", "June"], "“June” has no year"),
        (["x", "--as-of", ""], "'' is not a date: write 2024-01-05, June 2026 or yesterday"),
        (["x", "--as-of", "soon"], "'soon' is not a date: write 2024-01-05, June 2026 or yesterday"),
        (["x", "--guild", "0"], f"a server's id is a whole number from 1 to {2**63 - 1}"),
        (["x", "--guild", "9" * 30], f"a server's id is a whole number from 1 to {2**63 - 1}"),
        (["x", "--frob"], "unrecognized arguments: --frob"),
        ([b"\xff"], "the question is not UTF-8"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(terminal: Terminal, words: list[str], complaint: str) -> None:
    """The error names the wrong argument and says what is allowed."""
    done = terminal.heat2("ask", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_batch_that_cannot_be_read_is_an_error(terminal: Terminal, name: str) -> None:
    """A missing file or a folder gives one line and exit code 1."""
    done = terminal.heat2("ask", "--batch", name)
    assert done.returncode == 1
    assert done.stderr.startswith(f"heat2: {name} cannot be read: ")
