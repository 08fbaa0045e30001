"""What a member reads when something does not work, and what the operator finds about it in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import discord
from discord import InteractionResponseType, app_commands

from bot.discord_app.desk import Interaction, Layout
from bot.discord_app.reader import reader_of
from bot.discord_app.replies.notices import notice_view
from bot.errors import CooldownError, DraftExpiredError, ExpiredError, Heat2Error, PageError, StoreError
from bot.phrases import Phrases, load
from bot.phrases.messages import is_translated, say_error

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


async def report(interaction: Interaction, error: Exception, *, as_followup: bool = False) -> None:
    """Tell the member what went wrong, beside what was sent already if so wanted. Never raises."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.NotFound) and cause.code == _UNKNOWN_INTERACTION:
        _log.warning("an interaction came too late to be answered (guild %s)", interaction.guild_id)
        return
    view = notice_view(_said(cause, reader_of(interaction).phrases), by=getattr(cause, "by", ""))
    try:
        await _tell(interaction, view, as_followup=as_followup)
    except discord.HTTPException as unsent:
        _log.warning("the member could not be told that something failed: %s", unsent)


def _said(cause: Exception, phrases: Phrases) -> str:
    if isinstance(cause, Heat2Error):
        return _explained(cause, phrases)
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return phrases.say("error.stale_command")
    number = secrets.token_hex(4)
    _log.error("failure %s", number, exc_info=cause)
    return phrases.say("error.unknown", id=number)


def _explained(error: Heat2Error, phrases: Phrases) -> str:
    match error:
        case CooldownError():
            return phrases.count("error.cooldown_server" if error.of_server else "error.cooldown", error.seconds)
        case StoreError() if not is_translated(error):
            _log.warning("a member was told that the database failed: %s", error)
    key = _key_of(error)
    return phrases.say(key) if key else say_error(error, phrases)


def _key_of(error: Heat2Error) -> str:
    """The phrase that says all of the error, '' where the error's own message does."""
    match error:
        case RefusedError():
            return error.key
        case DraftExpiredError():
            return "error.expired_draft"
        case ExpiredError():
            return "error.expired"
        case PageError():
            return f"fault.{error.fault.value}"
        case StoreError() if not is_translated(error):
            return "error.store"
    return ""


async def _tell(interaction: Interaction, view: Layout, *, as_followup: bool) -> None:
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    elif not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
    elif interaction.response.type is InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(view=view)
    else:
        await interaction.followup.send(view=view, ephemeral=True)
