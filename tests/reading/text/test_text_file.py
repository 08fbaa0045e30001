"""Test plain text with header lines, with a date mark, and without either."""

from __future__ import annotations

import pytest

from bot.domain import UNKNOWN_DATE, Article, PublishedDate
from bot.errors import CorpusError
from bot.reading.text.text_file import read_text

STATED = "stated at its start"
STATED_DAY = PublishedDate(2024, 1, 5, evidence=STATED)


def read(text: str) -> Article:
    """Return the article of a file."""
    return read_text(text.encode(), "a.txt")


def test_header_lines() -> None:
    """Known keys in any case and order, up to an empty line; the text follows byte for byte."""
    header = "Title: Heat 2: the plan\r\nURL: https://example.com/a\r\ndate: 2024-01-05\r\nLanguage: en\r\n"
    article = read(f"{header}id: plan\r\npublisher:Collider\r\n\r\n\r\n Text.\r\n")
    assert article == Article(
        "plan", "\r\n Text.\r\n", "Heat 2: the plan", "Collider", "https://example.com/a", STATED_DAY, "en"
    )


def test_an_inferred_date_keeps_its_own_evidence() -> None:
    """A date with ~ does not get the evidence `stated at its start`."""
    published = read("date: 2024-01~\ndate_evidence: it says so\n\nText.").published
    assert published == PublishedDate(2024, 1, inferred=True, evidence="it says so")


@pytest.mark.parametrize("start", [" date 2024-01-05 ", "date 2024-01-05 ", "date 2024-01-05\n"])
def test_a_date_mark_is_taken_off(start: str) -> None:
    """The date mark at the very start and the spaces beside it are removed; the rest is the text."""
    article = read(start + " Text.\n")
    assert (article.published, article.text) == (STATED_DAY, " Text.\n")


@pytest.mark.parametrize(
    "text",
    [
        "Just text.\n",
        "\n date 2024-01-05 too late",
        "date 2024-01-05: no blank after it",
        "date 2024 is a year",
        "Mann: We begin in August.\nDriver: And where?\n\nMore.",
        "Date: nobody knows it yet\nsays the studio.\n\nMore.",
        "Title: a line, but no empty line after it",
        "Note: not a known key\n\nText.",
    ],
)
def test_text_without_a_header_is_unchanged(text: str) -> None:
    """Text without a header or a date mark stays as it is, and its date is unknown."""
    article = read(text)
    assert (article.text, article.published) == (text, UNKNOWN_DATE)


@pytest.mark.parametrize(
    "header",
    [
        "TITLE: Heat 2 gets a date\nDATE: 2026-03-09\n\n",
        "Title : Heat 2 gets a date\nDate : 2026-03-09\n\n",
        "Title: Heat 2 gets a date\nAuthor: A. Kessel\nDate: 2026-03-09\n\n",
        "Title: Heat 2 gets a date\nMood board: blue\nDate: 2026-03-09\n\n",
        "\nHeadline: Heat 2 gets a date\nPublished: March 9, 2026\n\n",
        "  title:Heat 2 gets a date  \n\tdate:  9 March 2026\r\n\r\n",
        "Titel: Heat 2 gets a date\nDatum: 9. März 2026\nAutor: A. Kessel\n\n",
        "Título: Heat 2 gets a date\nFecha: 9 de marzo de 2026\n\n",
        "Titre: Heat 2 gets a date\nDate de publication: 9 mars 2026\n\n",
        "Titolo: Heat 2 gets a date\nData: 9 marzo 2026\n\n",
        "Title: Heat 2 gets a date\nDate: 2026-03-09\n",
        "Title: Heat 2 gets a date\nPublication-Date: 2026-03-09\nTitle: Heat 2 gets a date\n\n",
    ],
)
def test_known_lines_are_used_whatever_stands_beside_them(header: str) -> None:
    """Title and date are found despite case, spaces, unknown lines, other languages, and a missing empty line."""
    article = read(header + "Heat 2 starts filming in May.\n")
    assert (article.title, article.published.edtf) == ("Heat 2 gets a date", "2026-03-09")
    assert article.published.evidence == STATED
    assert article.text == "Heat 2 starts filming in May.\n"


def test_a_title_without_an_empty_line_after_it() -> None:
    """A single line that can only be a title is a header."""
    article = read("Title: Heat 2 gets a date\nHeat 2 starts filming in May.")
    assert (article.title, article.text) == ("Heat 2 gets a date", "Heat 2 starts filming in May.")


def test_a_speaker_below_the_header_is_text() -> None:
    """A speaker's line in an interview, with a name and a colon, belongs to the text."""
    article = read("Title: Talk\nMann: We begin in August.\n\nMore.")
    assert (article.title, article.text) == ("Talk", "Mann: We begin in August.\n\nMore.")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Tilte: a\nDate: 2026-03-09", "a.txt:1: unknown line 'Tilte': did you mean 'title'?"),
        ("Title: a\nDate: 2026-03-09\nPublished: 2026-03-10", "a.txt:3: 'date' is stated again"),
        ("Title: a\nDate: 11/6/2026\nlanguage: en", "'date' is wrong: '11/6/2026' is not a date"),
        ("Title: a\nDate: yesterday", "'date' is wrong: 'yesterday' is not a date"),
    ],
)
def test_a_line_that_cannot_be_used_says_why(header: str, message: str) -> None:
    """Typing mistakes, two dates, ambiguous and relative dates are reported."""
    with pytest.raises(CorpusError) as failed:
        read(f"{header}\n\nText.")
    assert message in str(failed.value)


def test_a_day_before_the_month_is_read_where_the_language_has_one_order() -> None:
    """11/6/2026 is in June in German."""
    assert read("Datum: 11/6/2026\nSprache: de\n\nText.").published.edtf == "2026-06-11"


@pytest.mark.parametrize("date", ["", "unknown", "?"])
def test_a_date_that_is_said_to_be_unknown(date: str) -> None:
    """A date that is stated as unknown is not searched in the text."""
    assert not read(f"title: a\ndate: {date}\n\nBy Jo Park / June 11, 2026\n\nText.").published.is_known


def test_the_same_text_gets_the_same_id() -> None:
    """The id comes from the content, so importing again changes nothing and another text is another article."""
    assert read("Text.").id == read("Text.").id
    assert read("Text.").id != read("Text!").id
    assert read("Text.").id != read("Title: a\n\nText.").id


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b" date 2024-13-40 Text.", ["'date' is wrong: '2024-13-40' is not in the calendar"]),
        (b"url: x\nlanguage: english\n\nText.", ["'url' is 'x': write", "'language' is 'english': write"]),
        (b"", ["'text' is empty: write the article's text"]),
        (b"title: a\n\n", ["'text' is empty: write the article's text"]),
        (b"a\0", ["'text' holds a NUL at character 2: remove it"]),
        (b"\xff\xfeT", ["byte 3 is not UTF-16: the file is damaged, save it again as UTF-8"]),
        ("Zürich".encode() + b" caf\xe9", [":1: byte 12 (0xe9) is not UTF-8: save the file as UTF-8"]),
    ],
)
def test_a_text_with_mistakes(content: bytes, messages: list[str]) -> None:
    """Every mistake names the file and says what would be right."""
    with pytest.raises(CorpusError) as failed:
        read_text(content, "a.txt")
    found = [str(problem) for problem in failed.value.problems]
    assert len(found) == len(messages)
    assert all(line.startswith("a.txt:") and message in line for line, message in zip(found, messages, strict=True))
