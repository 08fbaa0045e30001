"""Replies that are blocks of text in a frame with rows of buttons under it, and the texts that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.discord_app.limits import MESSAGE_TEXT, utf16_length
from bot.discord_app.replies.command_links import linked
from bot.discord_app.replies.components import (
    NEUTRAL_COLOR,
    QUOTE_COLOR,
    Component,
    ComponentView,
    container,
    row,
    separator,
    text,
)
from bot.discord_app.replies.escape import block_quote, escape, inline
from bot.domain import Article
from bot.library.articles.listing import label_of
from bot.phrases import Phrases
from bot.text.safe_text import truncate

BLOCKS_TEXT: Final = MESSAGE_TEXT - 200
"""UTF-16 units that the blocks of a frame may take together."""
_MAX_NOTICE: Final = 1200
"""Characters of a notice."""
_MAX_GROWTH: Final = 4
"""Factor by which a text can grow when it is escaped and quoted."""


def framed(blocks: Iterable[str], *rows: Sequence[Component], colour: int = QUOTE_COLOR) -> ComponentView:
    """Return blocks of Markdown with lines between them, and rows of components under them. Commands can be clicked.

    Empty blocks and rows are left out, and so is the first block that does not fit, with all that follow.
    """
    parts: list[Component] = []
    for block in _fitting(map(linked, blocks)):
        parts += [separator(), text(block)] if parts else [text(block)]
    return ComponentView([container(colour, parts), *(row(components) for components in rows if components)])


def _fitting(blocks: Iterable[str]) -> Iterator[str]:
    left = BLOCKS_TEXT
    for block in filter(None, blocks):
        left -= utf16_length(block)
        if left < 0:
            return
        yield block


def notice_view(message: str, user_id: str = "", buttons: Sequence[Component] = ()) -> ComponentView:
    """Return one sentence of the bot's own in a quiet frame; file names and values in it are escaped.

    `user_id` is the member that the sentence is about: they are shown by name, and nobody is notified.
    """
    user = f" (<@{user_id}>)" if user_id.isdecimal() else ""
    frame = container(NEUTRAL_COLOR, [text(linked(escape(truncate(message, _MAX_NOTICE))) + user)])
    return ComponentView([frame, row(buttons)] if buttons else [frame])


def lines_within(lines: Iterable[str], length: int) -> list[str]:
    """Return the first lines that fit into a block of that length in UTF-16 units."""
    fitting: list[str] = []
    for line in lines:
        length -= utf16_length(line) + 1
        if length < 0:
            break
        fitting.append(line)
    return fitting


def short_quote(quoted: str, max_length: int = 300) -> str:
    """Return the beginning of a text as a block quote, visibly cut."""
    return block_quote(quoted if len(quoted) <= max_length else f"{quoted[:max_length].rstrip()} […]")


def quote_within(quoted: str, length: int) -> str:
    """Return as much of a text as a block of that length takes, as a block quote.

    A text that grows beyond the length when it is escaped is cut sooner.
    """
    quote = short_quote(quoted, length)
    return quote if utf16_length(quote) <= length else short_quote(quoted, length // _MAX_GROWTH)


def name_of(article: Article, phrases: Phrases, max_length: int = 80) -> str:
    """Return an article's title, else its first words, escaped for a line of Markdown."""
    return inline(label_of(article), max_length) or phrases.say("sources.untitled")


def plain_name_of(article: Article, max_length: int = 80) -> str:
    """Return the same without escapes, for suggestions, which show no Markdown."""
    return truncate(label_of(article), max_length)
