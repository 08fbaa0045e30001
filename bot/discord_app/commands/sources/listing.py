"""`/heat2-sources list`: the server's articles, by page."""

from __future__ import annotations

from datetime import date
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.custom_ids import MAX_SEARCH_WORDS
from bot.discord_app.members import Interaction, Moderator, RefusedError
from bot.discord_app.services import moderator_of, services_of
from bot.errors import DateError
from bot.library.articles.listing import ArticleFilter, ArticleState
from bot.phrases import LANGUAGES
from bot.reading.dates.typed import MAX_TYPED, parse_typed_date

_STATES = [
    app_commands.Choice(name=localized(f"sources.state_{state.value}"), value=state.value) for state in ArticleState
]
_LANGUAGES = [app_commands.Choice(name=localized(f"language.{code}"), value=code) for code in LANGUAGES]


def build_list() -> app_commands.Command[Any, ..., Any]:
    """Return the command with its filters."""

    @app_commands.command(name=localized("sources.list_name"), description=localized("sources.list_description"))
    @app_commands.rename(
        words=localized("sources.words"),
        state=localized("sources.state"),
        language=localized("sources.language"),
        since=localized("sources.since"),
        until=localized("sources.until"),
        added_by=localized("sources.added_by"),
    )
    @app_commands.describe(
        words=localized("sources.words_description"),
        state=localized("sources.state_description"),
        language=localized("sources.language_description"),
        since=localized("sources.since_description"),
        until=localized("sources.until_description"),
        added_by=localized("sources.added_by_description"),
    )
    @app_commands.choices(state=_STATES, language=_LANGUAGES)
    async def list_articles(  # noqa: PLR0913, PLR0917 - Discord passes each filter as an argument
        interaction: Interaction,
        words: app_commands.Range[str, 1, MAX_SEARCH_WORDS] | None = None,
        state: app_commands.Choice[str] | None = None,
        language: app_commands.Choice[str] | None = None,
        since: app_commands.Range[str, 1, MAX_TYPED] | None = None,
        until: app_commands.Range[str, 1, MAX_TYPED] | None = None,
        added_by: discord.User | None = None,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        filter_ = ArticleFilter(
            (words or "").replace(":", " "),  # a colon separates the parts of a custom id
            language.value if language else "",
            _day(since, moderator, interaction.locale.value, last=False),
            _day(until, moderator, interaction.locale.value, last=True),
            str(added_by.id) if added_by else "",
            ArticleState(state.value) if state else None,
        )
        view = await services_of(interaction).moderators.list_articles(filter_, 0, moderator)
        await interaction.edit_original_response(view=view)

    return list_articles


def _day(typed: str | None, moderator: Moderator, locale: str, *, last: bool) -> date | None:
    """Return the first or last day of a typed day, month or year. Raises RefusedError."""
    try:
        date_ = parse_typed_date(typed or "", language=locale, today=moderator.moderation.today())
    except DateError as error:
        raise RefusedError("error.no_date") from error
    return date_.last_day if last else date_.first_day
