"""Who an interaction comes from, as far as a reply needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from bot.domain import EVERYONE, Scope
from bot.phrases import Phrases, load


@dataclass(frozen=True, slots=True)
class Reader:
    """A member who reads a reply: their id, what they can see, and the words of their own language."""

    id: int
    scope: Scope
    phrases: Phrases


def reader_of(interaction: discord.Interaction[Any]) -> Reader:
    """The reader of the reply to this interaction; in a direct message they see what everyone sees."""
    scope = Scope(interaction.guild_id) if interaction.guild_id else EVERYONE
    return Reader(interaction.user.id, scope, load(str(interaction.locale.value)))
