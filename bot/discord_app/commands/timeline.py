"""`/heat2 timeline`: how a topic changed, as a picture with quotes."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.ask import suggestions
from bot.discord_app.commands.common import localized, reply
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import services_of


def build_timeline() -> app_commands.Command[Any, ..., Any]:
    """Return the command with its suggestions."""

    @app_commands.command(name=localized("timeline.command"), description=localized("timeline.command_description"))
    @app_commands.rename(topic=localized("timeline.topic"), private=localized("command.private"))
    @app_commands.describe(
        topic=localized("timeline.topic_description"), private=localized("command.private_description")
    )
    @app_commands.autocomplete(topic=suggest_topics)
    async def timeline(
        interaction: Interaction, topic: app_commands.Range[str, 1, MAX_QUESTION], private: bool | None = None
    ) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        is_private = await service.is_private(member) if private is None else private
        view = service.timeline(topic, member, private=is_private, private_refusal=private is None)
        await reply(interaction, view, private=is_private)

    return timeline


async def suggest_topics(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return topics that fit what is typed; none when they take too long or fail."""
    members = services_of(interaction).members
    return await suggestions(members.suggest_topics(typed, member_of(interaction)))
