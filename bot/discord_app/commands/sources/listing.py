"""`/heat2-sources list`: the server's articles, by page."""

from __future__ import annotations

from datetime import date
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.components.sources import LONGEST_WORDS
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError
from bot.discord_app.moderator import Moderator, moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.translator import said
from bot.errors import DateError
from bot.library.listing import ArticleFilter, ArticleState
from bot.phrases import LANGUAGES
from bot.reading.typed_dates import MAX_TYPED, parse_typed_date

_STATES = [app_commands.Choice(name=said(f"sources.state_{state.value}"), value=state.value) for state in ArticleState]
_LANGUAGES = [app_commands.Choice(name=said(f"language.{code}"), value=code) for code in LANGUAGES]


def build_list() -> app_commands.Command[Any, ..., Any]:
    """The command with its filters."""

    @app_commands.command(name=said("sources.list_name"), description=said("sources.list_description"))
    @app_commands.rename(
        words=said("sources.words"),
        state=said("sources.state"),
        language=said("sources.language"),
        since=said("sources.since"),
        until=said("sources.until"),
        added_by=said("sources.added_by"),
    )
    @app_commands.describe(
        words=said("sources.words_description"),
        state=said("sources.state_description"),
        language=said("sources.language_description"),
        since=said("sources.since_description"),
        until=said("sources.until_description"),
        added_by=said("sources.added_by_description"),
    )
    @app_commands.choices(state=_STATES, language=_LANGUAGES)
    async def list_articles(  # noqa: PLR0913, PLR0917 - Discord passes each filter as an argument
        interaction: Interaction,
        words: app_commands.Range[str, 1, LONGEST_WORDS] | None = None,
        state: app_commands.Choice[str] | None = None,
        language: app_commands.Choice[str] | None = None,
        since: app_commands.Range[str, 1, MAX_TYPED] | None = None,
        until: app_commands.Range[str, 1, MAX_TYPED] | None = None,
        added_by: discord.User | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        wanted = ArticleFilter(
            (words or "").replace(":", " "),
            language.value if language else "",
            _day(since, moderator, interaction.locale.value, last=False),
            _day(until, moderator, interaction.locale.value, last=True),
            str(added_by.id) if added_by else "",
            ArticleState(state.value) if state else None,
        )
        view = await moderator_desk_of(interaction).listed(wanted, 0, moderator)
        await interaction.edit_original_response(view=view)

    return list_articles


def _day(written: str | None, moderator: Moderator, locale: str, *, last: bool) -> date | None:
    """The first or last day of what was written: a day, a month or a year. Raises RefusedError."""
    try:
        known = parse_typed_date(written or "", language=locale, today=moderator.moderation.today())
    except DateError as error:
        raise RefusedError("error.no_date") from error
    return known.last_day if last else known.first_day
