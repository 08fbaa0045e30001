"""`/heat2 latest`: the newest articles."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized, reply
from bot.discord_app.commands.timeline import suggest_topics
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.replies.latest import LatestTopic
from bot.discord_app.services import services_of
from bot.reading.dates.typed import MAX_TYPED


def build_latest() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""

    @app_commands.command(name=localized("command.latest"), description=localized("command.latest_description"))
    @app_commands.rename(
        topic=localized("timeline.topic"), since=localized("latest.since"), private=localized("command.private")
    )
    @app_commands.describe(
        topic=localized("latest.topic_description"),
        since=localized("latest.since_description"),
        private=localized("command.private_description"),
    )
    @app_commands.autocomplete(topic=suggest_topics)
    async def latest(
        interaction: Interaction,
        topic: app_commands.Range[str, 1, MAX_QUESTION] | None = None,
        since: app_commands.Range[str, 1, MAX_TYPED] | None = None,
        private: bool | None = None,
    ) -> None:
        service, member = services_of(interaction).members, member_of(interaction)
        service.admit(member)
        first_day = service.typed_day(since, interaction.locale.value).first_day if since else None
        wanted = LatestTopic(topic or "", first_day)
        private = await service.is_private(member) if private is None else private
        member = member if private else await service.in_public(member)
        await reply(interaction, service.latest(0, member, wanted, private=private), private=private)

    return latest
