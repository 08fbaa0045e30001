"""An article as a moderator sees it before it is published."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.curation.preview import Preview
from bot.discord_app.buttons.drafts import CancelButton, CorrectButton, PublishButton
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed, named, short_quote
from bot.domain import Article, Passage
from bot.phrases import Phrases

_FURNITURE_SHOWN = 4


def preview_view(preview: Preview, key: str, phrases: Phrases) -> discord.ui.LayoutView:
    """What would be kept, what to look at twice, and the buttons that decide."""
    buttons = [
        PublishButton(key, phrases.say("sources.publish")),
        CorrectButton(key, phrases.say("sources.correct")),
        CancelButton(key, phrases.say("sources.cancel")),
    ]
    return framed(_blocks(preview, phrases), buttons)


def about(article: Article, phrases: Phrases) -> str:
    """Title, publisher, date with how it is known, language and address, line by line."""
    publisher = inline(article.publisher, 60) or phrases.say("answer.publisher_unknown")
    language = phrases.name_of_language(article.language) if article.language else phrases.say("sources.no_language")
    evidence = inline(article.published.evidence, 120)
    lines = [
        f"**{named(article, phrases)}**",
        f"{publisher} · {show_date(article.published, phrases)} · {language}",
        f"-# {phrases.say('sources.evidence', evidence=evidence)}" if evidence else "",
        f"-# {inline(article.url, 150)}" if article.url else "",
    ]
    return "\n".join(filter(None, lines))


def _blocks(preview: Preview, phrases: Phrases) -> Iterator[str]:
    yield f"### {phrases.say('sources.preview')}\n{about(preview.article, phrases)}"
    if not preview.article.published.is_known or preview.article.published.inferred:
        yield phrases.say("sources.check_date")
    count = phrases.count("sources.passages", len(preview.passages))
    yield "\n".join([count, "\n-# …\n".join(short_quote(passage.text) for passage in _edges(preview))])
    yield "\n".join(_doubts(preview, phrases))


def _edges(preview: Preview) -> Iterator[Passage]:
    if preview.passages:
        yield preview.passages[0]
    if len(preview.passages) > 1:
        yield preview.passages[-1]


def _doubts(preview: Preview, phrases: Phrases) -> Iterator[str]:
    if preview.replaces:
        yield phrases.say("sources.replaces", title=named(preview.replaces, phrases))
    for alike in preview.alike:
        yield phrases.say("sources.alike", share=round(alike.share * 100), title=named(alike.article, phrases))
    if preview.furniture:
        parts = (inline(passage.text, 40) for passage in preview.furniture[:_FURNITURE_SHOWN])
        left_out = ", ".join(phrases.say("answer.title", title=part) for part in parts)
        yield f"-# {phrases.say('sources.furniture', count=len(preview.furniture), parts=left_out)}"
