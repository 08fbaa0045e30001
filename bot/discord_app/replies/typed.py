"""What a moderator is asked before a form or a message becomes an article."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.discord_app.components.links import LONGEST, MOST, LinkSelect
from bot.discord_app.components.typed import ConfirmButton, ReopenButton
from bot.discord_app.replies.framed import framed
from bot.domain import PublishedDate
from bot.phrases import Phrases
from bot.phrases.dates import say_when


def future_view(published: PublishedDate, key: str, phrases: Phrases) -> discord.ui.LayoutView:
    """Whether a date in the future is meant; `key` is that of the form."""
    buttons = [
        ConfirmButton(key, phrases.say("sources.confirm_change")),
        ReopenButton(key, phrases.say("sources.reopen")),
    ]
    return framed([say_future(published, phrases)], buttons)


def say_future(published: PublishedDate, phrases: Phrases) -> str:
    """The question about a date that is still to come."""
    return phrases.say("sources.future_date", date=say_when(published, phrases))


def links_view(links: Sequence[str], phrases: Phrases) -> discord.ui.LayoutView:
    """Which of several links is the article; those that no select takes are not offered, and that is said."""
    offered = [link for link in links if len(link) <= LONGEST][:MOST]
    left_out = phrases.say("sources.links_left_out") if len(offered) < len(links) else ""
    blocks = [phrases.say("sources.which_link"), left_out]
    return framed(blocks, [LinkSelect(offered, phrases.say("sources.which_link_hint"))] if offered else [])
