"""An article as a moderator sees it before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import discord

from bot.discord_app.components.drafts import CancelButton, CorrectButton, PublishButton, SeparateButton
from bot.discord_app.replies.changes import change_lines
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed, named, short_quote
from bot.discord_app.replies.typed import say_future
from bot.domain import Article, Passage
from bot.library.preview import Preview
from bot.phrases import Phrases
from bot.phrases.evidence import say_known_evidence

_FURNITURE_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preview shows besides the article: the keys of its drafts, the day, and a note on top."""

    key: str
    today: date
    note: str = ""
    apart: str = ""
    """The key of the draft of another article of the same title; '' where it can be no other."""


def preview_view(preview: Preview, shown: Shown, phrases: Phrases) -> discord.ui.LayoutView:
    """What would be kept, what would change by that, what to look at twice, and the buttons that decide."""
    is_asked = preview.is_short or _is_future(preview.article, shown.today)
    buttons: list[discord.ui.Item[Any]] = [
        PublishButton(
            shown.key, phrases.say("sources.publish_all_the_same" if is_asked else "sources.publish"), preview.revision
        ),
        CorrectButton(shown.key, phrases.say("sources.correct")),
        CancelButton(shown.key, phrases.say("sources.cancel")),
    ]
    if shown.apart:
        buttons.insert(1, SeparateButton(shown.apart, phrases.say("sources.separate")))
    return framed(_blocks(preview, shown, phrases), buttons)


def about(article: Article, phrases: Phrases) -> str:
    """Title, publisher, date with how it is known, language and address, line by line."""
    publisher = inline(article.publisher, 60) or phrases.say("answer.publisher_unknown")
    language = phrases.name_of_language(article.language) if article.language else phrases.say("sources.no_language")
    evidence = inline(say_known_evidence(article.published.evidence, phrases), 120)
    lines = [
        f"**{named(article, phrases)}**",
        f"{publisher} · {show_date(article.published, phrases)} · {language}",
        f"-# {phrases.say('sources.evidence', evidence=evidence)}" if evidence else "",
        f"-# {inline(article.url, 150)}" if article.url else "",
    ]
    return "\n".join(filter(None, lines))


def _blocks(preview: Preview, shown: Shown, phrases: Phrases) -> Iterator[str]:
    yield shown.note
    if preview.is_short:
        yield phrases.count("sources.short", len(preview.article.text.split()))
    if _is_future(preview.article, shown.today):
        yield say_future(preview.article.published, phrases)
    key = "sources.preview_again" if preview.replaces else "sources.preview"
    yield f"### {phrases.say(key)}\n{about(preview.article, phrases)}"
    if preview.replaces:
        yield "\n".join(_replacing(preview, preview.replaces, phrases))
    if not preview.article.published.is_known or preview.article.published.inferred:
        yield phrases.say("sources.check_date")
    count = phrases.count("sources.passages", len(preview.passages))
    yield "\n".join([count, "\n-# …\n".join(short_quote(passage.text) for passage in _edges(preview))])
    yield "\n".join(_doubts(preview, phrases))


def _is_future(article: Article, today: date) -> bool:
    return not article.published.may_precede(today)


def _replacing(preview: Preview, replaced: Article, phrases: Phrases) -> Iterator[str]:
    """Which article gets a new version, and what would be different of it."""
    yield phrases.say("sources.replaces", title=named(replaced, phrases))
    changes = list(change_lines(preview.changes, phrases))
    yield from (f"-# {line}" for line in changes or [phrases.say("sources.no_change")])


def _edges(preview: Preview) -> Iterator[Passage]:
    if preview.passages:
        yield preview.passages[0]
    if len(preview.passages) > 1:
        yield preview.passages[-1]


def _doubts(preview: Preview, phrases: Phrases) -> Iterator[str]:
    for alike in preview.similar:
        yield phrases.say("sources.alike", share=round(alike.share * 100), title=named(alike.article, phrases))
    if preview.furniture:
        parts = (inline(passage.text, 40) for passage in preview.furniture[:_FURNITURE_SHOWN])
        left_out = ", ".join(phrases.say("answer.title", title=part) for part in parts)
        yield f"-# {phrases.say('sources.furniture', count=len(preview.furniture), parts=left_out)}"
