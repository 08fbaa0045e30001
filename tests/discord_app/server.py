"""A server in the in-process Discord, and what a member reads there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, ResponseMessage

from tests.discord_app.discord_markdown import shown

MENU = "Answer from Heat 2 articles"


@dataclass(frozen=True, slots=True)
class Server:
    """A server with the bot, a channel, an asker and a stranger."""

    env: Env
    guild: GuildHandle
    channel: ChannelHandle
    asker: MemberActor
    stranger: MemberActor

    @classmethod
    def build(cls, env: Env) -> Server:
        """A new server in a running environment."""
        guild = env.create_guild()
        channel = guild.create_text_channel("heat-2")
        return cls(env, guild, channel, *(guild.add_member(env.create_user(name)) for name in ("asker", "stranger")))

    async def ask(self, question: str, **options: object) -> InteractionResult:
        """Use `/heat2 ask`."""
        return await self.asker.slash(self.channel, "heat2 ask", question=question, **options)


def replace_members(server: Server, fake: Any) -> None:
    """Have the bot answer members with this fake."""
    bot: Any = server.env.bot
    bot.services = replace(bot.services, members=fake)


def walk(component: Any) -> Iterator[dict[str, Any]]:
    """Yield a component and all components inside it, in reading order."""
    if isinstance(component, list):
        for part in component:
            yield from walk(part)
        return
    yield component
    for key in ("components", "accessory"):
        if component.get(key):
            yield from walk(component[key] if isinstance(component[key], list) else [component[key]])


def reply(result: InteractionResult) -> ResponseMessage:
    """Return the new message of an interaction, or the message that it edited."""
    message = result.followups[0] if result.followups else result.response
    assert message is not None, result
    return message


def source(message: Any) -> str:
    """Return the Markdown of all texts of a message."""
    return "\n".join(part["content"] for part in walk(_raw(message)) if part["type"] == 10)


def text(message: Any) -> str:
    """Return the text that a member reads, line by line."""
    return "\n".join(shown(line) for line in source(message).split("\n"))


def buttons(message: Any) -> dict[str, str]:
    """Return the labels of a message's buttons with their custom ids or addresses."""
    parts = (part for part in walk(_raw(message)) if part["type"] == 2)
    return {part["label"]: part.get("custom_id") or part["url"] for part in parts}


def more(message: Any) -> str:
    """Return the custom id of the button that opens the folded quotes of an answer."""
    return next(custom_id for custom_id in buttons(message).values() if custom_id.startswith("heat2:turn:"))


def components_of(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Return the components of a view as they are sent."""
    return cast("list[dict[str, Any]]", view.to_components())  # type: ignore[no-untyped-call]


def _raw(message: Any) -> list[dict[str, Any]]:
    """Return the components of a message or a view."""
    if isinstance(message, discord.ui.LayoutView):
        return components_of(message)
    return [part if isinstance(part, dict) else part.to_dict() for part in message.components]
