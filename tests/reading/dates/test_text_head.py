"""Test dates at the head of a text without a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import UNKNOWN_DATE, PublishedDate
from bot.phrases.dates import evidence
from bot.reading.dates.text_head import propose_date
from bot.reading.text.text_file import read_text

LABELLED = evidence("text_published")
BESIDE_BYLINE = evidence("text_byline")
DATELINE = evidence("text_dateline")
ALONE = evidence("text_head")
AT_END = evidence("text_end")

PROSE = {
    "en": "Heat 2 starts filming in Chicago on August 11, 2027, the studio said on Monday, and the crew stays.",
    "de": "Die Dreharbeiten zu Heat 2 beginnen am 11. August 2027 in Chicago, teilte das Studio mit, und dauern lange.",
    "es": "El rodaje de Heat 2 empieza en Chicago el 11 de agosto de 2027, según dijo el estudio este lunes en Madrid.",
    "fr": "Le tournage de Heat 2 commence à Chicago le 11 août 2027, a annoncé le studio lundi dans un communiqué.",
    "it": "Le riprese di Heat 2 cominciano a Chicago l’11 agosto 2027, ha detto lo studio lunedì in un comunicato.",
}


def proposed(text: str) -> PublishedDate:
    """Return the proposed date of a text, and check that the text is unchanged."""
    article = read_text(text.encode(), "a.txt")
    assert article.text == text
    return article.published


@pytest.mark.parametrize(
    ("language", "head", "evidence"),
    [
        ("en", "By Jo Park / June 11, 2026\n\n", BESIDE_BYLINE),
        ("en", "Heat 2 books two bridges\nBy Jo Park / June 11, 2026\n\n", BESIDE_BYLINE),
        ("en", "By JO PARK and A. Kessel | June 11, 2026, 5:30 PM ET\n\n", BESIDE_BYLINE),
        ("en", "CHICAGO, June 11, 2026 - ", DATELINE),
        ("en", "Chicago, June 11, 2026\n\n", DATELINE),
        ("en", "CHICAGO, June 11, 2026 (Reuters) — ", DATELINE),
        ("en", "LOS ANGELES, Calif., June 11, 2026 /PRNewswire/ -- ", DATELINE),
        ("en", "(Jun 11, 2026) ", ALONE),
        ("en", "(Jun 11, 2026)\n\n", ALONE),
        ("en", "2026-06-11\n\n", ALONE),
        ("en", "2026-06-11 - ", ALONE),
        ("en", "By Jo Park\n\nThursday, June 11, 2026\n\n", ALONE),
        ("en", "Lakeside Courier | June 11, 2026 | 3 min read\n\n", ALONE),
        ("de", "Von Ada Kessel, 11. Juni 2026\n\n", BESIDE_BYLINE),
        ("de", "BERLIN, 11. Juni 2026 (dpa) - ", DATELINE),
        ("de", "Berlin (dpa), 11.6.2026 – ", DATELINE),
        ("de", "11.06.2026, 14:30 Uhr\n\n", ALONE),
        ("es", "Por Ana Ruiz | 11 de junio de 2026\n\n", BESIDE_BYLINE),
        ("es", "MADRID, 11 de junio de 2026 (EFE).- ", DATELINE),
        ("fr", "Par Luc Roy, le 11 juin 2026\n\n", BESIDE_BYLINE),
        ("fr", "PARIS, 11 juin 2026 (AFP) – ", DATELINE),
        ("it", "Di Anna Rossi - 11 giugno 2026\n\n", BESIDE_BYLINE),
        ("it", "ROMA, 11 giugno 2026 (ANSA) - ", DATELINE),
    ],
)
def test_a_date_in_the_head_is_proposed(language: str, head: str, evidence: str) -> None:
    """A date beside a byline, in a dateline or on a line of its own is inferred, in five languages."""
    assert proposed(head + PROSE[language]) == PublishedDate(2026, 6, 11, True, evidence)


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "Published June 11, 2026\n\n"),
        ("en", "Published June 11, 2026; updated June 12, 2026\n\n"),
        ("en", "Published on June 11, 2026 | Updated on June 12, 2026\n\n"),
        ("de", "Veröffentlicht am 11. Juni 2026\n\n"),
        ("es", "Publicado el 11 de junio de 2026\n\n"),
        ("fr", "Publié le 11/06/2026 à 18h30\n\n"),
        ("it", "Pubblicato il 11 giugno 2026\n\n"),
    ],
)
def test_a_date_with_a_label_is_stated(language: str, head: str) -> None:
    """A date behind `Published` is stated. The day of an update does not count."""
    assert proposed(head + PROSE[language]) == PublishedDate(2026, 6, 11, evidence=LABELLED)


@pytest.mark.parametrize(
    "end", ["(Jun 11, 2026)", "(Reuters, June 11, 2026)", "© dpa, 11.6.2026", "dpa:260611-99-12/3"]
)
def test_an_agency_line_at_the_end(end: str) -> None:
    """The date in an agency's line below the text is found."""
    assert proposed(f"{PROSE['en']}\n\n{end}") == PublishedDate(2026, 6, 11, True, AT_END)


@pytest.mark.parametrize(
    "text",
    [
        PROSE["en"],
        f"On June 11, 2026, Mann said that {PROSE['en']}",
        f"Mann, who said on June 11, 2026 - the day of the test - that {PROSE['en']}",
        f"By August 11, 2026 all will be ready, as the studio says.\n\n{PROSE['en']}",
        f"Updated June 11, 2026\n\n{PROSE['en']}",
        f"Trailer June 11, 2026\n\n{PROSE['en']}",
        f"In Theaters, June 11, 2026\n\n{PROSE['en']}",
        f"Stand: 11.06.2026, 14:30 Uhr\n\n{PROSE['de']}",
        f"Release date: March 5, 2026\n\n{PROSE['en']}",
        f"Heat 2 gets a date: March 9, 2026\n\n{PROSE['en']}",
        f"Copyright 2026\n\n{PROSE['en']}",
        f"June 11, 2062\n\n{PROSE['en']}",
        f"June 11, 2026\nJune 12, 2026\n\n{PROSE['en']}",
        f"11/6/2026\n\n{PROSE['en']}",
        "2024-01-05: Mann writes.\n\n2025-02-03: He goes on.\n\n2026-03-04: He is done.",
        f"{PROSE['en']}\n\nBy Jo Park / June 11, 2026\n\n{PROSE['en']}",
    ],
)
def test_a_date_of_an_event_is_not_proposed(text: str) -> None:
    """Dates in sentences, of updates, of releases, in the future, in lists, or with two meanings do not count."""
    assert proposed(text) == UNKNOWN_DATE


def test_a_month_stays_a_month() -> None:
    """A month at the head is not completed with a day."""
    assert proposed(f"June 2026\n\n{PROSE['en']}").edtf == "2026-06~"


@given(
    st.text(st.sampled_from("abA .,-–()/|:\n12 6 June By 2026")), st.sampled_from(["2026-06-11", "June 11, 2026", ""])
)
def test_any_text_stays_as_it_is(text: str, date: str) -> None:
    """The search for a date changes no character and raises nothing."""
    whole = f"{date}{text}x"
    article = propose_date(read_text(f"title: t\ndate:\n\n{whole}".encode(), "a.txt"))
    assert article.text == whole
