"""What a member reads when something does not work, and what the operator finds about it in the log."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
import discord
from discord import InteractionResponseType, InteractionType, app_commands

from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.replies.components import Component, ComponentView
from bot.discord_app.replies.framed import notice_view
from bot.errors import (
    AnalysisError,
    AnalysisFault,
    DraftExpiredError,
    ExpiredError,
    Heat2Error,
    InstallationError,
    PageError,
    RateLimitError,
    StoreError,
)
from bot.phrases import Phrases
from bot.phrases.messages import is_translated, say_error

_UNKNOWN_INTERACTION: Final = 10062
"""Discord's code for an interaction that was not acknowledged within three seconds."""
_GONE: Final = frozenset({10003, 10004, 10008, 10015, 50027})
"""Codes for a channel, a server or a message that is gone, and for an interaction older than 15 minutes."""
_DENIED: Final = frozenset({50001, 50013})
"""Codes for a channel that the bot cannot see and for a permission that it lacks."""

_KEYS: Final[Mapping[type[Heat2Error], str]] = {
    DraftExpiredError: "error.expired_draft",
    ExpiredError: "error.expired",
    InstallationError: "error.installation",
    StoreError: "error.store",
}
"""The phrase for each kind of error whose own message is for the operator; a kind stands before its base."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def reported(
    interaction: Interaction, offer: Callable[[Interaction], list[Component]] | None = None
) -> AsyncIterator[None]:
    """Whatever is raised inside is told to the member and, when it is unexpected, logged.

    `offer` gives buttons that are shown with it, such as one that tries again.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last place where a member can be told
        await report(interaction, error, buttons=offer(interaction) if offer else ())


async def report(
    interaction: Interaction,
    error: Exception,
    *,
    as_followup: bool = False,
    buttons: Sequence[Component] = (),
) -> None:
    """Tell the member what went wrong, with these buttons, beside what was sent already if so wanted. Never raises."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    code = cause.code if isinstance(cause, discord.HTTPException) else 0
    if code == _UNKNOWN_INTERACTION:
        _log.warning("an interaction came too late to be answered (guild %s)", interaction.guild_id)
        return
    if interaction.type is InteractionType.autocomplete:
        _log.warning("no suggestions were sent: %s", type(cause).__name__)
        return
    is_known = code in _GONE | _DENIED
    if is_known:
        _log.info("a reply met what is gone or closed to the bot (code %s, guild %s)", code, interaction.guild_id)
    try:
        text = _explanation(cause, member_of(interaction).phrases)
        view = notice_view(text, getattr(cause, "by", ""), buttons)
        await _tell(interaction, view, as_followup=as_followup)
    except Exception as unsent:  # noqa: BLE001 - nobody above can do more, and an odd interaction raises anything
        if not is_known:
            _log.warning("the member could not be told that something failed: %s", _named(unsent))


def _named(error: Exception) -> str:
    """An error of Discord's or the network's in a few words, without any address or text of a reply."""
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__}, status {error.status}, code {error.code}"
    return type(error).__name__


def _explanation(cause: Exception, phrases: Phrases) -> str:
    if isinstance(cause, Heat2Error):
        return _explained(cause, phrases)
    if isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return phrases.say("error.stale_command")
    if isinstance(cause, discord.HTTPException) and cause.code in _GONE | _DENIED:
        return phrases.say("error.gone" if cause.code in _GONE else "error.denied")
    number = secrets.token_hex(4)
    if isinstance(cause, discord.DiscordServerError | discord.RateLimited | aiohttp.ClientError):
        _log.error("failure %s: Discord or the network: %s", number, _named(cause))
    else:
        _log.error("failure %s", number, exc_info=cause)
    return phrases.say("error.unknown", id=number)


def _explained(error: Heat2Error, phrases: Phrases) -> str:
    match error:
        case InstallationError():
            _log.error("%s", error)  # a member reads that it is not their fault; only the operator can mend it
        case RateLimitError():
            return phrases.count("error.cooldown_server" if error.of_server else "error.cooldown", error.seconds)
        case AnalysisError(fault=AnalysisFault.BUDGET):
            return phrases.count("error.analysis.budget", error.count)
        case AnalysisError():
            return phrases.say(f"error.analysis.{error.fault.value}", count=error.count)
        case StoreError() if not is_translated(error):
            _log.warning("a member was told that the database failed: %s", error)
    key = _key_of(error)
    return phrases.say(key) if key else say_error(error, phrases)


def _key_of(error: Heat2Error) -> str:
    """Return the key of the phrase that stands for the whole error, '' where the error's own message does."""
    match error:
        case RefusedError():
            return error.key
        case PageError():
            return f"fault.{error.fault.value}"
        case StoreError() if is_translated(error):
            return ""
    return next((key for kind, key in _KEYS.items() if isinstance(error, kind)), "")


async def _tell(interaction: Interaction, view: ComponentView, *, as_followup: bool) -> None:
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    elif not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
    elif interaction.response.type is InteractionResponseType.deferred_channel_message:
        try:
            await interaction.edit_original_response(view=view)
        except discord.NotFound:  # the member has dismissed it
            await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.followup.send(view=view, ephemeral=True)
