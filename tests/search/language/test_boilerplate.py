"""Page boilerplate: bylines, share buttons, advertisements and the like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PassageKind
from bot.search.language.boilerplate import is_boilerplate, is_byline
from bot.search.language.passages import (
    split_passages,
)


@pytest.mark.parametrize(
    "line",
    [
        "This article was first published in March 2025.",
        "This interview originally appeared in the print edition.",
        "Dieser Artikel wurde erstmals in ähnlicher Form im Januar 2024 bei Moviepilot veröffentlicht.",
        "Dieser Text wurde in ähnlicher Form schon im Mai 2025 veröffentlicht.",
        "Dieser Beitrag ist zuerst bei einem Partner erschienen.",
        "Este artículo se publicó por primera vez en mayo de 2025.",
        "Cet article a été publié pour la première fois en mai 2025.",
        "Questo articolo è stato pubblicato per la prima volta a maggio 2025.",
    ],
)
def test_a_note_on_where_an_article_appeared_is_boilerplate(line: str) -> None:
    """A note that an article was published before says nothing about the film."""
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "An earlier version of this article gave the wrong date: filming begins in May.",
        "This story was shot in Chicago.",
        "This article has been corrected: the premiere is in June.",
        "Dieser Text stammt aus dem Drehbuch.",
        "Esta entrevista fue grabada en el rodaje.",
    ],
)
def test_a_correction_is_no_boilerplate(line: str) -> None:
    """A sentence with news is none, though it speaks of the article."""
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Jo Park / June 11, 2026",
        "By Jo Park",
        "BY JO PARK",
        "by Jo Park and A. Kessel",
        "By Jo Park, Lakeside Courier",
        "By Jo Park, Ana de la Cruz & Luc O’Neil | June 11, 2026, 5:30 p.m.",
        "By Jo Park June 11, 2026",
        "By Jo Park (June 11, 2026)",
        "June 11, 2026 | By Jo Park",
        "JUNE 11, 2026 BY JO PARK",
        "Written by Jo Park – Staff Writer",
        "Von Ada Kessel, 11. Juni 2026",
        "Von Ada Kessel und Jo von der Heide",
        "Text: Ada Kessel",
        "Por Ana Ruiz | 11 de junio de 2026",
        "Par Luc Roy, le 11 juin 2026",
        "Di Anna Rossi - 11 giugno 2026",
        "A cura di Anna Rossi",
        "Published June 11, 2026 | Updated June 12, 2026",
        "Veröffentlicht am 11. Juni 2026",
        "Stand: 11.06.2026, 14:30 Uhr",
        "Publicado el 11 de junio de 2026",
        "Publié le 11/06/2026 à 18h30",
        "Pubblicato il 11 giugno 2026",
        "(Nov 24, 2026)",
        "(Reuters, June 11, 2026)",
        "dpa:260611-99-123456/2",
    ],
)
def test_bylines_are_boilerplate(line: str) -> None:
    """A byline is boilerplate in any of the five languages, with a date or without."""
    assert is_byline(line)
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Monday, the crew had packed.",
        "By Jo Park’s account, the crew begins in May.",
        "By The Numbers",
        "By August 2026 the film will be done.",
        "Von Hamburg nach Chicago",
        "Von Michael Mann stammt das Drehbuch zu Heat 2.",
        "Por eso el rodaje empieza en mayo.",
        "Par ailleurs, le tournage commence en mai.",
        "Di Caprio plays in Heat 2.",
        "Updated plans for the shoot were shown.",
        "The script is by Michael Mann",
        "June 11, 2026",
        "Published by Penguin, the novel sold well.",
    ],
)
def test_sentences_and_headings_are_no_bylines(line: str) -> None:
    """A sentence or a heading that begins like a byline is none."""
    assert not is_byline(line)


def test_a_byline_is_not_quoted_with_its_neighbours() -> None:
    """A byline below the title is a passage of its own, even without blank lines around it."""
    text = "Heat 2 books two bridges\nBy Jo Park / June 11, 2026\nThe crew starts in May.\n\nMore is known of it today."
    passages = split_passages(Article("a", text, "Heat 2 books two bridges"))
    assert [(p.text, p.kind) for p in passages if p.kind is PassageKind.BOILERPLATE] == [
        ("By Jo Park / June 11, 2026", PassageKind.BOILERPLATE)
    ]
    prose = [p.text for p in passages if p.kind is PassageKind.PROSE]
    assert prose == ["The crew starts in May.", "More is known of it today."]


@given(st.text(st.sampled_from("By Jo Park,.-/|\n2026 J"), max_size=200))
def test_no_text_is_slow(text: str) -> None:
    """The patterns of bylines finish for any text, without endless backtracking."""
    assert is_byline(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "Share this Article:", "More like this", "Zum Weiterlesen: Die neuesten Infos", "Leggi anche: Tutti i film",
        "Recevez notre lettre chaque vendredi.", "Síguenos en WhatsApp", "Filed under: Books, Crime", "Advertisement",
        "Newsletter: the week in movies, every Sunday. Subscribe.", "Photo: Jane Doe / Agency", "(red/spot)",
        "Comments on this story are closed.", "👍 Like 👎 Dislike 💬 Comment", "* * *",
    ],
)  # fmt: skip
def test_boilerplate(text: str) -> None:
    """Share buttons, links, credits, advertisements and comments are boilerplate, in any of the languages."""
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text",
    [
        "Related companies have shared the costs of the film since the summer of last year, and more than one of them "
        "would like to see the accounts before another dollar is spent.",
        "Mann read more than forty books for it.",
        "Subscribers of the service grew by three million.",
        "It is going to cinemas: the companies promise a theatrical release.",
    ],
)
def test_sentences_that_are_no_boilerplate(text: str) -> None:
    """A sentence that begins like boilerplate is none."""
    assert not is_boilerplate(text)
