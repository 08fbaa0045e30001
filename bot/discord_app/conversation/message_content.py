"""The text, links and files of a message, wherever Discord puts them.

A forwarded message has no content of its own: the original is in a snapshot. Bots and webhooks often write into
embeds or text displays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import discord

from bot.discord_app.members import Interaction, RefusedError
from bot.reading.web.links import links_in

Source = discord.Message | discord.MessageSnapshot


@dataclass(frozen=True, slots=True)
class MessageContent:
    """The parts of a message that can be read."""

    text: str
    """The content, else the text of embeds, of text displays or of a poll; '' for none."""
    links: tuple[str, ...]
    """The addresses in that text, else those of the embeds; each once, in order."""
    files: tuple[discord.Attachment, ...]


def content_of(message: discord.Message) -> MessageContent:
    """Return the content of a message and of the messages that it forwards."""
    sources: tuple[Source, ...] = (message, *message.message_snapshots)
    # Each further kind is read only if those before it have no text: an embed often repeats the content.
    text = _first_text(_contents(sources), _embed_texts(sources), _display_texts(sources), _poll_question(message))
    links = links_in(text) or [embed.url for source in sources for embed in source.embeds if embed.url]
    files = tuple(file for source in sources for file in source.attachments)
    return MessageContent(text, tuple(dict.fromkeys(links)), files)


def refuse_own(message: discord.Message, interaction: Interaction) -> None:
    """Raise RefusedError for a message of the bot: its quotes are no question, and no article of their own."""
    if interaction.client.user and message.author.id == interaction.client.user.id:
        raise RefusedError("error.own_message")


def _first_text(*kinds: Iterable[str]) -> str:
    """Return the texts of the first kind that has any, with an empty line between them."""
    texts = ("\n\n".join(filter(None, (text.strip() for text in kind))) for kind in kinds)
    return next(filter(None, texts), "")


def _contents(sources: Iterable[Source]) -> Iterator[str]:
    return (source.content for source in sources)


def _embed_texts(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        for embed in source.embeds:
            yield from (embed.title or "", embed.description or "")
            for field in embed.fields:
                yield f"{field.name or ''}\n{field.value or ''}"


def _display_texts(sources: Iterable[Source]) -> Iterator[str]:
    return (text for source in sources for component in source.components for text in _texts_of(component))


def _texts_of(component: object) -> Iterator[str]:
    """Yield the text of a text display, and the texts inside a container or a section."""
    if isinstance(component, discord.components.TextDisplay):
        yield component.content
    for part in getattr(component, "children", ()):
        yield from _texts_of(part)


def _poll_question(message: discord.Message) -> Iterator[str]:
    if message.poll:
        yield str(message.poll.question)
