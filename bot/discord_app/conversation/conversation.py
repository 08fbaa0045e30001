"""Questions in messages: mentions of the bot, replies to what it wrote, and direct messages.

Without the privileged intent for message content, Discord sends the text of exactly these messages. A reply to the
response of a command comes without its text, unless it mentions the bot. So does a message that mentions the bot's own
role, which has the bot's name and is beside it in Discord's list: its author is told once how to ask.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import aiohttp
import discord

from bot.discord_app.conversation.message_content import content_of
from bot.discord_app.conversation.question import former_key, is_addressed, mentions_own_role, question_in
from bot.discord_app.conversation.reply import may_reply, send_reply
from bot.discord_app.failures import explanation, outcome_of
from bot.discord_app.install_links import InstallLinks
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.members import Member, RefusedError
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.framed import framed, notice_view
from bot.discord_app.services.member_service import MemberService
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
            if not may_reply(message) or not await service.answers_mentions(member, _channels_of(message)):
                return
            current_trace().name = _name_of(message)
            if mentions_own_role(message) and not content_of(message).text:
                await self._explain_role(message, bot_id, member)
            else:
                await self._respond(message, bot_id, service, member)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            current_trace().outcome = outcome_of(error)
            _log.info("a message could not be answered: %s (guild %s)", type(error).__name__, member.scope.guild_id)
        except Exception as error:  # noqa: BLE001 - nothing above can tell the member
            current_trace().outcome = outcome_of(error)
            with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                await send_reply(message, _notice(error, member))

    async def _respond(self, message: discord.Message, bot_id: int, service: MemberService, member: Member) -> None:
        try:
            service.admit(member)
            text = question_in(message, bot_id)
            former = await former_key(message, bot_id)
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
        await send_reply(message, view, thread_name=text[:_THREAD_NAME] if in_thread else "")

    async def _explain_role(self, message: discord.Message, bot_id: int, member: Member) -> None:
        if _may_tell(message, self._hints):
            await send_reply(message, framed([member.phrases.say("error.role_mentioned", bot=f"<@{bot_id}>")]))


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


def _author_of(message: discord.Message) -> Member:
    # A message does not carry its author's language, so that of the server or of the question is used.
    guild = message.guild
    scope = Scope(guild.id) if guild else EVERYONE
    return Member(message.author.id, scope, load(guild.preferred_locale.value if guild else "en"), guild is not None)


def _channels_of(message: discord.Message) -> frozenset[int]:
    """Return the id of the channel and, in a thread, that of the channel around it."""
    parent = getattr(message.channel, "parent_id", None)
    return frozenset((message.channel.id, *([parent] if parent else [])))


def _notice(error: Exception, member: Member) -> ComponentView:
    return notice_view(explanation(error, member.phrases))
