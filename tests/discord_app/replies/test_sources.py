"""Replies to moderators fit into a message and are complete, whatever an article contains."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest

from bot.discord_app.components.forms import form_for
from bot.discord_app.custom_ids import HistoryPosition
from bot.discord_app.forms.content import FormContent, FormKind
from bot.discord_app.limits import MAX_COMPONENTS, MESSAGE_TEXT, utf16_length
from bot.discord_app.replies.feeds import proposal_view
from bot.discord_app.replies.preview import PreviewContext, preview_view
from bot.discord_app.replies.sources import (
    ON_PAGE,
    PASSAGES_ON_PAGE,
    article_view,
    done_view,
    history_view,
    list_view,
)
from bot.domain import Act, Article, Event, Proposal, PublishedDate, Scope, StoredArticle
from bot.library.articles.listing import ArticleFilter, ArticleState, ListedArticle
from bot.library.articles.preview import Preview, SimilarArticle
from bot.phrases import LANGUAGES, load
from bot.search.language.passages import split_passages
from tests.discord_app.server import buttons, components_of, source, walk

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SIGNS = ["plain words ", "*", "\u2069", "😀", "a\u202e", "[x](y)", "\u2028", "> # -"]


def hostile(sign: str) -> Article:
    """Return an article full of these characters."""
    full = (sign * 1_000)[:1_000]
    text = "\n\n".join((sign * 60 + f" Mann said the word {number}. ") * 3 for number in range(30))
    return Article(
        "i" * 100, text, full, full, f"https://e.com/{sign * 300}", PublishedDate(2024, 1, 0, True, full), "de"
    )


def history_of(article: Article, count: int) -> list[Event]:
    """Return edits that changed every field, newest first."""
    before = replace(article, title="_" * 1_000, publisher="_" * 1_000, url=f"{article.url}_", language="en")
    before = replace(before, published=PublishedDate(2023, 1, 0, True, "_" * 1_000))
    made = (Event(number, Scope(1), Act.EDITED, article, 2, "1" * 19, NOW, before, number) for number in range(count))
    return sorted(made, key=lambda event: -event.number)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", SIGNS)
def test_every_reply_fits_into_a_message(sign: str, language: str) -> None:
    """Every reply to moderators keeps Discord's limits and still has its parts."""
    article, phrases = hostile(sign), load(language)
    passages, entry = split_passages(article), StoredArticle(article, 3, Act.EDITED, "1" * 19, NOW)
    events = history_of(article, ON_PAGE + 1)
    preview = Preview(article, passages, passages, tuple(SimilarArticle(article, 1.0) for _ in range(3)), article)
    lines = {
        1 + ON_PAGE: list_view([ListedArticle(article, ArticleState.HIDDEN, entry)] * 30, ArticleFilter(), 1, phrases),
        1 + PASSAGES_ON_PAGE: article_view(ListedArticle(article, ArticleState.OWN, entry), passages, 1, phrases),
        2: done_view(events[0], phrases, "a note"),
        6: preview_view(
            preview, PreviewContext("0" * 16, NOW.date(), separate_key="1" * 16, is_about_film=False), phrases
        ),
    }
    for view in [*lines.values(), history_view(events, HistoryPosition("-"), phrases)]:
        assert utf16_length(source(view)) <= MESSAGE_TEXT
        assert len(list(walk(components_of(view)))) <= MAX_COMPONENTS
    assert source(lines[1 + ON_PAGE]).count("\n-# ") == 1 + ON_PAGE
    for count in (1 + PASSAGES_ON_PAGE, 2, 6):
        assert len(_texts(lines[count])) == count


def test_similar_articles_of_one_title_are_told_apart() -> None:
    """A preview and a feed's proposal name publisher and date of each similar article."""
    added = Article("a", "Cameras roll in August.", "Heat 2")
    alike = [
        replace(added, id="b", publisher="The Paper", published=PublishedDate(2026, 3, 1)),
        replace(added, id="c", published=PublishedDate(2025)),
    ]
    preview = Preview(added, split_passages(added), (), tuple(SimilarArticle(each, 1.0) for each in alike))
    proposal, phrases = Proposal(Scope(1), "0" * 16, added, "Feed", NOW), load("en")
    for view in (
        preview_view(preview, PreviewContext("0" * 16, NOW.date()), phrases),
        proposal_view(proposal, preview, NOW.date(), phrases),
    ):
        said = source(view)
        assert "“Heat 2”.\n-# The Paper · " in said
        assert "“Heat 2”.\n-# publisher not stated · 2025" in said


@pytest.mark.parametrize("sign", SIGNS)
def test_no_change_can_crowd_others_out_of_the_history(sign: str) -> None:
    """A page shows as many changes as fit, and the next page continues where it ends."""
    events, shown, phrases = history_of(hostile(sign), 25), list[str](), load("en")
    left = events
    while left:
        view = history_view(left[: ON_PAGE + 1], HistoryPosition("-"), phrases)
        numbers = [f"`#{event.number}`" for event in left if f"`#{event.number}`" in source(view)]
        shown += numbers
        before = buttons(view)["Next"].split(":")[2].split(".")[0] if len(numbers) < len(left) else "0"
        left = [event for event in left if event.number < int(before)]
    assert shown == [f"`#{event.number}`" for event in events]


def test_a_passage_of_usual_length_is_shown_whole() -> None:
    """Three passages of usual length are shown whole on one page."""
    text = "\n\n".join(
        "The cinematographer of Heat 2 repeatedly mentioned it again. " * 16 + f"End {number}." for number in range(3)
    )
    article = Article("a", text, "T")
    said = source(article_view(ListedArticle(article, ArticleState.OWN), split_passages(article), 0, load("en")))
    assert all(f"End {number}." in said for number in range(3))
    assert "[…]" not in said


def test_a_form_that_nobody_sends_is_given_up() -> None:
    """Every form has a timeout, because Discord does not report that one was closed."""
    article, phrases = Article("a", "Text."), load("en")
    contents = (FormContent(FormKind.ADD, {}), FormContent.for_edit(article, 1), FormContent.for_draft("0", article))
    for form in (form_for(content, phrases) for content in contents):
        assert form.timeout


def _texts(view: discord.ui.LayoutView) -> list[str]:
    return [part["content"] for part in walk(components_of(view)) if part["type"] == 10]
