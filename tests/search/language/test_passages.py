from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Article, Passage, PassageKind, PublishedDate, Span
from bot.search.language.furniture import is_furniture
from bot.search.language.passages import (
    MAX_HEADING_CHARACTERS,
    MAX_PASSAGE_CHARACTERS,
    MAX_PASSAGE_WORDS,
    split_passages,
    split_to_length,
)
from bot.search.language.sentences import sentence_spans


def passages(text: str, title: str = "", year: int = 2024) -> tuple[Passage, ...]:
    """The passages of an article with that text."""
    return split_passages(Article("a", text, title, published=PublishedDate(year), language="en"))


def test_paragraphs_with_offsets() -> None:
    """Paragraphs end at blank lines, are numbered from 1, and their spans are the very characters."""
    found = passages("  First one.\n\nSecond one.\n \n\nThird.")
    assert [(p.number, p.text) for p in found] == [(1, "First one."), (2, "Second one."), (3, "Third.")]


def test_lines_without_blank_lines() -> None:
    """In a text without blank lines each line is a paragraph."""
    assert [p.text for p in passages("One is here.\nTwo is here.")] == ["One is here.", "Two is here."]


def test_a_heading_goes_with_what_is_under_it() -> None:
    """A heading is no passage; the paragraphs below carry it until the next one."""
    found = passages("Lead comes first.\n\nWhat Is It About?\n\nIt is long.\n\nIt is good.\n\nThe cast\n\nNobody yet.")
    assert [(p.heading_text, p.text) for p in found] == [
        ("", "Lead comes first."),
        ("What Is It About?", "It is long."),
        ("What Is It About?", "It is good."),
        ("The cast", "Nobody yet."),
    ]


def test_the_title_above_the_text() -> None:
    """The article's own title in its first line is no passage and no heading, whatever furniture follows it."""
    found = passages("Mann plans to shoot\n\nShare this Article:\n\nHe said so.", title="Mann plans to shoot")
    assert [(p.kind, p.heading_text, p.text) for p in found] == [
        (PassageKind.FURNITURE, "", "Share this Article:"),
        (PassageKind.PROSE, "", "He said so."),
    ]


def test_marks_of_notes_make_no_heading() -> None:
    """A short sentence with the mark of a note behind its full stop is a sentence."""
    found = passages("Release\n\nHeat 2 is scheduled for October 9, 2026.[5]\n\nNothing else is known.")
    assert [p.text for p in found] == ["Heat 2 is scheduled for October 9, 2026.[5]", "Nothing else is known."]


def test_lists_stay_whole() -> None:
    """Items make one passage with the line that leads in, even with blank lines between them."""
    found = passages("What the state gets:\n\n- 800 crew\n\n- 1,350 extras\n\nThat is all.")
    assert [(p.kind, p.text) for p in found] == [
        (PassageKind.LIST, "What the state gets:\n\n- 800 crew\n\n- 1,350 extras"),
        (PassageKind.PROSE, "That is all."),
    ]


def test_what_is_announced_stays_with_its_announcement() -> None:
    """A paragraph that ends in a colon makes one passage with the next, which says what was announced."""
    found = passages("Nothing is certain, he admits, adding:\n\n“The sky may fall.”\n\nHe laughed.")
    assert [p.text for p in found] == ["Nothing is certain, he admits, adding:\n\n“The sky may fall.”", "He laughed."]


def test_items_that_are_sentences_stand_alone() -> None:
    """Of a list of things to know each is a passage of its own: one says when it is filmed, the next what it costs."""
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
def test_news_in_brief_is_told_apart(lead: str) -> None:
    """A paragraph that begins as news in brief do is an aside; the same words within a sentence are none."""
    assert passages(f"News.\n\n{lead} a comedy starts shooting on May 4.")[1].kind is PassageKind.ASIDE
    assert passages("News.\n\nHe told it in brief words: he films in May.")[1].kind is PassageKind.PROSE


BOX = "Heat A crew meets its match. Release Date December 15, 1995 Director Mann Cast Al Pacino Runtime 170 minutes"


