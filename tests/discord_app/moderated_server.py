"""A server with a moderator, and a web of one page."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from simcord import Env, InteractionResult, MemberActor

from bot.discord_app.client import Heat2Client
from bot.domain import Article, PublishedDate, Scope
from bot.errors import PageFault
from bot.library.articles.moderation import Moderation
from bot.library.library import Library
from bot.phrases.messages import page_error
from tests.discord_app.server import Server, reply

ADDRESS = "https://harbor.example.com/date"
FOUND = Article(
    "found",
    "Cameras roll on Heat 2 in August 2026, the producer said on Monday.\n\nThe pier is booked for nine nights.",
    "Cameras roll in August",
    "Harbor Weekly",
    ADDRESS,
    PublishedDate(2026, 3, 1, evidence="datePublished in the page's JSON-LD"),
    "en",
)


async def read_address(address: str) -> Article:
    """Return the article of the only page on the web. Raises PageError for any other address."""
    if address != ADDRESS:
        raise page_error(PageFault.PAYWALL)
    return FOUND


@dataclass(frozen=True, slots=True)
class ModeratedServer:
    """A server with a moderator, and the library behind it."""

    server: Server
    moderator: MemberActor
    moderation: Moderation
    library: Library

    @property
    def scope(self) -> Scope:
        """The server's scope."""
        return Scope(self.server.guild.id)

    async def use(self, command: str, who: MemberActor | None = None, **options: object) -> InteractionResult:
        """Use a command of `/heat2-sources`."""
        return await (who or self.moderator).slash(self.server.channel, f"heat2-sources {command}", **options)

    async def press(self, shown: InteractionResult, label: str, who: MemberActor | None = None) -> InteractionResult:
        """Press a button of a reply."""
        return await (who or self.moderator).click(reply(shown).message, label=label)

    async def publish(self, article: Article = FOUND) -> None:
        """Publish an article in the server."""
        await self.moderation.publish(article, self.scope, str(self.moderator.id))

    async def show_commands_to(self, member: MemberActor) -> None:
        """Let a member see the moderators' commands, as an administrator can in Discord's settings."""
        bot = self.server.env.bot
        assert isinstance(bot, Heat2Client)
        command = next(each for each in await bot.tree.fetch_commands() if each.name == "heat2-sources")
        self.server.guild.set_command_permissions(command, {member: True})

    async def posted(self, view: discord.ui.LayoutView) -> discord.Message:
        """Post a view in public, as if components for moderators had reached everybody."""
        bot = self.server.env.bot
        assert isinstance(bot, Heat2Client)
        channel = bot.get_channel(self.server.channel.id)
        assert isinstance(channel, discord.TextChannel)
        return await channel.send(view=view)

    async def own(self) -> list[Article]:
        """The server's own articles."""
        return await self.library.store.articles(self.scope)

    @classmethod
    def build(cls, env: Env, server: Server, library: Library) -> ModeratedServer:
        """Return a server with a moderator."""
        role = server.guild.create_role(
            "mods", permissions=discord.Permissions(manage_messages=True, manage_guild=True)
        )
        moderator = server.guild.add_member(env.create_user("moderator"), roles=[role])
        bot = env.bot
        assert isinstance(bot, Heat2Client)
        return cls(server, moderator, bot.services.moderators.moderation, library)
