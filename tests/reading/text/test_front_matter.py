"""Test Markdown with front matter: what is read, and the messages for mistakes."""

from __future__ import annotations

import pytest

from bot.domain import Article, PublishedDate
from bot.errors import CorpusError
from bot.reading.text.front_matter import MAX_HEADER, read_markdown

KEYS = "the keys are id, title, publisher, url, date, date_evidence and language"
ADDRESS = "write a whole address like https://example.com/article, or leave it out"
VISIBLE = "use at most 100 visible characters without spaces around them"
NO_FRONT_MATTER = "the first line is not '---': put front matter (date, language, …) between two such lines"
NO_LANGUAGE = "'language' is missing or empty: write the two lowercase letters of ISO 639-1, like en or de"
NO_EVIDENCE = "'date' is inferred (~) without 'date_evidence': add a line that says from what"

WHOLE = """---
id: mann-2024
title: "Mann: ‘Heat 2’ is next"
publisher: Collider
url: https://example.com/heat-2
date: 2024-01~
date_evidence: it says "this year"
language: en
---
"""


def read(text: str) -> Article:
    """Return the article of a file of the corpus."""
    return read_markdown(text.encode(), "a.md", "a", is_strict=True)


def mistakes(content: bytes | str) -> list[str]:
    """Return the mistakes of such a file."""
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(CorpusError) as failed:
        read_markdown(raw, "a.md", "a", is_strict=True)
    return str(failed.value).split("\n")


def test_every_key_is_read() -> None:
    """Every field of an article can be stated in the front matter."""
    assert read(WHOLE + "Text.") == Article(
        id="mann-2024",
        text="Text.",
        title="Mann: ‘Heat 2’ is next",
        publisher="Collider",
        url="https://example.com/heat-2",
        published=PublishedDate(2024, 1, inferred=True, evidence='it says "this year"'),
        language="en",
    )


def test_unknown_fields_may_be_left_out() -> None:
    """Without the optional keys, the id is the file's name, and the other fields are empty."""
    assert read("---\ndate:\nlanguage: de\n---\nText.") == Article("a", "Text.", language="de")


@pytest.mark.parametrize(
    "text", ["\n\n  Text \n\n", "a\r\nb\rc\n", "---\nid: x\n---\n", "\ufeffText\u2028\u0085", "\x0c."]
)
def test_the_text_is_kept_byte_for_byte(text: str) -> None:
    """Blanks, every kind of line end, and further lines `---` belong to the text."""
    assert read("---\ndate: 2024\nlanguage: en\n---\n" + text).text == text


def test_windows_files_are_read() -> None:
    """A byte order mark and CRLF in the front matter are accepted, and CRLF in the text is kept."""
    assert read("\ufeff---\r\ndate: 2024\r\nlanguage: en\r\n---\r\nText.\r\n").text == "Text.\r\n"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("dat: 2024", f"a.md:4: unknown key 'dat': {KEYS}"),
        ("title: [a, b]", "a.md:4: 'title' is a list or a mapping: write one value"),
        ("id:", "a.md:4: 'id' is empty: write one, or leave the line out to use the file's name"),
        ("id: " + "x" * 101, f"a.md:4: 'id' is '{'x' * 59}…': {VISIBLE}"),
        ("url: ftp://example.com/", f"a.md:4: 'url' is 'ftp://example.com/': {ADDRESS}"),
        ("url: https://", f"a.md:4: 'url' is 'https://': {ADDRESS}"),
        ("url: https://[::1", f"a.md:4: 'url' is 'https://[::1': {ADDRESS}"),
        ("url: javascript:alert(1)", f"a.md:4: 'url' is 'javascript:alert(1)': {ADDRESS}"),
        ("url: https://a.example/ b", f"a.md:4: 'url' is 'https://a.example/ b': {ADDRESS}"),
        ("title: " + "x" * 1001, "a.md:4: 'title' has 1,001 characters: shorten it to 1,000"),
        ('title: "a\\0b"', "a.md:4: 'title' holds a NUL at character 2: remove it"),
        ("date: 2025", "a.md:4: 'date' is stated again (first in line 2): keep one"),
        ("title: *x", "a.md:4: names with & and * are not supported: write the value out"),
    ],
)
def test_a_bad_line_is_named(header: str, message: str) -> None:
    """The problem names the file, the line, the key and the value, and says what would be right."""
    assert message in mistakes(f"---\ndate: 2024\nlanguage: en\n{header}\n---\nText.")


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2024-13-40", "is wrong: '2024-13-40' is not in the calendar; write 2024-01-05"),
        ("2023-02-29", "is wrong: '2023-02-29' is not in the calendar; write 2024-01-05"),
        ("2024-00-05", "is wrong: '2024-00-05' has a part that is 0: leave out what is not known"),
        (
            "5 January 2024",
            "is wrong: '5 January 2024' is not a date that is understood here; write 2024-01-05",
        ),
        ('"2024\\n01"', "is '2024\\n01'"),
        ("2" * 50, f"is '{'2' * 50}'"),
    ],
)
def test_a_bad_date_is_named(date: str, reason: str) -> None:
    """The problem repeats the date, says what is wrong with it, and how a date is written."""
    (mistake,) = mistakes(f"---\nlanguage: en\ndate: {date}\n---\nText.")
    assert mistake.startswith(f"a.md:3: 'date' {reason}")
    assert mistake.endswith("write 2024-01-05, 2024-01, 2024, or 2024-01~ for inferred")


