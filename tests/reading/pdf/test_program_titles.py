"""Test titles that programs make up."""

from __future__ import annotations

import pytest

from bot.reading.pdf.worker import is_program_title


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Microsoft Word - heat2_draft_FINAL.docx",
        "Microsoft Word - Heat 2 moves on",
        "Microsoft PowerPoint - Presentation1",
        "Document1 - Word",
        "heat2.indd",
        "Heat 2 moves on.pdf",
        "press release (final).doc",
        "untitled",
        "Untitled-1",
        "Untitled Document",
        "Unbenannt 1",
        "Unbenanntes Dokument",
        "Sans titre",
        "Documento sin título",
        "Senza titolo 2",
        "document1",
        "Dokument3",
        "Document (2)",
        "PowerPoint Presentation",
        "PowerPoint-Präsentation",
        "Layout 1",
        "Slide 1",
        "IMG_1234",
        "scan_20260309",
        "Scanned Document",
        "20260309",
        "heat2_draft_FINAL",
        "heat-2-moves-to-chicago",
        "C:\\Users\\jo\\heat2",
        "file:///tmp/x",
        "https://example.com/heat-2",
        "about:blank",
        "D4E5F6A7-1111-2222-3333-444455556666",
    ],
)
def test_a_title_from_a_program_is_no_title(title: str) -> None:
    """File names, names of new documents, paths and numbers are not titles."""
    assert is_program_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "Heat 2 moves on",
        "Heat 2: the plan",
        "Heat",
        "Spider-Man",
        "Document of the year: the Heat 2 script",
        "Untitled Michael Mann project gets a date",
        "Draft of Heat 2 is finished",
        "Presentation of the cast",
        "„Heat 2“: Drehstart steht fest",
        "Microsoft buys a studio",
        "Mann/Driver: the interview",
        "Image of a city",
        "A word - and its meaning",
    ],
)
def test_a_title_by_an_editor_is_a_title(title: str) -> None:
    """A title that only contains such words stays."""
    assert not is_program_title(title)
