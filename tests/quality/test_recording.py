"""The recording of a reader's choices: how it is made, and how it answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.errors import ReaderError
from tests.quality.recording import RecordedReader, collect, dump, left_out_engine, load_recording
from tests.quality.suites import load_suite

SUITE = "given seeds"


def test_a_recording_answers_as_the_reader_did(tmp_path: Path) -> None:
    """Tasks become a recording by the answers to them, and the recording gives these answers to the same questions."""
    assert dump(tmp_path, [SUITE], batch=2, sample=3) == 3
    tasks = [(tmp_path / f"tasks-0{number}.md").read_text() for number in (1, 2)]
    assert [re.findall(r"^(\d+) \(", text, re.MULTILINE) for text in tasks] == [["1", "2"], ["3"]]
    (tmp_path / "answers-01.txt").write_text("1: 2 1\n\n2: none\n")
    (tmp_path / "answers-02.txt").write_text("3: 1\n")
    file = tmp_path / "recording.jsonl"
    assert collect(tmp_path, "a test", file) == []
    recording, suite = load_recording(file), load_suite(SUITE)
    reader, engine = RecordedReader(suite, recording), left_out_engine(suite)
    by_id = {question.id: question.text for question in suite.questions}
    chosen = []
    for _, key in recording:
        request = engine.with_reader_candidates(engine.prepare(by_id[key], suite.as_of)).request()
        assert request is not None
        chosen.append(reader.recorded_choice(request).numbers)
    assert chosen == [(2, 1), (), (1,)]


def test_wrong_answers_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    """A line that is no answer, an unknown question, a passage that was not given and a missing answer are reported."""
    rows = [{"suite": SUITE, "question": f"q{number}", "given": [["a", 1], ["a", 2]]} for number in range(3)]
    (tmp_path / "tasks.json").write_text(json.dumps(rows))
    (tmp_path / "answers-01.txt").write_text("1: 2\nfirst\n1: 1\n9: 1\n2: 3\n2: 1 1\n")
    file = tmp_path / "recording.jsonl"
    problems = collect(tmp_path, "a test", file)
    assert len(problems) == 7
    assert not file.exists()


def test_what_was_not_recorded_is_no_choice() -> None:
    """A question that was not recorded raises ReaderError, so that the order of the search stands."""
    suite = load_suite(SUITE)
    engine = left_out_engine(suite)
    request = engine.with_reader_candidates(engine.prepare(suite.questions[0].text, suite.as_of)).request()
    assert request is not None
    with pytest.raises(ReaderError):
        RecordedReader(suite, {}).recorded_choice(request)
