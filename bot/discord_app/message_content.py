"""What a message says, wherever Discord puts it: its text, its links and its files.

A forwarded message has no content of its own: what was forwarded stands in a snapshot. Bots and webhooks often write
into embeds or text displays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import discord

from bot.reading.web.links import links_in

Source = discord.Message | discord.MessageSnapshot


@dataclass(frozen=True, slots=True)
class MessageContent:
    """What can be read of a message."""

    text: str
    """What somebody wrote, else what an embed, a text display or a poll says; '' for none."""
    links: tuple[str, ...]
    """Addresses in that text, else those that an embed leads to; each once, in order."""
    files: tuple[discord.Attachment, ...]


def content_of(message: discord.Message) -> MessageContent:
    """What the message and the messages that are forwarded in it say."""
    sources: tuple[Source, ...] = (message, *message.message_snapshots)
    text = _first_text(_written(sources), _embedded(sources), _displayed(sources), _polled(message))
    links = links_in(text) or [embed.url for source in sources for embed in source.embeds if embed.url]
    files = tuple(file for source in sources for file in source.attachments)
    return MessageContent(text, tuple(dict.fromkeys(links)), files)


def _first_text(*kinds: Iterable[str]) -> str:
    """The texts of the first kind that has any, with an empty line between them."""
    texts = ("\n\n".join(filter(None, (text.strip() for text in kind))) for kind in kinds)
    return next(filter(None, texts), "")


def _written(sources: Iterable[Source]) -> Iterator[str]:
    return (source.content for source in sources)


def _embedded(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        for embed in source.embeds:
            yield from (embed.title or "", embed.description or "")
            for field in embed.fields:
                yield f"{field.name or ''}\n{field.value or ''}"


def _displayed(sources: Iterable[Source]) -> Iterator[str]:
    return (text for source in sources for component in source.components for text in _texts_of(component))


def _texts_of(component: object) -> Iterator[str]:
    """The texts of a text display, and of what a container or a section holds."""
    if isinstance(component, discord.components.TextDisplay):
        yield component.content
    for part in getattr(component, "children", ()):
        yield from _texts_of(part)


def _polled(message: discord.Message) -> Iterator[str]:
    if message.poll:
        yield str(message.poll.question)
