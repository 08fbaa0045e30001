"""Every answer fits into a message, whatever its articles contain."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.components import validate_components

from bot.discord_app.custom_ids import AnswerPage, Order
from bot.discord_app.limits import utf16_length
from bot.discord_app.replies.answer import AnswerReply
from bot.discord_app.replies.card import CardMaker
from bot.discord_app.replies.escape import block_quote
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.replies.latest import LatestReply
from bot.discord_app.replies.why import why_view
from bot.domain import (
    About,
    Answer,
    Article,
    Excerpt,
    Explanation,
    Passage,
    PublishedDate,
    Reason,
    ReasonCode,
    SmallTalk,
    Span,
    Step,
    StepCode,
    TermRole,
    TermWeight,
    Verdict,
)
from bot.phrases import LANGUAGES, load
from tests.discord_app.replies.test_escape import HOSTILE
from tests.discord_app.server import buttons, components_of, source, text, walk
from tests.discord_app.small_library import FILMING_ANSWER, OSLO_ANSWER, PLAN, TODAY, excerpt_of

ENGLISH = load("en")
V2 = 1 << 15
CLOSING = "\u2069\u202c"
"""Stands behind a line that holds directional controls."""

SIGNS = ("*", "\n", "\u2069", "\u202e", "word ", "é ", "\0", "\ud800", "x", "😀", "- ")

hostile = st.one_of(
    st.lists(st.sampled_from([*HOSTILE, *SIGNS]), max_size=30).map("".join),
    st.builds(str.__mul__, st.sampled_from(SIGNS), st.integers(1, 2500)),
)
dates = st.sampled_from(["", "2024-01-05", "2024-01~", "2024", "2024-02-29~"])
articles = st.builds(
    Article,
    st.text(max_size=5),
    hostile.map(lambda text: text + "."),
    hostile,
    hostile,
    st.one_of(hostile, st.sampled_from(["https://a.example/x", "javascript:alert(1)", "https://u@a.example"])),
    st.builds(PublishedDate.parse, dates, hostile),
    st.sampled_from(["", "en", "de", "*x*"]),
)


def quoted(article: Article, also: tuple[Article, ...], matched: tuple[str, ...], older: bool) -> Excerpt:
    """Return a whole article as an excerpt."""
    span = Span(0, len(article.text))
    return Excerpt(Passage(article, 1, span), (span,), 1.0, matched, older, also)


excerpts = st.lists(
    st.builds(
        quoted,
        articles,
        st.lists(articles, max_size=2).map(lambda some: tuple(some * 50)),
        st.tuples(st.sampled_from(["word", "*", ""])),
        st.booleans(),
    ),
    max_size=5,
).map(tuple)
codes = sorted({*ReasonCode} - {ReasonCode.ANSWERED, ReasonCode.SMALL_TALK})
words = st.lists(hostile, max_size=8).map(tuple)
reasons = st.one_of(
    st.builds(Reason, st.sampled_from(codes), words, st.text(max_size=50)),
    st.builds(Reason, st.just(ReasonCode.SMALL_TALK), words, st.just(""), st.sampled_from(SmallTalk)),
)
answers = st.builds(Answer, hostile, st.sampled_from(Verdict), reasons, excerpts, excerpts)
turns = st.builds(AnswerPage, st.just("k"), st.sampled_from(Order), st.integers(0, 999), st.integers(0, 9), st.just(0))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("about", "key"), [(About.ORIGINAL, "about_original"), (About.OTHER, "about_other")])
def test_a_quote_about_another_film_says_so(about: About, key: str, language: str) -> None:
    """A card has a badge in the reader's language, behind the one for older news, when it is not about Heat 2."""
    phrases = load(language)
    article = Article("a", "Heat ran for 170 minutes.", publisher="Reel")
    excerpt = replace(quoted(article, (), (), older=True), about=about)
    source = CardMaker(phrases, TODAY).quote(excerpt, 500).texts[-1]
    assert source.startswith(f"`{phrases.say('answer.older')}` · `{phrases.say(f'answer.{key}')}` · **Reel**")
    assert (
        phrases.say(f"answer.{key}")
        not in CardMaker(phrases, TODAY).quote(quoted(article, (), (), False), 500).texts[-1]
    )


