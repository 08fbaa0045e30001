"""The output for people, in a pipe and at a terminal, and for other programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from bot.cli.printing.printers import JsonPrinter, PlainPrinter, answer_json
from bot.cli.printing.rich_printer import RichPrinter
from bot.cli.printing.terminal_text import TerminalText
from bot.domain import (
    About,
    Answer,
    Article,
    DatedStatement,
    Excerpt,
    Explanation,
    Passage,
    Reason,
    ReasonCode,
    SmallTalk,
    Span,
    Step,
    StepCode,
    TermRole,
    TermWeight,
    Timeline,
    Verdict,
)
from bot.phrases import load
from tests.cli.small_library import HOSTILE, NEW, OLD

WORDING = TerminalText(load("en"), lambda concept: f"the {concept}", date(2026, 3, 10))
NONE = Answer("Who?", Verdict.NONE, Reason(ReasonCode.NOT_MENTIONED, ("mayor\x1b[2J",)))
ESCAPE = re.compile(r"\x1b(?!\[[0-9;]*m|\]8;)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e]")
"""Characters that may not reach a terminal: all escapes but the colors and links of the printer."""


def excerpt_of(article: Article, *, older: bool = False, also_in: tuple[Article, ...] = ()) -> Excerpt:
    """Return the whole article as one excerpt."""
    whole = Span(0, len(article.text))
    return Excerpt(Passage(article, 0, whole), (whole,), 1.5, ("Filming", "starts"), older, also_in)


ANSWER = Answer(
    "When does filming start?",
    Verdict.ANSWER,
    Reason(ReasonCode.ANSWERED),
    (excerpt_of(NEW, also_in=(OLD,)), excerpt_of(OLD, older=True)),
    explanation=Explanation(
        (TermWeight(("filming",), 1.84, TermRole.KIND, 2, ("when",)),), (Step(StepCode.LANGUAGE, ("en",)),)
    ),
)


def plain(answer: Answer, *, why: bool = False) -> str:
    """Return the answer as printed in a pipe."""
    out = io.StringIO()
    PlainPrinter(out, WORDING, why=why).answer(answer)
    return out.getvalue()


def at_terminal(answer: Answer, width: int = 80, *, why: bool = False) -> str:
    """Return the answer as printed at a terminal with colors."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, color_system="standard", no_color=False)
    RichPrinter(console, WORDING, why=why).answer(answer)
    return out.getvalue()


def without_colors(text: str) -> str:
    """Return the text without the printer's own escape sequences."""
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)


def test_plain_text_has_quote_date_source_and_marks() -> None:
    """Below each quote are publisher, date with evidence, age, mark, title, link and the other articles."""
    assert plain(ANSWER) == (
        "> Filming of Heat 2 starts in August 2026 in Los Angeles.\n"
        "> \n"
        "> Michael Mann directs the film.\n"
        "  Reel Dispatch, 5 March 2026, 5 days ago\n"
        "  Filming starts in August\n"
        "  https://example.org/new\n"
        "  also in publisher not stated, about January 2024 (inferred: it reports an interview of that month), "
        "about 2 years ago\n"
        "\n"
        "> Michael Mann hopes that filming of Heat 2 starts in the autumn of 2024.\n"
        "  publisher not stated, about January 2024 (inferred: it reports an interview of that month), "
        "about 2 years ago · older\n"
    )


@pytest.mark.parametrize(
    ("about", "mark", "in_json"),
    [(About.ORIGINAL, "about Heat (1995)", "heat 1995"), (About.OTHER, "not about Heat 2", "other")],
)
def test_a_quote_about_another_film_says_so(about: About, mark: str, in_json: str) -> None:
    """Plain text, frames and JSON say of a quote what else than Heat 2 it is about."""
    answer = replace(ANSWER, excerpts=(replace(ANSWER.excerpts[0], about=about),))
    assert f"5 days ago · {mark}\n" in plain(answer)
    assert mark in without_colors(at_terminal(answer))
    assert [each["about"] for each in answer_json(answer, WORDING)["excerpts"]] == [in_json]


def test_a_quote_about_heat_2_has_no_such_mark() -> None:
    """A quote about the new film is not marked; in JSON it has its subject too."""
    assert "about Heat" not in plain(ANSWER)
    assert {each["about"] for each in answer_json(ANSWER, WORDING)["excerpts"]} == {"heat 2"}


