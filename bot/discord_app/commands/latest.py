"""`/heat2 latest`: the newest articles."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized, reply
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import services_of


def build_latest() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""

    @app_commands.command(name=localized("command.latest"), description=localized("command.latest_description"))
    @app_commands.rename(private=localized("command.private"))
    @app_commands.describe(private=localized("command.private_description"))
    async def latest(interaction: Interaction, private: bool | None = None) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        private = await service.is_private(member) if private is None else private
        member = member if private else await service.in_public(member)
        await reply(interaction, service.latest(0, member, private=private), private=private)

    return latest
