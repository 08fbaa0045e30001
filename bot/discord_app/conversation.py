"""Questions in messages: mentions of the bot, replies to what it wrote, and direct messages.

Without the privileged intent for message content, Discord sends the text of exactly these messages. A reply to the
response of a command comes without its text, unless it mentions the bot. So does a message that mentions the bot's own
role, which has the bot's name and is beside it in Discord's list: its author is told once how to ask.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import aiohttp
import discord

from bot.discord_app.connection import InstallLinks
from bot.discord_app.custom_ids import question_key
from bot.discord_app.failures import explanation, outcome_of
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.member_service import MemberService
from bot.discord_app.members import Member, RefusedError
from bot.discord_app.message_content import content_of
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.framed import framed, notice_view
from bot.discord_app.tracing import current_trace
from bot.domain import EVERYONE, Scope
from bot.errors import Heat2Error, RateLimitError
from bot.library.rate_limit import TokenBuckets
from bot.phrases import load

NOTICE_SECONDS: Final = 60.0
"""A person or a channel is told at most once in this time that they ask too often."""
HINT_SECONDS: Final = 3600.0
"""A person or a channel is told at most once in this time that the role of the bot cannot be asked."""
_THREAD_NAME: Final = 90
"""Maximum number of characters of a question in the name of its thread."""
_TYPES: Final = frozenset((discord.MessageType.default, discord.MessageType.reply))
_MARKUP: Final = re.compile(r"<(?:@&|#|a?:\w{1,32}:)\d{1,20}>")
"""Mentions of roles and channels, and custom emoji."""

_log = logging.getLogger(__name__)


class Conversation:
    """Answers messages that are addressed to the bot."""

    def __init__(self, links: Callable[[], InstallLinks | None] = lambda: None) -> None:
        """`links` returns the addresses under which people install the bot, None if they cannot."""
        self._links = links
        self._notices: TokenBuckets[int] = TokenBuckets(1, NOTICE_SECONDS)
        self._hints: TokenBuckets[int] = TokenBuckets(1, HINT_SECONDS)

    async def respond(self, message: discord.Message, bot_id: int, service: MemberService) -> None:
        """Answer the message where it is, if it is addressed to the bot and may be answered there. Never raises."""
        if not is_addressed(message, bot_id):
            return
        member = _author_of(message)
        try:
            # Settings and permissions come first: what is not answered must not count as a question either.
            if not _may_reply(message) or not await service.answers_mentions(member, _channels_of(message)):
                return
            current_trace().name = _name_of(message)
            if _mentions_own_role(message) and not content_of(message).text:
                await self._explain_role(message, bot_id, member)
            else:
                await self._respond(message, bot_id, service, member)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            current_trace().outcome = outcome_of(error)
            _log.info("a message could not be answered: %s (guild %s)", type(error).__name__, member.scope.guild_id)
        except Exception as error:  # noqa: BLE001 - nothing above can tell the member
            current_trace().outcome = outcome_of(error)
            with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                await _send(message, _notice(error, member))

    async def _respond(self, message: discord.Message, bot_id: int, service: MemberService, member: Member) -> None:
        try:
            service.admit(member)
            text = question_in(message, bot_id)
            former = await _former_key(message, bot_id)
            if not text and (former is not None or content_of(message).files):
                raise RefusedError("error.no_text" if former is None else "error.unreadable_reply")
            is_cut = len(text) > MAX_QUESTION
            asked = text[:MAX_QUESTION]
            view = await service.answer_message(asked, member, former or "", is_cut=is_cut, links=self._links())
        except RateLimitError as error:
            current_trace().outcome = outcome_of(error)
            if not _may_tell(message, self._notices):
                return
            text, view = "", _notice(error, member)
        except Heat2Error as error:
            current_trace().outcome = outcome_of(error)
            text, view = "", _notice(error, member)
        in_thread = bool(text) and await service.answers_in_threads(member)
        await _send(message, view, thread_name=text[:_THREAD_NAME] if in_thread else "")

    async def _explain_role(self, message: discord.Message, bot_id: int, member: Member) -> None:
        if _may_tell(message, self._hints):
            await _send(message, framed([member.phrases.say("error.role_mentioned", bot=f"<@{bot_id}>")]))


def _name_of(message: discord.Message) -> str:
    """Return the kind of a message that is addressed to the bot."""
    if message.guild is None:
        return "direct"
    return "reply" if message.type is discord.MessageType.reply else "mention"


def _may_tell(message: discord.Message, told: TokenBuckets[int]) -> bool:
    """Return whether the author may be told something: once in a while, so that nobody fills a channel."""
    keys = (message.author.id, message.channel.id)
    if any(told.wait(key) for key in keys):
        return False
    for key in keys:
        told.take(key)
    return True


def is_addressed(message: discord.Message, bot_id: int) -> bool:
    """Return whether a person speaks to the bot: in a direct message, by a mention, or by a reply that pings it."""
    if message.author.bot or message.webhook_id is not None or message.type not in _TYPES:
        return False
    if message.guild is None or any(user.id == bot_id for user in message.mentions):
        return True
    return _mentions_own_role(message)


def _mentions_own_role(message: discord.Message) -> bool:
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


def _author_of(message: discord.Message) -> Member:
    # A message does not tell the language of its author: that of the server, or of the question, takes its place.
    guild = message.guild
    scope = Scope(guild.id) if guild else EVERYONE
    return Member(message.author.id, scope, load(guild.preferred_locale.value if guild else "en"), guild is not None)


def _channels_of(message: discord.Message) -> frozenset[int]:
    """Return the id of the channel and, in a thread, that of the channel around it."""
    parent = getattr(message.channel, "parent_id", None)
    return frozenset((message.channel.id, *([parent] if parent else [])))


async def _former_key(message: discord.Message, bot_id: int) -> str | None:
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


def _notice(error: Exception, member: Member) -> ComponentView:
    return notice_view(explanation(error, member.phrases))


def _may_reply(message: discord.Message) -> bool:
    permissions = _permissions(message)
    if permissions is None:
        return True  # Discord decides
    in_thread = isinstance(message.channel, discord.Thread)
    may_send = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return permissions.view_channel and may_send


def _permissions(message: discord.Message) -> discord.Permissions | None:
    """Return what the bot may do in the channel; None where that is unknown, as in direct messages."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    try:
        return channel.permissions_for(guild.me)
    except discord.ClientException:  # a thread whose channel the bot cannot see
        return None


async def _send(message: discord.Message, view: ComponentView, thread_name: str = "") -> None:
    """Send the view in a new thread of that name if possible, else as a reply to the message."""
    # Two processes may receive a message while one takes the place of the other: of one nonce Discord sends one answer.
    nonce = f"re:{message.id}"
    if thread_name and (thread := await _new_thread(message, thread_name)):
        await thread.send(view=view, nonce=nonce)
        return
    permissions = _permissions(message)
    # Discord refuses a reply from a bot that may not read the channel's history.
    if permissions is None or permissions.read_message_history:
        reference = message.to_reference(fail_if_not_exists=False)
        await message.channel.send(view=view, reference=reference, mention_author=False, nonce=nonce)
    else:
        await message.channel.send(view=view, nonce=nonce)


async def _new_thread(message: discord.Message, name: str) -> discord.Thread | None:
    """Return a new thread at the message; None where threads are impossible or not allowed."""
    permissions = _permissions(message)
    if permissions is None or not isinstance(message.channel, discord.TextChannel):
        return None
    if not (permissions.create_public_threads and permissions.send_messages_in_threads):
        return None
    try:
        return await message.create_thread(name=name)
    except discord.HTTPException as error:
        _log.info("a thread could not be opened: code %s", error.code)
        return None
