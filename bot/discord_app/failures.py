"""Failures of commands and components: a sentence for the member, and a line in the log for the operator."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord
from discord import InteractionResponseType, InteractionType, app_commands

from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.replies.components import Component, ComponentView
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.tracing import Outcome, current_trace, traced
from bot.errors import (
    AnalysisError,
    ConflictError,
    DraftExpiredError,
    ExpiredError,
    Heat2Error,
    InstallationError,
    PageError,
    RateLimitError,
    StoreError,
)
from bot.phrases import Phrases
from bot.phrases.messages import is_translated, message, say_error

_UNKNOWN_INTERACTION: Final = 10062
"""Discord's error code for an interaction that was not acknowledged within three seconds."""
_GONE: Final = frozenset({10003, 10004, 10008, 10015, 50027})
"""Error codes for a channel, a server or a message that is gone, and for an interaction older than 15 minutes."""
_DENIED: Final = frozenset({50001, 50013})
"""Error codes for a channel that the bot cannot see and for a permission that it lacks."""

_PHRASES: Final[Mapping[type[Heat2Error], str]] = {
    DraftExpiredError: "error.expired_draft",
    ExpiredError: "error.expired",
    InstallationError: "error.installation",
    StoreError: "error.store",
}
"""The phrase for each class of errors whose own message is for the operator; a subclass comes before its base."""

Buttons = Callable[[Interaction], Awaitable[list[Component]]]
"""Makes buttons that are shown with the message of a failure, such as one that tries again."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def reported(interaction: Interaction, buttons: Buttons | None = None) -> AsyncIterator[None]:
    """Report whatever is raised inside to the member, and log it when it is unexpected."""
    with traced(interaction):
        try:
            yield
        except Exception as error:  # noqa: BLE001 - nothing above can tell the member
            await report(interaction, error, buttons=await buttons(interaction) if buttons else ())


async def report(
    interaction: Interaction,
    error: Exception,
    *,
    as_followup: bool = False,
    buttons: Sequence[Component] = (),
) -> None:
    """Tell the member what went wrong, with these buttons. Never raises.

    With `as_followup` the sentence is a new message beside the replies that were sent already.
    """
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    code = cause.code if isinstance(cause, discord.HTTPException) else 0
    current_trace().outcome = outcome_of(cause)
    if code == _UNKNOWN_INTERACTION:
        _log.warning("an interaction came too late to be answered (guild %s)", interaction.guild_id)
        return
    # A member cannot be told anything about suggestions.
    if interaction.type is InteractionType.autocomplete:
        _log.warning("no suggestions were sent: %s", type(cause).__name__)
        return
    is_lost = code in _GONE | _DENIED
    if is_lost:
        _log.info("a channel or message is gone or closed to the bot (code %s, guild %s)", code, interaction.guild_id)
    try:
        member = member_of(interaction)
        if isinstance(cause, ConflictError) and cause.by == str(member.id):  # a button was pressed twice, for example
            cause = ConflictError(message("conflict.own"))
        text = explanation(cause, member.phrases)
        view = notice_view(text, getattr(cause, "by", ""), buttons)
        await _send(interaction, view, as_followup=as_followup)
    except Exception as unsent:  # noqa: BLE001 - an unexpected interaction may raise anything, and nobody above can do more
        if not is_lost:
            _log.warning("the member could not be told that something failed: %s", _description(unsent))


def outcome_of(cause: Exception) -> Outcome:
    """Return how an interaction or a message ended that raised this error."""
    code = cause.code if isinstance(cause, discord.HTTPException) else 0
    if code == _UNKNOWN_INTERACTION:
        return Outcome.LATE
    if code in _GONE | _DENIED:
        return Outcome.GONE
    if isinstance(cause, RateLimitError):
        return Outcome.LIMITED
    is_expected = isinstance(cause, Heat2Error) and not isinstance(cause, StoreError | InstallationError)
    return Outcome.REFUSED if is_expected else Outcome.FAILED


def _description(error: Exception) -> str:
    """Return the kind of an error of Discord or the network, without any address or text of a reply."""
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__}, status {error.status}, code {error.code}"
    return type(error).__name__


def explanation(cause: Exception, phrases: Phrases) -> str:
    """Return what went wrong, for the member; log what the operator should know."""
    if isinstance(cause, Heat2Error):
        return _heat2_explanation(cause, phrases)
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return phrases.say("error.stale_command")
    if isinstance(cause, discord.HTTPException) and cause.code in _GONE | _DENIED:
        return phrases.say("error.gone" if cause.code in _GONE else "error.denied")
    # The number connects the member's message with the lines of this interaction in the log.
    number = current_trace().id
    if isinstance(cause, discord.DiscordServerError | discord.RateLimited | aiohttp.ClientError):
        _log.error("failure %s: Discord or the network: %s", number, _description(cause))
    else:
        _log.error("failure %s", number, exc_info=cause)
    return phrases.say("error.unknown", id=number)


def _heat2_explanation(error: Heat2Error, phrases: Phrases) -> str:
    match error:
        case InstallationError():
            _log.error("%s", error)  # the member cannot do anything about it, and the operator can
        case RateLimitError():
            return phrases.count("error.cooldown_server" if error.of_server else "error.cooldown", error.seconds)
        case AnalysisError():
            return phrases.say(f"error.analysis.{error.fault.value}", count=error.count)
        case StoreError() if not is_translated(error):
            _log.warning("a member read that the database failed: %s", error)
    key = _key_of(error)
    return phrases.say(key) if key else say_error(error, phrases)


def _key_of(error: Heat2Error) -> str:
    """Return the key of the phrase for an error; '' where the error's own message is shown."""
    match error:
        case RefusedError():
            return error.key
        case PageError():
            return f"fault.{error.fault.value}"
        case StoreError() if is_translated(error):
            return ""
    return next((key for kind, key in _PHRASES.items() if isinstance(error, kind)), "")


async def _send(interaction: Interaction, view: ComponentView, *, as_followup: bool) -> None:
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    elif not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
    elif interaction.response.type is InteractionResponseType.deferred_channel_message:
        try:
            await interaction.edit_original_response(view=view)
        except discord.NotFound:  # the member has dismissed the message
            await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.followup.send(view=view, ephemeral=True)
