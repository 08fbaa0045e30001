"""Files of concepts, and the mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConceptError
from bot.search.language.concept_file import read_concepts
from bot.search.language.concepts import ConceptList
from tests.language_data import shipped_subject


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n  labels: {en: x}", 2, "'labels' is no key"),
        ("a:\n  label: {xx: x}", 2, "'xx' is no language"),
        ("a:\n  label: {en: [x]}", 2, "'en' takes a few words"),
        ("a:\n  both:\n    en: word", 3, "it takes a list"),
        ("a:\n  both:\n    en: [good, 'go ...']", 3, "no word after its last gap"),
        ("a:\n  both:\n    en: [(one two|three)]", 3, "a choice is of single words"),
        ("a:\n  both:\n    en: [(one]", 3, "not closed"),
        ("a:\n  both:\n    en: [ab*]", 3, "too short"),
        ("a:\n  changes: perhaps", 2, "it takes true or false"),
        ("a:\n  expects: [when]", 2, "holds a list"),
        ("a:\n  near: [b]", 2, "names 'b', which is no concept"),
        ("a:\n  intents: [budgets]", 2, "names 'budgets', which is no intent"),
        ("a:\n  near: b", 2, "takes a list: [one, another]"),
        ("a: b", 1, "takes lines of the form"),
        ("a:\n  label: {en: x}\na:\n  label: {en: y}", 3, "is stated again"),
        ("a: [one,\n", 2, "not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    """The message about a mistake in a file of concepts names the file, the line, and what would be right."""
    with pytest.raises(ConceptError) as caught:
        read_concepts(text, "own.yaml")
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("own.yaml", line)
    assert words in problem.message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "own.yaml: cannot be read: No such file or directory$"),
        (b"\xff\xfe", "own.yaml: is no UTF-8 text: save it"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    """A file that is missing or not UTF-8 gives one clear message."""
    own = tmp_path / "own.yaml"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(ConceptError, match=complaint):
        ConceptList.load(shipped_subject(), own)