@pytest.mark.parametrize("language", ["english", "xx", "EN", "e", "de-AT"])
def test_a_bad_language_is_named(language: str) -> None:
    """Only codes of ISO 639-1 in lower case are accepted."""
    assert mistakes(f"---\ndate: 2024\nlanguage: {language}\n---\nText.") == [
        f"a.md:3: 'language' is '{language}': write the two lowercase letters of ISO 639-1, like en or de"
    ]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("language: en", "a.md:1: 'date' is missing: write it, or 'date:' with nothing after it when unknown"),
        ("date: 2024", f"a.md:1: {NO_LANGUAGE}"),
        ("date: 2024\nlanguage:", f"a.md:3: {NO_LANGUAGE}"),
        ("date: 2024~\nlanguage: en", f"a.md:2: {NO_EVIDENCE}"),
        ("date: 2024~\ndate_evidence: ''\nlanguage: en", f"a.md:2: {NO_EVIDENCE}"),
    ],
)
def test_a_missing_key_is_named(header: str, message: str) -> None:
    """Each missing key that the corpus requires is reported."""
    assert mistakes(f"---\n{header}\n---\nText.") == [message]


@pytest.mark.parametrize(
    "title",
    [
        "Heat 2 is #1 of the year",
        "Heat 2 # a sequel",
        "Heat 2: the sequel gets a date",
        "Mann: “Heat 2: now” #heat",
        'Heat 2 \\ "Mann" #1',
        "C: D: E",
        "ends in a colon:",
    ],
)
def test_a_title_needs_no_quotation_marks(title: str) -> None:
    """A title with ` #` or `: ` is kept complete, although YAML would cut or refuse it."""
    assert read(f"---\ntitle: {title}\ndate: 2024\nlanguage: en\n---\nText.").title == title
    assert read(f"---\r\ntitle: {title}\r\ndate: 2024\r\nlanguage: en\r\n---\r\nText.").title == title


def test_quoted_titles_and_comments_are_yaml() -> None:
    """Quotation marks are removed, and a comment behind them is a comment."""
    article = read("---\ntitle: 'Heat 2: #1' # sure\ndate: 2024 # stated\nlanguage: en\n# done\n---\nText.")
    assert (article.title, article.published.edtf) == ("Heat 2: #1", "2024")


@pytest.mark.parametrize(
    "line", ['title: "Heat 2" is next', "title: 'Heat 2", "title: @heat", "title: %heat", "title: - a", "date: 2024: a"]
)
def test_a_line_that_is_not_yaml_gives_one_complaint(line: str) -> None:
    """The complaint advises quotation marks, and no field is reported as missing."""
    (mistake,) = mistakes(f"---\nlanguage: en\n{line}\n---\nText.")
    assert mistake.endswith(f"put the value of '{line.partition(':')[0]}' in quotation marks")
    assert "missing" not in mistake