def test_a_box_of_facts_about_another_film() -> None:
    """A box whose film is years older than the article is about another film; one of the year is not."""
    assert passages(f"News.\n\n{BOX}", year=2024)[1].kind is PassageKind.FACTS_ELSEWHERE
    assert passages(f"News.\n\n{BOX}", year=1995)[1].kind is PassageKind.PROSE


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    """A paragraph of 300 words becomes passages of whole sentences that share no word."""
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
    """Spans lie inside, in order, without overlap; outside of passages and headings there is only white space."""
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
    """However an article is written, its passages are short, and hold all of it but white space."""
    found = passages(f"{text}\n\nThe end of it.")
    assert all(0 < len(p.text) <= MAX_PASSAGE_CHARACTERS for p in found)
    assert all(len(p.heading_text) <= MAX_HEADING_CHARACTERS for p in found)
    held = sum(len("".join(p.text.split())) for p in found) + sum(
        len("".join(heading.split())) for heading in {p.heading_text for p in found}
    )
    assert held >= len("".join(text.replace("\u00ad", "").split()))


@pytest.mark.parametrize("unit", ["e\u0301", FAMILY, "\U0001f1e9\U0001f1ea", "\u1112\u1161\u11ab", "न\u093f"])
def test_no_cut_goes_through_what_is_seen_as_one_character(unit: str) -> None:
    """A stretch without spaces is cut between graphemes."""
    text = "x" + unit * 3_000
    found = list(split_to_length(text, Span(0, len(text)), MAX_PASSAGE_CHARACTERS))
    assert len(found) > 1
    assert all((span.start - 1) % len(unit) == 0 for span in found[1:])


@given(st.text(alphabet="a é\u0301\u200d\U0001f468\U0001f1e9\n", max_size=400), st.integers(1, 50))
def test_short_spans_hold_the_text(text: str, longest: int) -> None:
    """Parts are in order, no longer than asked, and leave out nothing but white space."""
    end, outside = 0, ""
    for span in split_to_length(text, Span(0, len(text)), longest):
        assert end <= span.start < span.end <= span.start + longest
        outside += text[end : span.start]
        end = span.end
    assert not (outside + text[end:]).strip()


def test_a_megabyte_in_one_line_and_many_paragraphs() -> None:
    """Neither one endless line nor 100,000 paragraphs keep the splitter from ending."""
    assert passages("word " * 200_000)
    assert len(passages("\n\n".join(["A short paragraph."] * 100_000))) == 100_000


@pytest.mark.parametrize(
    "text",
    [
        "Share this Article:", "More like this", "Zum Weiterlesen: Die neuesten Infos", "Leggi anche: Tutti i film",
        "Recevez notre lettre chaque vendredi.", "Síguenos en WhatsApp", "Filed under: Books, Crime", "Advertisement",
        "Newsletter: the week in movies, every Sunday. Subscribe.", "Photo: Jane Doe / Agency", "(red/spot)",
        "Comments on this story are closed.", "👍 Like 👎 Dislike 💬 Comment", "* * *",
    ],
)  # fmt: skip
def test_furniture(text: str) -> None:
    """What stands on a page beside the article is told from it."""
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "Related companies have shared the costs of the film since the summer of last year, and more than one of them "
        "would like to see the accounts before another dollar is spent.",
        "Mann read more than forty books for it.",
        "Subscribers of the service grew by three million.",
        "It is going to cinemas: the companies promise a theatrical release.",
        "Dieser Artikel wurde erstmals in ähnlicher Form im Januar 2024 bei Moviepilot veröffentlicht.",
    ],
)
def test_sentences_that_are_no_furniture(text: str) -> None:
    """A sentence that says something stays, even when it begins like furniture."""
    assert not is_furniture(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "It is at Warner Bros. and stays. Mr. Mann said so.",
            ["It is at Warner Bros. and stays.", "Mr. Mann said so."],
        ),
        ("He left Warner Bros. The film went on.", ["He left Warner Bros.", "The film went on."]),
        ("“No. Not now,” he said. Then yes.", ["“No.", "Not now,” he said.", "Then yes."]),
        ("Am 5. Januar um 3 a.m. ging es los. Gut!", ["Am 5. Januar um 3 a.m. ging es los.", "Gut!"]),
        ("Robert F. Kennedy came. So did L.A. cops.", ["Robert F. Kennedy came.", "So did L.A. cops."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Abbreviations, initials and numbers do not end a sentence; full stops before a capital do."""
    whole = passages(text)[0].span
    assert [span.of(text) for span in sentence_spans(text, whole)] == sentences
