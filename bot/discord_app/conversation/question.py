"""The question in a message, and the question before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import discord

from bot.discord_app.conversation.message_content import content_of
from bot.discord_app.custom_ids import question_key

_TYPES: Final = frozenset((discord.MessageType.default, discord.MessageType.reply))
_MARKUP: Final = re.compile(r"<(?:@&|#|a?:\w{1,32}:)\d{1,20}>")
"""Mentions of roles and channels, and custom emoji."""


def is_addressed(message: discord.Message, bot_id: int) -> bool:
    """Return whether a person speaks to the bot: in a direct message, by a mention, or by a reply that pings it."""
    if message.author.bot or message.webhook_id is not None or message.type not in _TYPES:
        return False
    if message.guild is None or any(user.id == bot_id for user in message.mentions):
        return True
    return mentions_own_role(message)


def mentions_own_role(message: discord.Message) -> bool:
    """Return whether the message mentions the role that Discord made for the bot, which nobody else has."""
    own = message.guild.self_role if message.guild else None
    return own is not None and any(role.id == own.id for role in message.role_mentions)


def question_in(message: discord.Message, bot_id: int) -> str:
    """Return the text without mentions of the bot; other people are called by their user names.

    A user name after an @ is removed before a question is stored.
    """
    text = content_of(message).text
    names = {str(user.id): f"@{user.name}" for user in message.mentions if user.id != bot_id}
    text = re.sub(r"<@!?(\d{1,20})>", lambda match: names.get(match[1], " "), text)
    return " ".join(_MARKUP.sub(" ", text).split())


async def former_key(message: discord.Message, bot_id: int) -> str | None:
    """Return the key of the question that the message replies to: '' if the bot's message has none.

    None if it is no reply to the bot.
    """
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None
    replied: object = reference.resolved
    if replied is None:
        try:
            replied = await message.channel.fetch_message(reference.message_id)
        except discord.HTTPException:
            return None
    if not isinstance(replied, discord.Message) or replied.author.id != bot_id:
        return None
    return question_key(_custom_ids(replied.components))


def _custom_ids(components: Any) -> Iterator[str]:
    """Yield the custom ids of components, also of those inside others."""
    for component in components:
        custom_id = getattr(component, "custom_id", None)
        if custom_id:
            yield custom_id
        accessory = getattr(component, "accessory", None)
        yield from _custom_ids([accessory] if accessory else [])
        yield from _custom_ids(getattr(component, "children", ()))
