"""The member behind an interaction: language and scope."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.discord_app.members import member_of
from bot.domain import EVERYONE, Scope


def interaction(locale: str, guild_id: int | None) -> discord.Interaction[Any]:
    """Return the parts of an interaction that tell who used it."""
    client = SimpleNamespace(get_guild=lambda _: None)
    seen = SimpleNamespace(locale=discord.Locale(locale), guild_id=guild_id, user=SimpleNamespace(id=7), client=client)
    return cast("discord.Interaction[Any]", seen)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("es-ES", "es"), ("es-419", "es"), ("fr", "fr"), ("it", "it"), ("en-GB", "en"), ("ja", "en")],
)
def test_replies_are_in_the_language_of_the_member(locale: str, language: str) -> None:
    """The language that a member set in Discord decides; English replaces one that the bot does not speak."""
    assert member_of(interaction(locale, 1)).phrases.language == language


def test_the_scope_depends_on_the_place() -> None:
    """A server's own articles are found in that server; a direct message finds everyone's only."""
    assert member_of(interaction("de", 5)).scope == Scope(5)
    assert member_of(interaction("de", None)).scope == EVERYONE
