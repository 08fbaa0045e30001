"""Splitting of articles into passages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.passages import (
    MAX_HEADING_CHARACTERS,
    MAX_PASSAGE_CHARACTERS,
    MAX_PASSAGE_WORDS,
    split_passages,
    split_to_length,
)


def passages(text: str, title: str = "", year: int = 2024) -> tuple[Passage, ...]:
    """Return the passages of an article with that text."""
    return split_passages(Article("a", text, title, published=PublishedDate(year), language="en"))


def test_paragraphs_with_offsets() -> None:
    """Paragraphs end at blank lines, are numbered from 1, and hold the characters of their spans."""
    found = passages("  First one.\n\nSecond one.\n \n\nThird.")
    assert [(p.number, p.text) for p in found] == [(1, "First one."), (2, "Second one."), (3, "Third.")]


def test_lines_without_blank_lines() -> None:
    """In a text without blank lines each line is a paragraph."""
    assert [p.text for p in passages("One is here.\nTwo is here.")] == ["One is here.", "Two is here."]


def test_headings_belong_to_the_paragraphs_below() -> None:
    """A heading is no passage; it belongs to the paragraphs below it, up to the next heading."""
    found = passages("Lead comes first.\n\nWhat Is It About?\n\nIt is long.\n\nIt is good.\n\nThe cast\n\nNobody yet.")
    assert [(p.heading_text, p.text) for p in found] == [
        ("", "Lead comes first."),
        ("What Is It About?", "It is long."),
        ("What Is It About?", "It is good."),
        ("The cast", "Nobody yet."),
    ]


def test_the_title_above_the_text() -> None:
    """The article's title in its first line is neither a passage nor a heading, even if boilerplate follows it."""
    found = passages("Mann plans to shoot\n\nShare this Article:\n\nHe said so.", title="Mann plans to shoot")
    assert [(p.kind, p.heading_text, p.text) for p in found] == [
        (PassageKind.BOILERPLATE, "", "Share this Article:"),
        (PassageKind.PROSE, "", "He said so."),
    ]


def test_an_interviewer_may_go_on_after_a_question() -> None:
    """In an interview with names, a question belongs to its answer even if it does not end the paragraph."""
    turns = (
        "SZ: Is it long?",
        "Mann: It is.",
        "SZ: Why?",
        "Mann: Why not?",
        "SZ: Who plays Wardell? We asked.",
        "Mann: No.",
    )
    found = passages("\n\n".join(turns))
    assert [(p.heading_text, p.text) for p in found][-1] == ("SZ: Who plays Wardell? We asked.", "Mann: No.")
    assert "Mann: It is." in [p.text for p in found]


def test_sentences_with_notes_are_no_headings() -> None:
    """A short sentence with a note's mark behind its full stop is no heading."""
    found = passages("Release\n\nHeat 2 is scheduled for October 9, 2026.[5]\n\nNothing else is known.")
    assert [p.text for p in found] == ["Heat 2 is scheduled for October 9, 2026.[5]", "Nothing else is known."]


def test_lists_stay_whole() -> None:
    """Short items make one passage with the line above the list, even with blank lines between them."""
    found = passages("What the state gets:\n\n- 800 crew\n\n- 1,350 extras\n\nThat is all.")
    assert [(p.kind, p.text) for p in found] == [
        (PassageKind.LIST, "What the state gets:\n\n- 800 crew\n\n- 1,350 extras"),
        (PassageKind.PROSE, "That is all."),
    ]


def test_a_colon_joins_two_paragraphs() -> None:
    """A paragraph that ends in a colon makes one passage with the next one."""
    found = passages("Nothing is certain, he admits, adding:\n\n“The sky may fall.”\n\nHe laughed.")
    assert [p.text for p in found] == ["Nothing is certain, he admits, adding:\n\n“The sky may fall.”", "He laughed."]


def test_items_that_are_sentences_stand_alone() -> None:
    """Items of a list that are sentences are passages of their own, as each may be about something else."""
    found = passages("1. Cameras roll in September in Chicago.\n\n2. It costs $150 million, paid by United Artists.")
    assert [(p.kind, p.text) for p in found] == [
        (PassageKind.LIST, "1. Cameras roll in September in Chicago."),
        (PassageKind.LIST, "2. It costs $150 million, paid by United Artists."),
    ]


