"""Who reads a reply, and in which words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.discord_app.reader import reader_of
from bot.domain import EVERYONE, Scope


def interaction(locale: str, guild_id: int | None) -> discord.Interaction[Any]:
    """As much of an interaction as says who it comes from."""
    user = SimpleNamespace(id=7)
    seen = SimpleNamespace(locale=discord.Locale(locale), guild_id=guild_id, user=user)
    return cast("discord.Interaction[Any]", seen)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("es-ES", "es"), ("es-419", "es"), ("fr", "fr"), ("it", "it"), ("en-GB", "en"), ("ja", "en")],
)
def test_the_reader_is_spoken_to_in_their_language(locale: str, language: str) -> None:
    """The language that a member set in Discord decides, and English where the bot does not speak it."""
    assert reader_of(interaction(locale, 1)).phrases.language == language


def test_what_a_reader_sees_depends_on_where_they_are() -> None:
    """In a server its own articles are seen too, in a direct message everyone's alone."""
    assert reader_of(interaction("de", 5)).scope == Scope(5)
    assert reader_of(interaction("de", None)).scope == EVERYONE