def check_fits(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Return the view's components, after they passed Discord's rules."""
    components = components_of(view)
    validate_components(components, flags=V2)
    parts = list(walk(components))
    assert len(parts) <= 40
    assert sum(utf16_length(part["content"]) for part in parts if part["type"] == 10) <= 4000
    assert all(part["content"].encode("utf-8") for part in parts if part["type"] == 10)
    return parts


@settings(max_examples=60)
@given(answers, turns, st.sampled_from(LANGUAGES))
def test_any_answer_fits_into_a_message(answer: Answer, turn: AnswerPage, language: str) -> None:
    """Hostile articles of any size keep Discord's limits: 4,000 characters, 40 components and all others."""
    check_fits(AnswerReply(answer, turn, load(language), TODAY, "*label*" * 50).view())


@settings(max_examples=30)
@given(excerpts, st.integers(0, 3))
def test_any_list_of_articles_fits_into_a_message(some: tuple[Excerpt, ...], page: int) -> None:
    """The newest articles fit, whatever they contain."""
    check_fits(LatestReply(some, page, 1, ENGLISH, TODAY).view())


@settings(max_examples=60)
@given(st.lists(hostile, max_size=30), st.floats(allow_nan=False, allow_infinity=False, width=16))
def test_any_explanation_fits_into_a_message(words: list[str], weight: float) -> None:
    """An explanation fits, however many words and steps it has."""
    steps = tuple(Step(StepCode.TOPIC, (word, word), weight=1.0) for word in words)
    explanation = Explanation(
        tuple(TermWeight((word, word), weight, TermRole.TOPIC, 7, ("when",)) for word in words), steps
    )
    check_fits(why_view(replace(FILMING_ANSWER, explanation=explanation), ENGLISH))


def test_reasons_leave_out_words_that_only_the_question_has() -> None:
    """If others answer, "Dreh" in no passage says nothing; in a refusal it is the reason."""
    terms = (TermWeight(("dreh",), 2.0, TermRole.WORD), TermWeight(("filming",), 1.0, TermRole.WORD, 3))
    explanation = replace(FILMING_ANSWER.explanation, terms=terms)
    shown = text(why_view(replace(FILMING_ANSWER, explanation=explanation), ENGLISH))
    assert "filming · in 3 passages" in shown
    assert "dreh" not in shown
    assert "dreh · in no passage" in text(why_view(replace(OSLO_ANSWER, explanation=explanation), ENGLISH))


@given(hostile)
def test_any_notice_fits_into_a_message(said: str) -> None:
    """A notice fits, even one that repeats a whole file."""
    check_fits(notice_view(said or "."))


@settings(max_examples=60)
@given(excerpts.filter(bool))
def test_a_quote_is_shown_whole_or_says_that_it_is_cut(shown: tuple[Excerpt, ...]) -> None:
    """Each quote on the first page is complete, or ends with the mark of a cut."""
    answer = Answer("q", Verdict.ANSWER, Reason(ReasonCode.ANSWERED), shown)
    view = AnswerReply(answer, AnswerPage("k"), ENGLISH, TODAY).view()
    contents = [part["content"] for part in check_fits(view) if part["type"] == 10]
    first = shown[0]
    whole = {block_quote(first.quote, first.matched, is_large=is_large) for is_large in (False, True)}
    assert whole & set(contents) or any(content.rstrip(CLOSING).endswith(r"\[…\]") for content in contents)


def test_five_megabytes_of_everything_are_elided_quickly() -> None:
    """Megabytes in every field still make one message, and every cut is visible."""
    huge = Article("a", "word " * 1_000_000, "t" * 5_000_000, "p" * 5_000_000, "https://a.example/" + "u" * 5_000_000)
    view = AnswerReply(
        Answer("q", Verdict.ANSWER, Reason(ReasonCode.ANSWERED), (quoted(huge, (huge,) * 100, ("word",), False),)),
        AnswerPage("k"),
        ENGLISH,
        TODAY,
    ).view()
    check_fits(view)
    assert "The rest of this passage is too long to show here." in text(view)
    assert "97 more" in text(view)
    assert text(view).count("…") >= 4


def test_a_quote_that_fails_its_check_is_not_sent(caplog: pytest.LogCaptureFixture) -> None:
    """An excerpt whose slice lies outside its passage or article is left out and logged."""
    beyond = replace(excerpt_of(PLAN), slices=(Span(0, 10_000),))
    false_passage = excerpt_of(PLAN, end=10_000)
    good = FILMING_ANSWER.excerpts[1]
    answer = replace(FILMING_ANSWER, excerpts=(beyond, false_passage, good))
    with caplog.at_level(logging.ERROR):
        shown = text(AnswerReply(answer, AnswerPage("k", page=1), ENGLISH, TODAY).view())
    assert "Michael Mann" not in shown
    assert "Die Dreharbeiten" in shown
    assert caplog.text.count("failed its check") >= 2


def test_an_answer_without_a_sound_quote_says_so(caplog: pytest.LogCaptureFixture) -> None:
    """When no quote passes its check, the member reads that none is shown."""
    answer = replace(FILMING_ANSWER, excerpts=(excerpt_of(PLAN, end=10_000),))
    assert "could not be verified" in text(AnswerReply(answer, AnswerPage("k"), ENGLISH, TODAY).view())
    assert "failed its check" in caplog.text


def test_an_elision_is_shown() -> None:
    """A quote marks where text between two slices is left out."""
    article = Article("a", "First this. Then that. Last this.")
    excerpt = Excerpt(Passage(article, 1, Span(0, 33)), (Span(0, 11), Span(23, 33)), 1.0)
    answer = Answer("q", Verdict.ANSWER, Reason(ReasonCode.ANSWERED), (excerpt,))
    assert "First this. […] Last this." in text(AnswerReply(answer, AnswerPage("k"), ENGLISH, TODAY).view())


def test_the_bots_words_follow_the_reader() -> None:
    """A German member reads German around the quote, and the quote in its own language."""
    shown = AnswerReply(FILMING_ANSWER, AnswerPage("k", asker=1, page=1), load("de"), TODAY).view()
    assert "etwa Juli 2025 · vor 8 Monaten" in text(shown)
    assert "Michael Mann says that filming of Heat 2 starts in summer." in text(shown)
    assert "Englisch" in text(shown)
    assert {"Weniger", "Mehr (1)", "Älteste zuerst", "Warum diese?", "Löschen"} <= set(buttons(shown))


def test_a_reason_cannot_speak_for_the_bot() -> None:
    """Words of the question in a reason are shown as they were typed, whatever characters they have."""
    reason = Reason(ReasonCode.NOT_MENTIONED, ("**@everyone**", "[x](https://evil.example)"))
    shown = AnswerReply(replace(OSLO_ANSWER, reason=reason), AnswerPage("k"), ENGLISH, TODAY).view()
    assert "“**@everyone**” or “[x](https://evil.example)”" in text(shown)


def test_a_name_from_right_to_left_leaves_the_date_in_its_place() -> None:
    """A publisher written from right to left does not reorder the date beside it."""
    article = replace(PLAN, publisher="הארץ", published=PublishedDate.parse("2024-01"))
    shown = source(
        AnswerReply(replace(FILMING_ANSWER, excerpts=(excerpt_of(article),)), AnswerPage("k"), ENGLISH, TODAY).view()
    )
    assert "**\u2068הארץ\u2069** · January 2024" in shown


def test_an_answer_without_explanation_says_so() -> None:
    """An answer without an explanation says so."""
    assert "There is nothing to explain" in text(why_view(OSLO_ANSWER, ENGLISH))


def test_a_message_without_words_has_nothing_to_explain() -> None:
    """Where there is no question, there is no button that asks why it got no answer."""
    answer = Answer("🔥", Verdict.NONE, Reason(ReasonCode.NO_QUESTION))
    view = AnswerReply(answer, AnswerPage("~🔥", asker=7), load("en"), TODAY).view()
    assert list(buttons(view)) == ["Delete"]