@pytest.mark.parametrize(
    "lead",
    [
        "In brief:",
        "Also on the lot:",
        "Kurz notiert:",
        "En bref :",
        "En breve:",
        "In breve:",
        "Dana's pick of the week:",
    ],
)
def test_news_in_brief(lead: str) -> None:
    """A paragraph that begins like news in brief is an aside; the same words within a sentence do not make one."""
    assert passages(f"News.\n\n{lead} a comedy starts shooting on May 4.")[1].kind is PassageKind.ASIDE
    assert passages("News.\n\nHe told it in brief words: he films in May.")[1].kind is PassageKind.PROSE


BOX = "Heat A crew meets its match. Release Date December 15, 1995 Director Mann Cast Al Pacino Runtime 170 minutes"


def test_fact_boxes() -> None:
    """A fact box about a film years before the article is about another film; one of the same year is not."""
    assert passages(f"News.\n\n{BOX}", year=2024)[1].kind is PassageKind.FACTS_ELSEWHERE
    assert passages(f"News.\n\n{BOX}", year=1995)[1].kind is PassageKind.PROSE


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    """A paragraph of 300 words becomes passages of whole sentences, which do not overlap."""
    text = " ".join(f"Sentence number {n} has exactly eight words here." for n in range(40))
    found = passages(text)
    assert len(found) > 1
    assert all(len(p.text.split()) <= MAX_PASSAGE_WORDS and p.text.endswith("here.") for p in found)
    assert " ".join(p.text for p in found) == text


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=400)
    | st.lists(
        st.sampled_from(
            ["A line.", "A heading", "- item", "Subscribe now", "Two. Sentences here.", "", "  ", "»Ja«, he said."]
        ),
        max_size=30,
    ).map("\n\n".join)
)
@settings(max_examples=200)
def test_any_text_falls_into_passages(text: str) -> None:
    """Passages are in order and do not overlap; outside of passages and headings there is only white space."""
    found = passages(text)
    end, outside = 0, ""
    headings = {p.heading for p in found if p.heading}
    for passage in found:
        assert end <= passage.span.start < passage.span.end <= len(text)
        gap = text[end : passage.span.start]
        outside += gap
        end = passage.span.end
    outside += text[end:]
    for heading in headings:
        assert heading.of(text) in outside
    if not headings:
        assert not outside.strip()


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_900_000,
        "word " * 380_000,
        "A sentence. " * 45_000,
        "a, " * 100_000,
        "- item\n" * 20_000,
        "- item of a list:\n\n" * 20_000,
        "e\u0301" * 50_000,
        FAMILY * 20_000,
        "\U0001f1e9\U0001f1ea" * 20_000,
        "\u00ad" * 50_000 + "end",
        "# " + "heading " * 20_000,
        "Announced:\n\n" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_passage_is_longer_than_it_may_be(text: str) -> None:
    """Passages of any text are short, and hold all of it but white space."""
    found = passages(f"{text}\n\nThe end of it.")
    assert all(0 < len(p.text) <= MAX_PASSAGE_CHARACTERS for p in found)
    assert all(len(p.heading_text) <= MAX_HEADING_CHARACTERS for p in found)
    held = sum(len("".join(p.text.split())) for p in found) + sum(
        len("".join(heading.split())) for heading in {p.heading_text for p in found}
    )
    assert held >= len("".join(text.replace("\u00ad", "").split()))


@pytest.mark.parametrize("unit", ["e\u0301", FAMILY, "\U0001f1e9\U0001f1ea", "\u1112\u1161\u11ab", "न\u093f"])
def test_graphemes_stay_whole(unit: str) -> None:
    """A text without spaces is cut between graphemes, which readers see as one character each."""
    text = "x" + unit * 3_000
    found = list(split_to_length(text, Span(0, len(text)), MAX_PASSAGE_CHARACTERS))
    assert len(found) > 1
    assert all((span.start - 1) % len(unit) == 0 for span in found[1:])


@given(st.text(alphabet="a é\u0301\u200d\U0001f468\U0001f1e9\n", max_size=400), st.integers(1, 50))
def test_parts_hold_the_text(text: str, longest: int) -> None:
    """Parts are in order, no longer than the limit, and leave out nothing but white space."""
    end, outside = 0, ""
    for span in split_to_length(text, Span(0, len(text)), longest):
        assert end <= span.start < span.end <= span.start + longest
        outside += text[end : span.start]
        end = span.end
    assert not (outside + text[end:]).strip()


def test_a_megabyte_in_one_line_and_many_paragraphs() -> None:
    """One endless line and 100,000 paragraphs are both split in reasonable time."""
    assert passages("word " * 200_000)
    assert len(passages("\n\n".join(["A short paragraph."] * 100_000))) == 100_000
