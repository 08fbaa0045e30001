"""What replies to moderators are made of: a frame with lines, and rows of buttons under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import discord

from bot.discord_app.replies.escape import block_quote, inline
from bot.discord_app.replies.look import EMBER, MESSAGE_ROOM, room_of
from bot.domain import Article
from bot.phrases import Phrases
from bot.text.safe_text import truncate

Row = Sequence[discord.ui.Item[Any]]
ROOM: Final = MESSAGE_ROOM - 200
"""Text that the blocks of a frame may take together."""
_MOST_SIGNS: Final = 4
"""So many times its length text can grow when it is escaped and quoted."""


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
    room = ROOM
    for block in filter(None, blocks):
        if room_of(block) > room:
            return
        room -= room_of(block)
        yield block


def lines_within(lines: Iterable[str], room: int) -> list[str]:
    """As many of the lines, from the first on, as a block of that room takes."""
    kept: list[str] = []
    for line in lines:
        room -= room_of(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def short_quote(text: str, longest: int = 300) -> str:
    """The beginning of a text as a block quote, visibly cut."""
    return block_quote(text if len(text) <= longest else f"{text[:longest].rstrip()} […]")


def quote_within(text: str, room: int) -> str:
    """As much of a text as a block of that room takes, as a block quote; one full of signs is cut sooner."""
    quote = short_quote(text, room)
    return quote if room_of(quote) <= room else short_quote(text, room // _MOST_SIGNS)


def named(article: Article, phrases: Phrases, longest: int = 80) -> str:
    """What an article is called in a line: its title, else how it begins."""
    return inline(article.title, longest) or inline(article.text, longest) or phrases.say("sources.untitled")


def plain_name(article: Article, longest: int = 80) -> str:
    """The same without escapes, for choices and forms, which show no Markdown."""
    flat = " ".join((article.title or article.text[: longest * 2]).split())
    return truncate(flat, longest)
