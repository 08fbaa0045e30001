"""Every command, one file each."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.add_menu import build_add_menu
from bot.discord_app.commands.answer_menu import build_answer_menu
from bot.discord_app.commands.ask import build_ask
from bot.discord_app.commands.common import CONTEXTS, INSTALLS, localized
from bot.discord_app.commands.follow import build_follow, build_following
from bot.discord_app.commands.help import build_help
from bot.discord_app.commands.latest import build_latest
from bot.discord_app.commands.privacy import build_privacy
from bot.discord_app.commands.sources import build_sources
from bot.discord_app.commands.timeline import build_timeline
from bot.phrases import load


def build_commands(
    contexts: app_commands.AppCommandContext = CONTEXTS,
) -> list[app_commands.Group | app_commands.ContextMenu]:
    """Return new commands for a tree: the groups of members and of moderators, and the menus of messages.

    `contexts` are the places where members can use them; moderators work in servers.
    """
    group = app_commands.Group(
        name=load("en").subject.command,
        description=localized("command.description"),
        allowed_contexts=contexts,
        allowed_installs=INSTALLS,
    )
    commands: tuple[app_commands.Command[Any, ..., Any], ...] = (
        build_ask(),
        build_latest(),
        build_timeline(),
        build_help(),
        build_follow(),
        build_following(),
        build_privacy(),
    )
    for command in commands:
        group.add_command(command)
    return [group, build_sources(), build_answer_menu(contexts), build_add_menu()]