def test_no_answer_has_a_reason() -> None:
    """Without an excerpt the reason is printed, with control characters escaped."""
    assert plain(NONE) == "No article answers this. Sorry, my articles don't mention “mayor\\x1b[2J” so far.\n"


def test_why_lists_weights_and_steps() -> None:
    """The explanation follows the answer."""
    line = "1.84  the filming (when)  topic, in 2 passages"
    assert plain(ANSWER, why=True).endswith(f"Why\n    {line}\n  language: English\n")
    assert line in without_colors(at_terminal(ANSWER, why=True))


def test_a_frame_highlights_the_matched_words() -> None:
    """At a terminal the matched words are highlighted, and the plain text is complete."""
    shown = at_terminal(ANSWER)
    assert "\x1b[1;33mFilming\x1b[0m" in shown
    words = " ".join(without_colors(shown).replace("│", " ").split())
    for part in (
        "5 March 2026, 5 days ago",
        "· older",
        "https://example.org/new",
        "Filming starts in August",
        "also in",
    ):
        assert part in words
    assert "(inferred: it reports an interview of that month)" in words


@pytest.mark.parametrize("width", [20, 80, 300])
def test_frames_fit_any_terminal(width: int) -> None:
    """No line is wider than the terminal or than the maximum width."""
    lines = without_colors(at_terminal(ANSWER, width)).splitlines()
    assert max(map(len, lines)) == min(width, 100)


def test_control_characters_of_articles_are_escaped() -> None:
    """Escape sequences and bidirectional controls of an article reach neither a pipe nor a terminal."""
    answer = Answer("?", Verdict.ANSWER, Reason(ReasonCode.ANSWERED), (excerpt_of(HOSTILE, also_in=(HOSTILE,)),))
    for shown in (plain(answer), at_terminal(answer)):
        assert not ESCAPE.search(shown)
        assert "\x1b[2J" not in shown
        assert "\\x1b[2J" in without_colors(shown)


def test_every_printer_prints_lists_of_articles() -> None:
    """Each article has its title, or the beginning of its text, its news and its date."""
    out, terminal = io.StringIO(), io.StringIO()
    PlainPrinter(out, WORDING).latest([excerpt_of(NEW, also_in=(OLD,)), excerpt_of(OLD, older=True)])
    RichPrinter(Console(file=terminal, width=90), WORDING).latest(
        [excerpt_of(NEW, also_in=(OLD,)), excerpt_of(OLD, older=True)]
    )
    for shown in (out.getvalue(), terminal.getvalue()):
        assert shown.startswith("Filming starts in August\n")
        assert "“Michael Mann hopes that filming" in shown
        assert "5 March 2026, 5 days ago" in shown
        assert "Michael Mann directs the film." in shown
        assert "also in publisher not stated" in " ".join(shown.split())
        assert "older" in shown
    array = io.StringIO()
    JsonPrinter(array, WORDING).latest([excerpt_of(NEW, also_in=(OLD,))])
    (listed,) = json.loads(array.getvalue())
    assert (listed["article"], listed["quote"], listed["older"], listed["also_in"]) == ("new", NEW.text, False, ["old"])


def test_every_printer_prints_timelines() -> None:
    """Each statement has its date, its value and its quote; JSON has the fields that programs rely on."""
    statements = (DatedStatement(excerpt_of(OLD, older=True), Span(0, 12)), DatedStatement(excerpt_of(NEW), Span(0, 4)))
    timeline, printed = Timeline("filming", statements), [io.StringIO() for _ in range(3)]
    PlainPrinter(printed[0], WORDING).timeline(timeline)
    RichPrinter(Console(file=printed[1], width=90), WORDING).timeline(timeline)
    JsonPrinter(printed[2], WORDING).timeline(timeline)
    for shown in (printed[0].getvalue(), printed[1].getvalue()):
        assert shown.index("Michael Mann") < shown.index("5 March 2026, 5 days ago")
        assert "older" in shown
        assert "Filming of Heat 2 starts in August 2026 in Los Angeles." in " ".join(shown.split())
    fields = json.loads(printed[2].getvalue())
    assert (fields["topic"], [each["older"] for each in fields["statements"]]) == ("filming", [True, False])
    assert sorted(fields["statements"][0]) == [
        "article", "date", "date_inferred", "date_precision", "language", "older", "publisher", "quote", "title", "url",
    ]  # fmt: skip


