"""`/heat2-sources`: the commands of moderators, one file each but for those that only change an article's state."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import SERVER_CONTEXTS, SERVER_INSTALLS, localized
from bot.discord_app.commands.sources.add import build_add
from bot.discord_app.commands.sources.edit import build_edit
from bot.discord_app.commands.sources.edit_text import build_edit_text
from bot.discord_app.commands.sources.export import build_export
from bot.discord_app.commands.sources.feeds import build_feeds
from bot.discord_app.commands.sources.gaps import build_gaps
from bot.discord_app.commands.sources.history import build_history
from bot.discord_app.commands.sources.import_pins import build_import_pins
from bot.discord_app.commands.sources.listing import build_list
from bot.discord_app.commands.sources.settings import build_settings
from bot.discord_app.commands.sources.show import build_show
from bot.discord_app.commands.sources.state_changes import build_state_changes
from bot.discord_app.commands.sources.undo import build_undo
from bot.phrases import load


def build_sources() -> app_commands.Group:
    """Return the group. Discord hides it from members, and each command checks its user again."""
    group = app_commands.Group(
        name=f"{load('en').subject.command}-sources",
        description=localized("sources.description"),
        allowed_contexts=SERVER_CONTEXTS,
        allowed_installs=SERVER_INSTALLS,
        default_permissions=discord.Permissions(manage_messages=True),
    )
    commands: tuple[app_commands.Command[Any, ..., Any], ...] = (
        build_add(),
        build_import_pins(),
        build_list(),
        build_show(),
        build_edit(),
        build_edit_text(),
        *build_state_changes(),
        build_undo(),
        build_history(),
        build_gaps(),
        build_export(),
        build_settings(),
    )
    for command in commands:
        group.add_command(command)
    group.add_command(build_feeds())
    return group
