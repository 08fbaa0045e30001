"""The menu of a message: its text is the question, and who opened the menu sees the answer first."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord_app.commands.places import CONTEXTS, INSTALLS
from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.failures import RefusedError
from bot.discord_app.message_content import content_of
from bot.discord_app.prompt import reply
from bot.discord_app.reader import reader_of
from bot.discord_app.replies.look import LONGEST_QUESTION
from bot.discord_app.translator import said


def build_answer_menu() -> app_commands.ContextMenu:
    """The menu entry."""
    return app_commands.ContextMenu(
        name=said("command.answer_menu"),
        callback=answer_from_message,
        allowed_contexts=CONTEXTS,
        allowed_installs=INSTALLS,
    )


async def answer_from_message(interaction: Interaction, message: discord.Message) -> None:
    """Answer the message's text to who asked for it, with a button that shares the answer as a reply to it."""
    desk, reader = desk_of(interaction), reader_of(interaction)
    text = content_of(message).text
    if not text:
        raise RefusedError("error.no_text")
    desk.admit(reader)
    is_cut = len(text) > LONGEST_QUESTION
    note = reader.phrases.say("answer.question_cut", count=LONGEST_QUESTION) if is_cut else ""
    answer = desk.answer(text[:LONGEST_QUESTION], reader, private=True, origin=message.id, note=note)
    await reply(interaction, answer, private=True)
