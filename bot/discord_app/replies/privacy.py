"""What is stored about a member, as they read it."""

from __future__ import annotations

import discord

from bot.discord_app.components.privacy import EraseMeButton
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.look import QUIET
from bot.history import UserRecord
from bot.phrases import Phrases


def privacy_view(record: UserRecord, phrases: Phrases) -> discord.ui.LayoutView:
    """How much is stored with the member's id, what is stored without it, and the button that erases."""
    stored = phrases.say("privacy.nothing")
    if record.changes or record.drafts:
        counts = {"changes": str(record.changes), "servers": str(record.servers), "drafts": str(record.drafts)}
        stored = phrases.say("privacy.stored", **counts)
    return framed(
        [f"### {phrases.say('privacy.heading')}", stored, f"-# {phrases.say('privacy.others')}"],
        [EraseMeButton(is_confirmed=False, label=phrases.say("privacy.erase"))],
        colour=QUIET,
    )


def erase_me_view(phrases: Phrases) -> discord.ui.LayoutView:
    """What erasing would do, to be confirmed."""
    return framed(
        [phrases.say("privacy.erase_what")],
        [EraseMeButton(is_confirmed=True, label=phrases.say("privacy.erase_yes"))],
        colour=QUIET,
    )
