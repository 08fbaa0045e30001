"""Strict YAML: strings, line numbers, and every mistake with its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Problem
from bot.text.strict_yaml import MAX_DEPTH, Entry, Listing, Scalar, Section, read_mapping


def read(text: str) -> Section:
    """Return the mapping of a text without mistakes."""
    section, problems = read_mapping(text, "concepts.yaml")
    assert problems == ()
    return section


def mistakes(text: str) -> list[str]:
    """Return the mistakes of a text as messages."""
    return [str(problem) for problem in read_mapping(text, "concepts.yaml")[1]]


@pytest.mark.parametrize("value", ["no", "2024-01-05", "2024-01~", "1_000", "0x10", "null", "~", "3.10", "12:30"])
def test_every_value_stays_as_it_is_written(value: str) -> None:
    """No value becomes a date, a number, a Boolean or null."""
    assert read(f"key: {value}") == Section((Entry("key", Scalar(value, 1), 1),), 1)


def test_lines_are_those_of_the_file() -> None:
    """Keys, values, sections and items have line numbers, counted from the given first line."""
    section, _ = read_mapping("a: 1\n\nb:\n  c:\n  - x\n  - y\n", "concepts.yaml", first_line=10)
    items = Listing((Scalar("x", 14), Scalar("y", 15)), 14)
    inner = Section((Entry("c", items, 13),), 13)
    assert section == Section((Entry("a", Scalar("1", 10), 10), Entry("b", inner, 12)), 10)


def test_nothing_is_an_empty_mapping() -> None:
    """An empty text, comments only, and a key without a value are valid."""
    assert read("").entries == ()
    assert read("# only a comment\n").entries == ()
    assert read("key:\n").entries == (Entry("key", Scalar("", 1), 1),)


def test_a_repeated_key_is_reported_and_the_first_kept() -> None:
    """The message for a repeated key names both lines, and the first value counts."""
    section, problems = read_mapping("a: 1\nb:\n  c: 2\n  c: 3\na: 4\n", "concepts.yaml")
    assert [str(problem) for problem in problems] == [
        "concepts.yaml:4: 'c' is stated again (first in line 3): keep one",
        "concepts.yaml:5: 'a' is stated again (first in line 1): keep one",
    ]
    assert section.entries[0].value == Scalar("1", 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "concepts.yaml:1: expected lines of the form 'key: value'"),
        ("just words\n", "concepts.yaml:1: expected lines of the form 'key: value'"),
        ("a: 1\nb: [1\n", "concepts.yaml:2: this is not YAML: did not find expected ',' or ']'"),
        ("a: 'x\n", "concepts.yaml:2: this is not YAML: found unexpected end of stream"),
        ("a: 1\n\tb: 2\n", "concepts.yaml:2: this line begins with a tab: use spaces instead"),
        ("a:\n  \tb: 2\n", "concepts.yaml:2: this line begins with a tab: use spaces instead"),
        ("a: b: c\n", "concepts.yaml:1: this is not YAML: mapping values are not allowed in this context"),
        ("a: 1\n---\nb: 2\n", "concepts.yaml:3: a second document starts here: keep one"),
        ("a: &x 1\n", "concepts.yaml:1: names with & and * are not supported: write the value out"),
        ("a: 1\nb: *x\n", "concepts.yaml:2: names with & and * are not supported: write the value out"),
        ("a: !!python/object:os.system x\n", "concepts.yaml:1: types with '!' are not supported: every value is text"),
        ("a:\n- b: c\n", "concepts.yaml:2: a list holds plain values only"),
        ("? [a]\n: b\n", "concepts.yaml:1: a key is a word, not a list or a mapping"),
        ("a: 1\nb: \0\n", "concepts.yaml:2: this is not YAML: it holds a control character, remove it"),
        ("a: \ud800\n", "concepts.yaml:1: this is not YAML: it holds a control character, remove it"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, message: str) -> None:
    """A text that cannot be parsed gives one message with its line."""
    assert mistakes(text) == [message]


def test_aliases_are_refused() -> None:
    """A text whose aliases would expand to a billion values is refused at its first anchor."""
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert mistakes(bomb) == ["concepts.yaml:1: names with & and * are not supported: write the value out"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a: {"])
def test_deep_nesting_is_refused(opening: str) -> None:
    """A hundred thousand brackets give one message instead of a crash."""
    assert len(mistakes("a: " + opening * 100_000)) == 1


def test_the_maximum_depth() -> None:
    """Mappings may be nested up to MAX_DEPTH, and no deeper."""

    def nested(depth: int) -> str:
        return "".join(f"{'  ' * level}key:\n" for level in range(depth))

    assert mistakes(nested(MAX_DEPTH)) == []
    assert mistakes(nested(MAX_DEPTH + 1)) == [f"concepts.yaml:{MAX_DEPTH + 1}: nested deeper than {MAX_DEPTH} levels"]


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_a_problem(text: str) -> None:
    """Any text gives a mapping and problems with lines, and no other error."""
    section, problems = read_mapping(text, "concepts.yaml")
    assert isinstance(section, Section)
    assert all(isinstance(problem, Problem) and problem.line >= 1 for problem in problems)


@given(st.dictionaries(st.text("abcäß", min_size=1), st.text("ab: #'\"\n-é🎬"), max_size=5))
def test_what_is_written_as_yaml_reads_back(values: dict[str, str]) -> None:
    """Strings written by a YAML library are read as the same strings."""
    section = read(yaml.safe_dump(values, allow_unicode=True, sort_keys=False))
    found = {entry.key: entry.value.text for entry in section.entries if isinstance(entry.value, Scalar)}
    assert found == values
