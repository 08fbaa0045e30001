"""The menu of a message: its text is the question, and only the member who opened the menu sees the answer."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord_app.commands.common import CONTEXTS, INSTALLS, localized, reply
from bot.discord_app.conversation.message_content import content_of, refuse_own
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.services import services_of
from bot.domain import AskedQuestion


def build_answer_menu(contexts: app_commands.AppCommandContext = CONTEXTS) -> app_commands.ContextMenu:
    """Return the menu entry for these places."""
    return app_commands.ContextMenu(
        name=localized("command.answer_menu"),
        callback=answer_from_message,
        allowed_contexts=contexts,
        allowed_installs=INSTALLS,
    )


async def answer_from_message(interaction: Interaction, message: discord.Message) -> None:
    """Answer the message's text privately, with a button that shares the answer as a reply to the message."""
    service, member = services_of(interaction).members, member_of(interaction)
    refuse_own(message, interaction)
    text = content_of(message).text
    if not text:
        raise RefusedError("error.no_text")
    service.admit(member)
    is_cut = len(text) > MAX_QUESTION
    note = member.phrases.say("answer.question_cut", count=MAX_QUESTION) if is_cut else ""
    answer = service.answer(
        AskedQuestion(text[:MAX_QUESTION], member.scope), member, private=True, origin=message.id, note=note
    )
    await reply(interaction, answer, private=True)
