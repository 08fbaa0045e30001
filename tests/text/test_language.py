"""Detection of languages, and of texts without one."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import ISO_639_1, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Michael Mann is finishing the screenplay and hopes to begin filming soon.", "en"),
        ("Michael Mann schreibt das Drehbuch zu Ende\nund hofft auf einen baldigen Drehbeginn.", "de"),
        ("Michael Mann está terminando el guion y espera empezar a rodar pronto.", "es"),
        ("Michael Mann sta finendo la sceneggiatura e spera di girare presto.", "it"),
        ("Michael Mann termine le scénario et espère tourner bientôt.", "fr"),
        ("Майкл Манн заканчивает сценарий и надеется скоро начать съёмки.", "ru"),
    ],
)
def test_the_language_of_a_sentence(text: str, language: str) -> None:
    """The language of one sentence is detected."""
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " \n", "2024", "!?", "🎬🎬", "…", "....", "。", "\ud83c"])
def test_a_text_without_words_has_no_language(text: str) -> None:
    """Text without words has no language."""
    assert detect_language(text) == ""


def test_the_first_line_does_not_decide_alone() -> None:
    """A German dateline above English paragraphs leaves the article English."""
    dateline = "Von Max Mustermann, Berlin, Dienstag, den 3. März 2026, 12:00 Uhr. Lesezeit zwei Minuten."
    paragraph = "The director says that the screenplay is finished and that filming will begin in the spring."
    assert detect_language(f"{dateline}\n\n{paragraph}\n\n{paragraph}") == "en"


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Detection works without network."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert detect_language("This is English, and it is long enough to be sure.") == "en"


@given(st.text(st.characters()))
def test_any_text_has_a_language_or_none(text: str) -> None:
    """The result for any text is an ISO 639-1 code or ''."""
    assert detect_language(text) in {"", *ISO_639_1}
