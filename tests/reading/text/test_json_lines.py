"""Test JSON lines: good lines become articles, bad lines are reported, and an export is imported unchanged."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given

from bot.domain import UNKNOWN_DATE, Article, PublishedDate
from bot.errors import Problem
from bot.reading.text import json_lines
from bot.reading.text.json_lines import read_json_lines, to_json_line
from tests.reading.articles import articles

KEYS = "the keys are id, title, publisher, url, date, date_evidence, language and text"


def read(content: str | bytes) -> list[Article | Problem]:
    """Return the articles and problems of a file's lines."""
    return list(read_json_lines(BytesIO(content if isinstance(content, bytes) else content.encode()), "a.jsonl"))


def article(**fields: object) -> Article:
    """Return the article of one good line."""
    (found,) = read(json.dumps({"text": "Text.", **fields}))
    assert isinstance(found, Article), found
    return found


def test_every_key_is_read() -> None:
    """Every field of an article has a key."""
    found = article(
        id="a",
        title="T",
        publisher="P",
        url="https://example.com",
        date="2024-01~",
        date_evidence="it says so",
        language="en",
    )
    published = PublishedDate(2024, 1, inferred=True, evidence="it says so")
    assert found == Article("a", "Text.", "T", "P", "https://example.com", published, "en")


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_unknown(nothing: str | None) -> None:
    """`null` and '' both mean unknown."""
    found = article(id="a", title=nothing, publisher=nothing, url=nothing, date=nothing)
    assert (found.title, found.publisher, found.url, found.published) == ("", "", "", UNKNOWN_DATE)


def test_a_language_that_is_not_given_is_detected() -> None:
    """A missing language is detected, and one that is stated as unknown stays unknown."""
    text = "Wann kommt die Fortsetzung endlich in die deutschen Kinos?"
    assert article(text=text).language == "de"
    assert article(text=text, language=None).language == "de"
    assert article(text=text, language="").language == ""


@pytest.mark.parametrize("nothing", [{}, {"id": None}, {"id": ""}])
def test_an_id_that_is_not_given_comes_from_the_content(nothing: dict[str, object]) -> None:
    """The same line always gives the same id, and another title another."""
    assert article(**nothing).id == article().id
    assert len(article().id) == 16
    assert article(title="Other").id != article().id


def test_good_lines_are_read_beside_bad_ones() -> None:
    """Each bad line is reported with its number. Empty lines count, and every kind of line end is accepted."""
    good = json.dumps({"id": "a", "text": "Text.", "language": "en"})
    found = read(f"\ufeff{good}\r\n\n{{\n  \n{good}")
    assert [type(each) for each in found] == [Article, Problem, Article]
    assert str(found[1]).startswith("a.jsonl:3: this line is not JSON (")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes at character 2): write one object a line"),
        ("[" * 100_000, "this line is not JSON (nested too deep): write one object a line"),
        ('{"date": ' + "1" * 5_000 + "}", "this line is not JSON (a number is too long): write one object a line"),
        ("[]", 'this line is not an object: write {"title": …, "date": …, "text": …}'),
        ('[["text", "a"]]', 'this line is not an object: write {"title": …, "date": …, "text": …}'),
        ('"text"', 'this line is not an object: write {"title": …, "date": …, "text": …}'),
        ("{}", "'text' is empty: write the article's text"),
        ('{"text": " "}', "'text' is empty: write the article's text"),
        ('{"text": null}', "'text' is empty: write the article's text"),
        ('{"text": "a", "lang": "en"}', f"unknown key 'lang': {KEYS}"),
        ('{"text": "a", "text": "b"}', "'text' is stated more than once: keep one"),
        ('{"text": "a", "date": 2024}', "'date' is not text: write it in quotation marks, or null when unknown"),
        ('{"text": {"a": "b"}}', "'text' is not text: write it in quotation marks, or null when unknown"),
        ('{"text": "a", "date": "2024-13-40"}', "'date' is wrong: '2024-13-40' is not in the calendar"),
        ('{"text": "a", "url": "file:///etc/passwd"}', "'url' is 'file:///etc/passwd': write a whole address like"),
        ('{"text": "a", "language": "german"}', "'language' is 'german': write the two lowercase letters"),
        ('{"text": "a\\u0000"}', "'text' holds a NUL at character 2: remove it"),
        ('{"text": "\\ud83c"}', "'text' holds half a surrogate pair at character 1: remove it"),
        ('{"text": "a", "id": "\\ud83c"}', "'id' is '\\ud83c': use at most 100 visible characters"),
    ],
)
def test_a_bad_line_says_what_would_be_right(line: str, message: str) -> None:
    """A line that cannot be an article is one problem with its file and number."""
    (problem,) = read(f"\n{line}\n")
    assert str(problem).startswith("a.jsonl:2: ")
    assert message in str(problem)


def test_a_line_that_is_not_utf_8() -> None:
    """The byte is named within its line, and the next line is read."""
    bad, good = read(b'\n{"text": "M\xe4rz"}\n{"text": "March", "language": "en"}')
    assert str(bad) == "a.jsonl:2: byte 12 (0xe4) is not UTF-8: save the file as UTF-8"
    assert isinstance(good, Article)


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_line_that_is_too_long(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """A line that is too long is one problem, is not kept in memory, and the next line is read."""
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 100)
    found = read(to_json_line(Article("a", "x" * 1_000)) + "\n" + to_json_line(Article("b", "y")) + end)
    assert str(found[0]) == "a.jsonl:1: this line is longer than an article of 2,000,000 characters: split it"
    assert found[1:] == [Article("b", "y")]


@given(articles)
def test_an_export_is_imported_unchanged(original: Article) -> None:
    """Any article is the same after writing it as a line and reading that."""
    line = to_json_line(original)
    assert "\n" not in line
    assert read(line) == [original]
