"""`heat2 embed`, and what other commands make of embeddings that it has computed."""

from __future__ import annotations

import pytest

from bot.search.meaning import question_projection, sentence_encoder
from bot.search.meaning.question_projection import shipped_encoder_version
from bot.search.meaning.sentence_encoder import INSTALL
from tests.cli.conftest import Terminal
from tests.search.meaning.ngram_encoder import NgramEncoder

DEMANDED = f"HEAT2_ENCODER is on, but no sentence encoder is installed: {INSTALL}, or set it to auto"


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> NgramEncoder:
    """A small encoder that is installed, and taken for the one that the search was fitted with."""
    found = NgramEncoder()
    monkeypatch.setattr(sentence_encoder, "installed_encoder", lambda: found)
    monkeypatch.setattr(question_projection, "shipped_encoder_version", lambda: found.version)
    return found


@pytest.fixture
def other_encoder(monkeypatch: pytest.MonkeyPatch) -> NgramEncoder:
    """A small encoder that is installed, and not the one that the search was fitted with."""
    found = NgramEncoder()
    monkeypatch.setattr(sentence_encoder, "installed_encoder", lambda: found)
    return found


@pytest.fixture
def _no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """No encoder is installed."""
    monkeypatch.setattr(sentence_encoder, "_PACKAGE", "absent_package")


def test_passages_are_embedded_once(terminal: Terminal, encoder: NgramEncoder) -> None:
    """The first run embeds all passages, the second none; a question then embeds itself only, and check reports it."""
    before = terminal.heat2("check", ENCODER="auto")
    assert "trigrams 1; no passage is embedded yet: heat2 run does it in the background" in before.stdout
    first = terminal.heat2("embed", ENCODER="auto")
    count = len(encoder.passages)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"{count} passages embedded\n"
    assert count > 20
    assert terminal.heat2("embed", ENCODER="on").stdout == first.stdout
    asked = len(encoder.questions)
    answer = terminal.heat2("ask", "when does filming start", ENCODER="auto")
    assert answer.returncode == 0
    assert encoder.questions[asked:] == ["when does filming start"]
    assert len(encoder.passages) == count
    assert f"trigrams 1; {count} passages for everyone embedded" in terminal.heat2("check", ENCODER="auto").stdout


def test_an_encoder_that_fails_is_reported(terminal: Terminal, encoder: NgramEncoder) -> None:
    """If passages cannot be embedded, the exit code is 1, and a line tells how many are missing."""
    encoder.fails = True
    done = terminal.heat2("embed", ENCODER="auto")
    assert done.returncode == 1
    assert done.stdout.startswith("0 passages embedded, ")
    assert done.stdout.endswith(" are not: see the message above\n")


@pytest.mark.usefixtures("_no_encoder")
@pytest.mark.parametrize(
    ("words", "setting", "message"),
    [
        (("embed",), "auto", f"no sentence encoder is installed: {INSTALL}"),
        (("embed",), "off", "HEAT2_ENCODER is off: set it to auto or on"),
        (("ask", "who"), "on", DEMANDED),
        (("check",), "on", DEMANDED),
        (("ask", "who"), "maybe", "HEAT2_ENCODER is 'maybe': it must be auto, on or off"),
    ],
)
def test_an_encoder_that_is_demanded_and_absent(
    terminal: Terminal, words: tuple[str, ...], setting: str, message: str
) -> None:
    """One line says what to install or to set, and the exit code is 1."""
    done = terminal.heat2(*words, ENCODER=setting)
    assert done.returncode == 1
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("_no_encoder")
def test_without_an_encoder_nothing_is_said(terminal: Terminal) -> None:
    """By default, an encoder that is not installed is not mentioned, and questions are answered."""
    answer = terminal.heat2("ask", "who directs heat 2", ENCODER="auto")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "encoder: " not in terminal.heat2("check", ENCODER="auto").stdout


def test_an_encoder_of_another_version_is_not_used(terminal: Terminal, other_encoder: NgramEncoder) -> None:
    """One warning says what to install; questions are answered, and nothing is embedded."""
    reason = f"the search was fitted with {shipped_encoder_version()}, not with trigrams 1: {INSTALL}"
    answer = terminal.heat2("ask", "who directs heat 2", ENCODER="auto")
    assert answer.returncode == 0
    assert answer.stderr.count(f"questions are answered without sentence embeddings: {reason}") == 1
    embedded = terminal.heat2("embed", ENCODER="auto")
    assert (embedded.returncode, embedded.stdout) == (1, "")
    assert reason in embedded.stderr
    assert f"HEAT2_ENCODER is on, but {reason}, or set it to auto" in terminal.heat2("check", ENCODER="on").stdout
    assert other_encoder.passages == other_encoder.questions == []
