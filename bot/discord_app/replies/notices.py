"""One sentence of the bot's own: what failed, or what was done."""

from __future__ import annotations

import discord

from bot.discord_app.replies.escape import escape
from bot.discord_app.replies.look import LONGEST_NOTE, QUIET, cut_to


def notice_view(said: str) -> discord.ui.LayoutView:
    """The sentence in a quiet frame; file names and values in it are shown as they are written."""
    said_shortly = escape(cut_to(said, LONGEST_NOTE))
    container = discord.ui.Container[discord.ui.LayoutView](discord.ui.TextDisplay(said_shortly), accent_colour=QUIET)
    return discord.ui.LayoutView(timeout=None).add_item(container)