def test_a_timeline_of_nothing_says_so() -> None:
    """A topic that no article mentions and a text that is none each get a sentence. Control characters are escaped."""
    for reason, sentence in {
        ReasonCode.NOT_MENTIONED: "The articles say nothing about “mayor\\x1b[2J” yet.\n",
        ReasonCode.TOO_VAGUE: "Name a topic, such as the release date or the name of an actor.\n",
        ReasonCode.NO_ARTICLES: load("en").say("reason.no_articles.bare") + "\n",
    }.items():
        out, terminal = io.StringIO(), io.StringIO()
        PlainPrinter(out, WORDING).timeline(Timeline("mayor\x1b[2J", (), Reason(reason)))
        RichPrinter(Console(file=terminal, width=90), WORDING).timeline(Timeline("mayor\x1b[2J", (), Reason(reason)))
        assert out.getvalue() == terminal.getvalue() == sentence


def test_an_empty_list_is_printed_in_words() -> None:
    """Programs get an empty array."""
    out, terminal, array = io.StringIO(), io.StringIO(), io.StringIO()
    PlainPrinter(out, WORDING).latest([])
    RichPrinter(Console(file=terminal, width=90), WORDING).latest([])
    JsonPrinter(array, WORDING).latest([])
    assert out.getvalue() == terminal.getvalue() == "No articles about Heat 2 have been added yet.\n"
    assert array.getvalue() == "[]\n"


def test_json_has_every_field_of_an_answer() -> None:
    """Other programs rely on these names and types."""
    out = io.StringIO()
    JsonPrinter(out, WORDING).answer(ANSWER, "q1")
    answer = json.loads(out.getvalue())
    assert list(answer) == ["id", "question", "verdict", "reason", "reason_code", "excerpts"]
    assert (answer["id"], answer["verdict"], answer["reason"]) == ("q1", "answer", "")
    assert answer["excerpts"][0] == {
        "quote": NEW.text,
        "passage": NEW.text,
        "start": 0,
        "end": len(NEW.text),
        "article": "new",
        "title": "Filming starts in August",
        "publisher": "Reel Dispatch",
        "url": "https://example.org/new",
        "date": "2026-03-05",
        "date_precision": "day",
        "date_inferred": False,
        "language": "en",
        "score": 1.5,
        "matched": ["Filming", "starts"],
        "older": False,
        "also_in": ["old"],
        "about": "heat 2",
    }
    assert (answer["excerpts"][1]["date"], answer["excerpts"][1]["date_inferred"]) == ("2024-01", True)


def test_json_has_the_reason_and_the_explanation() -> None:
    """A `none` has its reason as a sentence, and `--why` adds weights and steps."""
    out = io.StringIO()
    page = JsonPrinter(out, WORDING, why=True)
    page.answer(NONE)
    page.answer(ANSWER)
    none, answer = map(json.loads, out.getvalue().splitlines())
    assert (none["id"], none["excerpts"]) == (None, [])
    assert none["reason"] == "Sorry, my articles don't mention “mayor\x1b[2J” so far."
    assert answer["why"] == {
        "terms": [{"term": "the filming (when)", "weight": 1.84, "note": "topic, in 2 passages"}],
        "steps": ["language: English"],
    }


def test_small_talk_is_a_line_of_its_own() -> None:
    """Small talk is printed as its line, without a word on missing articles; JSON has its kind as the reason's code."""
    hello = Answer("hi", Verdict.NONE, Reason(ReasonCode.SMALL_TALK, small_talk=SmallTalk.GREETING))
    line = load("en").say("small_talk.greeting")
    assert plain(hello) == line + "\n"
    out = io.StringIO()
    RichPrinter(Console(file=out, width=200), WORDING).answer(hello)
    assert " ".join(out.getvalue().split()) == line
    printed = answer_json(hello, WORDING)
    assert (printed["verdict"], printed["reason"], printed["reason_code"]) == ("none", line, "greeting")
    assert answer_json(NONE, WORDING)["reason_code"] == "not_mentioned"
