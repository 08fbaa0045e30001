"""The bot as Discord's client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final, cast

import discord
import yarl
from discord import app_commands

from bot.discord_app.commands import build_commands
from bot.discord_app.commands.common import PhraseTranslator
from bot.discord_app.components import ALL_COMPONENTS
from bot.discord_app.connection import Connection, invite_url
from bot.discord_app.delivery import insist
from bot.discord_app.failures import report
from bot.discord_app.logins import Logins
from bot.discord_app.members import Interaction
from bot.discord_app.pending_answers import finish_answers
from bot.discord_app.services import Services
from bot.discord_app.syncing import sync_when_changed
from bot.domain import Scope
from bot.errors import StoreError
from bot.store.base import Store

FORGETS_EVERY: Final = timedelta(days=1)
"""How often servers are looked for that the bot was removed from long ago."""

_log = logging.getLogger(__name__)


class Heat2Tree(app_commands.CommandTree[Any]):
    """The commands; what fails in one is told to the member who used it."""

    async def _call(self, interaction: Interaction) -> None:
        """Run a command. What the library cannot read in one is reported too; it would leave that unseen."""
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever reading an odd command raises
            await report(interaction, error)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the member, and log what was not expected."""
        await report(interaction, error)


class Heat2Client(discord.AutoShardedClient):
    """Knows its servers and nothing of their members or messages; answers interactions through its desk.

    Nothing that it sends can notify anybody, whatever the text of an article holds.
    """

    def __init__(self, services: Services, store: Store, connection: Connection) -> None:
        ids = connection.shard_ids
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=connection.shard_count,
            shard_ids=cast("list[int]", ids and list(ids)),  # its default is None, its type does not say so
        )
        self.services = services
        self.tree = Heat2Tree(self)
        self._store = store
        self._reached_by = connection
        self._logins: Logins | None = None
        self._forgetting: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Before the gateway is opened: commands and buttons are in place and the search is built."""
        insist()
        await self.tree.set_translator(PhraseTranslator())
        for command in build_commands():
            self.tree.add_command(command)
        self.add_dynamic_items(*ALL_COMPONENTS)
        await self.services.members.warm_up()
        await sync_when_changed(self.tree, self._store, self._reached_by.dev_guild_id)
        self._logins = Logins(self.fetch_session_start_limits, self._store, str(self.application_id))
        self._forgetting = self.loop.create_task(self._forget())

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard when Discord allows one more login; through the gateway proxy, if there is one."""
        await self._turns.wait(shard_id)
        proxy = self._reached_by.gateway_url
        await super().launch_shard(yarl.URL(proxy) if proxy else gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The last moment before a shard logs in; the library's own pause knows of this process only."""
        await self._turns.confirm(shard_id or 0)

    @property
    def _turns(self) -> Logins:
        if self._logins is None:
            raise RuntimeError("shards log in after the client was set up")
        return self._logins

    async def finish(self, within: float) -> None:
        """Take nothing more from Discord, and answer what was taken already, within so many seconds."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        await finish_answers(within)

    async def close(self) -> None:
        """End what runs beside the connection, too."""
        if self._forgetting:
            self._forgetting.cancel()
            await asyncio.wait({self._forgetting})  # it may be at the database, which is closed after this
        await super().close()

    async def _forget(self) -> None:
        """Once a day, erase servers that were left long ago; a database that is away is asked again the next day."""
        while True:
            await self.wait_until_ready()
            try:
                for scope in filter(self._is_reached, await self.services.moderators.moderation.servers_to_erase()):
                    await self._forget_unless_there(scope)
            except StoreError as error:
                _log.warning("servers that were left could not be looked for: %s", error)
            await asyncio.sleep(FORGETS_EVERY.total_seconds())

    def _is_reached(self, scope: Scope) -> bool:
        """Whether this process would know of the server, if the bot is in it; others have shards of their own."""
        return self.shard_ids is None or (scope.guild_id >> 22) % (self.shard_count or 1) in self.shard_ids

    async def _forget_unless_there(self, scope: Scope) -> None:
        moderation = self.services.moderators.moderation
        if self.get_guild(scope.guild_id):
            await moderation.mark_joined(scope)  # it invited the bot again while no process was there to notice
        else:
            await moderation.erase(scope)
            _log.info("the data of server %s was erased: the bot was removed from it", scope.guild_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """What was kept of a server from before is its own again."""
        await self._told_of(self.services.moderators.moderation.mark_joined(Scope(guild.id)))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """From now on the server's data is kept for a while only."""
        await self._told_of(self.services.moderators.moderation.mark_left(Scope(guild.id)))

    async def _told_of(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StoreError as error:
            _log.warning("that a server was joined or left could not be noted: %s", error)

    async def on_ready(self) -> None:
        """Log that members can be answered now, in how many servers, and how to invite the bot where there is none."""
        _log.info("ready: in %d servers, on %d shards", len(self.guilds), len(self.shards))
        # A process with some of the shards does not know of the servers of the others.
        if not self.guilds and self.shard_ids is None and self.application_id:
            _log.info("the bot is in no server yet: invite it with %s", invite_url(self.application_id))
