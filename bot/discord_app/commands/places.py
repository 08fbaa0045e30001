"""Where the commands can be used: in servers and in direct messages with the bot, installed for either."""

from __future__ import annotations

from typing import Final

from discord import app_commands

CONTEXTS: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
INSTALLS: Final = app_commands.AppInstallationType(guild=True, user=True)
