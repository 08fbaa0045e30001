"""What a member reads when something does not work, and what the operator finds about it in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import discord
from discord import InteractionResponseType, app_commands

from bot.discord_app.desk import Interaction
from bot.discord_app.reader import reader_of
from bot.discord_app.replies.notices import notice_view
from bot.errors import ExpiredError, Heat2Error
from bot.phrases import Phrases, load

_UNKNOWN_INTERACTION: Final = 10062
"""Discord's code for an interaction that was not acknowledged within three seconds."""

_log = logging.getLogger(__name__)


class RefusedError(Heat2Error):
    """A member asks for what they may not have, or what cannot be done; `key` is the phrase that says so."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(load("en").say(key))


@asynccontextmanager
async def reported(interaction: Interaction) -> AsyncIterator[None]:
    """Whatever is raised inside is told to the member and, when it is unexpected, logged."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last place where a member can be told
        await report(interaction, error)


async def report(interaction: Interaction, error: Exception) -> None:
    """Tell the member what went wrong. Never raises."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.NotFound) and cause.code == _UNKNOWN_INTERACTION:
        _log.warning("an interaction came too late to be answered (guild %s)", interaction.guild_id)
        return
    said = _said(cause, reader_of(interaction).phrases)
    try:
        await _tell(interaction, said)
    except discord.HTTPException as unsent:
        _log.warning("the member could not be told that something failed: %s", unsent)


def _said(cause: Exception, phrases: Phrases) -> str:
    match cause:
        case RefusedError():
            return phrases.say(cause.key)
        case ExpiredError():
            return phrases.say("error.expired")
        case Heat2Error():
            return str(cause)
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return phrases.say("error.stale_command")
    number = secrets.token_hex(4)
    _log.error("failure %s", number, exc_info=cause)
    return phrases.say("error.unknown", id=number)


async def _tell(interaction: Interaction, said: str) -> None:
    view = notice_view(said)
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
    elif interaction.response.type is InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(view=view)
    else:
        await interaction.followup.send(view=view, ephemeral=True)
