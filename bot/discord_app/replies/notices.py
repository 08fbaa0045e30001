"""One sentence of the bot's own: what failed, or what was done."""

from __future__ import annotations

import discord

from bot.discord_app.replies.escape import escape
from bot.discord_app.replies.look import LONGEST_NOTE, QUIET
from bot.text.safe_text import truncate


def notice_view(said: str, by: str = "") -> discord.ui.LayoutView:
    """The sentence in a quiet frame; file names and values in it are shown as they are written.

    `by` is the id of a member whom it is about: they are shown by name, and nobody is notified.
    """
    said_shortly = escape(truncate(said, LONGEST_NOTE)) + (f" (<@{by}>)" if by.isdecimal() else "")
    container = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(said_shortly), accent_colour=QUIET)
    return discord.ui.LayoutView(timeout=None).add_item(container)
