"""What replies to moderators are made of: a frame with lines, and rows of buttons under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord

from bot.discord_app.replies.escape import block_quote, inline
from bot.discord_app.replies.look import EMBER, MESSAGE_ROOM, room_of
from bot.domain import Article
from bot.phrases import Phrases

Row = Sequence[discord.ui.Item[Any]]
_ROOM = MESSAGE_ROOM - 200


def framed(blocks: Iterable[str], *rows: Row, colour: int = EMBER) -> discord.ui.LayoutView:
    """Blocks of Markdown with lines between them, as many as a message takes, and rows of components under them."""
    container = discord.ui.Container[discord.ui.LayoutView](accent_colour=colour)
    for number, block in enumerate(_fitting(blocks)):
        if number:
            container.add_item(discord.ui.Separator())
        container.add_item(discord.ui.TextDisplay(block))
    view = discord.ui.LayoutView(timeout=None).add_item(container)
    for row in rows:
        if row:
            view.add_item(discord.ui.ActionRow(*row))
    return view


def _fitting(blocks: Iterable[str]) -> Iterator[str]:
    room = _ROOM
    for block in filter(None, blocks):
        if room_of(block) > room:
            return
        room -= room_of(block)
        yield block


def short_quote(text: str, longest: int = 300) -> str:
    """The beginning of a text as a block quote, visibly cut."""
    flat = text[: longest * 2]
    return block_quote(flat if len(flat) <= longest and flat == text else f"{flat[:longest].rstrip()} […]")


def named(article: Article, phrases: Phrases, longest: int = 80) -> str:
    """What an article is called in a line: its title, else how it begins."""
    return inline(article.title, longest) or inline(article.text, longest) or phrases.say("sources.untitled")


def plain_name(article: Article, longest: int = 80) -> str:
    """The same without escapes, for choices and forms, which show no Markdown."""
    flat = " ".join((article.title or article.text[: longest * 2]).split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
