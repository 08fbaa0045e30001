"""A server's settings, with what changes them."""

from __future__ import annotations

import discord

from bot.discord_app.components.settings import ChannelSelect, EraseButton, LanguageSelect, RolesSelect, SwitchButton
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.look import QUIET
from bot.history import GuildSettings
from bot.phrases import Phrases


def settings_view(settings: GuildSettings, phrases: Phrases) -> discord.ui.LayoutView:
    """What is set, in words, and the selects and switches."""
    switches = [_switch("private_answers", settings.private_answers, phrases)]
    switches.append(_switch("keeps_unanswered", settings.keeps_unanswered, phrases))
    return framed(
        [f"### {phrases.say('settings.heading')}", "\n".join(_said(settings, phrases))],
        [RolesSelect(settings.curator_roles, phrases.say("settings.roles_hint"))],
        [ChannelSelect(settings.announce_channel, phrases.say("settings.channel_hint"))],
        [LanguageSelect(settings.language, phrases)],
        [*switches, EraseButton(is_confirmed=False, label=phrases.say("settings.erase"))],
    )


def erase_view(phrases: Phrases) -> discord.ui.LayoutView:
    """What erasing would do, to be confirmed."""
    return framed(
        [phrases.say("settings.erase_what")],
        [EraseButton(is_confirmed=True, label=phrases.say("settings.erase_yes"))],
        colour=QUIET,
    )


def _switch(name: str, on: bool, phrases: Phrases) -> SwitchButton:
    return SwitchButton(name, not on, phrases.say(f"settings.{name}_{'off' if on else 'on'}"))


def _said(settings: GuildSettings, phrases: Phrases) -> list[str]:
    roles = ", ".join(f"<@&{role}>" for role in sorted(settings.curator_roles)) or phrases.say("settings.no_roles")
    channel = f"<#{settings.announce_channel}>" if settings.announce_channel else phrases.say("settings.no_channel")
    language = (
        phrases.name_of_language(settings.language) if settings.language else phrases.say("settings.own_language")
    )
    return [
        phrases.say("settings.roles", roles=roles),
        phrases.say("settings.channel", channel=channel),
        phrases.say("settings.language", language=language),
        phrases.say(f"settings.is_private_{settings.private_answers!s:.1}".lower()),
        phrases.say(f"settings.is_kept_{settings.keeps_unanswered!s:.1}".lower()),
    ]