@pytest.mark.parametrize(
    "header",
    [
        "Title: T\nDate: 2024-01-05\nLanguage: en",
        "TITLE : T\nDATE : 2024-01-05\nlang: en\nauthor: A. Kessel\ntags: [a, b]",
        "headline: T\npublished: 2024-01-05\nSprache: en",
    ],
)
def test_names_are_those_of_text_files(header: str) -> None:
    """Case and spaces do not matter, and usual lines such as `Author` are ignored."""
    article = read(f"---\n{header}\n---\nText.")
    assert (article.title, article.published.edtf, article.language) == ("T", "2024-01-05", "en")


def test_lines_that_are_not_kept_need_no_quotation_marks() -> None:
    """An author or a description with a colon is not a mistake."""
    header = "author: Jo: Park\ndescription: a # b: c\ntitle: T\ndate: 2024\nlanguage: en"
    assert read(f"---\n{header}\n---\nText.").title == "T"


def test_two_names_of_one_field_are_a_mistake() -> None:
    """Two lines for one field are a mistake."""
    (mistake,) = mistakes("---\ndate: 2024\npublished: 2025\nlanguage: en\n---\nText.")
    assert mistake == "a.md:3: 'date' is stated again (first in line 2): keep one"


def test_an_imported_file_may_write_its_date_in_words() -> None:
    """Outside the corpus, a date in words with one meaning is read."""
    article = read_markdown(b"---\ndate: March 9, 2026\n---\nText.", "a.md", "a")
    assert article.published.edtf == "2026-03-09"


def test_all_mistakes_come_at_once() -> None:
    """All mistakes of a file are reported at once, in the order of the lines."""
    found = mistakes("---\ndat: 2024\nurl: example.com\nlanguage: english\n---\n \n")
    assert [mistake.split(":")[1] for mistake in found] == ["1", "2", "3", "4", "6"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", f"a.md:1: {NO_FRONT_MATTER}"),
        (b"# Title\n", f"a.md:1: {NO_FRONT_MATTER}"),
        (b"---\ndate: 2024\n", "a.md:1: the front matter has no end: put a second line '---' after it"),
        (b"---\ndate: 2024\nlanguage: en\n---", "a.md:4: 'text' is empty: write the article's text"),
        (b"---\ndate: 2024\nlanguage: en\n---\n \t\r\n", "a.md:5: 'text' is empty: write the article's text"),
        (b"---\ndate: 2024\nlanguage: en\n---\na\0b", "a.md:5: 'text' holds a NUL at character 2: remove it"),
        (b"---\ndate: 2024\nlanguage: en\n---\nM\xe4rz", "a.md:5: byte 34 (0xe4) is not UTF-8: save the file as UTF-8"),
        (b"---\n- a\n---\nText.", "a.md:2: expected lines of the form 'key: value'"),
    ],
)
def test_a_bad_file_is_named(content: bytes, message: str) -> None:
    """A mistake that affects the whole file is reported with its place."""
    assert message in mistakes(content)


def test_sizes_have_an_end() -> None:
    """Front matter and text over the limits are refused, and the message names the limit."""
    assert mistakes(f"---\ntitle: {'x' * MAX_HEADER}\n---\nText.") == [
        "a.md:1: the front matter has more than 20,000 characters: shorten it"
    ]
    assert mistakes("---\ndate: 2024\nlanguage: en\n---\n" + "x" * 2_000_001) == [
        "a.md:5: 'text' has 2,000,001 characters: split it into articles of at most 2,000,000"
    ]


def test_an_imported_file_may_leave_its_language_to_detection() -> None:
    """Outside of the corpus a missing language is detected, and an empty one is unknown."""
    body = "Wann kommt die Fortsetzung endlich in die deutschen Kinos?"
    assert read_markdown(f"---\ndate: 2024\n---\n{body}".encode(), "a.md", "a").language == "de"
    assert read_markdown(f"---\ndate: 2024\nlanguage:\n---\n{body}".encode(), "a.md", "a").language == ""
