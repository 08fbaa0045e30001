"""The bot's connection to Discord: the commands in use, logins of shards, and servers that come and go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, cast

import discord
import yarl
from discord import app_commands

from bot.discord_app.commands import build_commands
from bot.discord_app.commands.common import LANGUAGES_OF_LOCALES, PhraseTranslator
from bot.discord_app.components import ALL_COMPONENTS
from bot.discord_app.components.forms import resume_form
from bot.discord_app.connection.command_sync import sync_when_changed
from bot.discord_app.connection.delivery import use_retrying_adapter
from bot.discord_app.connection.gateway import read_own_messages_only
from bot.discord_app.connection.logins import LoginQueue
from bot.discord_app.connection.monitored_client import MonitoredClient
from bot.discord_app.connection.options import ConnectionOptions
from bot.discord_app.connection.pending_answers import finish_answers
from bot.discord_app.connection.unknown_forms import hand_over_unknown_forms
from bot.discord_app.conversation.conversation import Conversation
from bot.discord_app.failures import report
from bot.discord_app.health.monitor import Monitor
from bot.discord_app.install_links import InstallLinks, install_links
from bot.discord_app.jobs.greeting import schedule_greeting
from bot.discord_app.jobs.registration import register_jobs
from bot.discord_app.members import Interaction, RefusedError
from bot.discord_app.replies.command_links import set_command_ids
from bot.discord_app.services import Services
from bot.discord_app.tracing import traced, traced_message
from bot.domain import Scope
from bot.errors import StoreError
from bot.library.server_data import ServerData
from bot.store.base import Store
from bot.store.jobs import Shards
from bot.text.counts import counted
from bot.text.safe_text import one_line

ERASE_INTERVAL: Final = timedelta(days=1)
"""Time between two searches for servers whose data is to be erased."""

_COMMANDS_IN_GROUPS: Final = frozenset(
    (discord.AppCommandOptionType.subcommand.value, discord.AppCommandOptionType.subcommand_group.value)
)

_log = logging.getLogger(__name__)


class Heat2Tree(app_commands.CommandTree[Any]):
    """The commands. A failure in one is reported to the member who used it."""

    def __init__(self, client: discord.Client, contexts: app_commands.AppCommandContext) -> None:
        """`contexts` are the places where members can use them."""
        super().__init__(client)
        self._contexts = contexts
        for command in build_commands(contexts):
            self.add_command(command)

    async def slash_commands(self) -> list[dict[str, Any]]:
        """Return the groups of slash commands as Discord receives them, with their names in all languages."""
        groups = self.get_commands(type=discord.AppCommandType.chat_input)
        translator = self.translator
        return [
            await each.get_translated_payload(self, translator) if translator else each.to_dict(self) for each in groups
        ]

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Refuse a command where the operator wants none: Discord still offers commands for a while after a change."""
        used, allowed = interaction.context, self._contexts
        if (used.dm_channel and not allowed.dm_channel) or (used.private_channel and not allowed.private_channel):
            raise RefusedError("error.only_servers_answered")
        return True

    async def _call(self, interaction: Interaction) -> None:
        """Run a command. Options that discord.py cannot read are reported too: by itself it would only log them."""
        with traced(interaction):
            try:
                await super()._call(interaction)
            except app_commands.AppCommandError as error:
                await self.on_error(interaction, error)
            except Exception as error:  # noqa: BLE001 - reading an unexpected command may raise anything
                await report(interaction, error)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the member, and log an unexpected error."""
        await report(interaction, error)


def _paths(command: Mapping[str, Any], locale: str = "") -> Iterator[str]:
    """Yield the name of a command, or those in a group with its own before them, in a locale or else in English."""
    name = (command.get("name_localizations") or {}).get(locale, command["name"])
    inner = [each for each in command.get("options", ()) if each["type"] in _COMMANDS_IN_GROUPS]
    yield from (f"{name} {path}" for each in inner for path in _paths(each, locale))
    if not inner:
        yield name


class Heat2Client(MonitoredClient):
    """The client. It receives servers and interactions, messages mostly without their text, and no members.

    No message that it sends can notify anybody, whatever the text of an article contains.
    """

    def __init__(
        self, services: Services, store: Store, connection: ConnectionOptions, monitor: Monitor | None = None
    ) -> None:
        ids = connection.shard_ids
        # Without caches of members and messages a process stays small with many thousands of servers.
        super().__init__(
            store,
            monitor or Monitor(),
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=connection.direct_messages),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=connection.shard_count,
            shard_ids=cast("list[int]", ids and list(ids)),  # its default is None, its type does not say so
        )
        self.services = services
        contexts = app_commands.AppCommandContext(
            guild=True, dm_channel=connection.direct_messages, private_channel=connection.group_messages
        )
        self.tree = Heat2Tree(self, contexts)
        self._conversation = Conversation(lambda: self.install_links)
        read_own_messages_only(self._connection)
        hand_over_unknown_forms(self._connection, resume_form)
        self.add_dynamic_items(*ALL_COMPONENTS)
        self._connection_options = connection
        self._logins: LoginQueue | None = None
        self._background: list[asyncio.Task[None]] = []

    async def setup_hook(self) -> None:
        """Build the search and send the commands, before the gateway is opened."""
        await super().setup_hook()
        use_retrying_adapter(self.monitor.other_process.acknowledged_elsewhere)
        await self.tree.set_translator(PhraseTranslator())
        await self.services.members.warm_up()
        # The commands are sent last: members may use them at once, and the search is ready by then.
        synced = await sync_when_changed(self.tree, self._store, self._connection_options.dev_guild_id)
        commands = await self.tree.slash_commands()
        translated = [
            path for each in commands for locale in LANGUAGES_OF_LOCALES for path in _paths(each, locale.value)
        ]
        set_command_ids([path for each in commands for path in _paths(each)], synced.ids, translated)
        if self.user:
            _log.info("Discord accepts the token, for the bot %s", one_line(self.user.name))
        window = self._connection_options.login_window
        self._logins = LoginQueue(self.fetch_session_start_limits, self._store, str(self.application_id), window)
        if not self._background:
            register_jobs(self.services, self)
            tasks = (self._erase_left_servers(), self._run_jobs())
            self._background = [self.loop.create_task(task) for task in tasks]

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard as soon as Discord allows its login, through the gateway proxy if there is one."""
        self.monitor.expected_shards = self.shard_ids or range(self.shard_count or 1)
        await self._login_queue.wait(shard_id)
        proxy = self._connection_options.gateway_url
        await super().launch_shard(yarl.URL(proxy) if proxy else gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the shard's turn once more. discord.py calls this right before the login.

        It replaces a fixed pause of the library, which does not know of other processes.
        """
        await super().before_identify_hook(shard_id, initial=initial)
        await self._login_queue.confirm(shard_id or 0)

    @property
    def _login_queue(self) -> LoginQueue:
        if self._logins is None:
            raise RuntimeError("shards log in after the client was set up")
        return self._logins

    async def finish(self, within: float) -> None:
        """Receive no more interactions, and finish those received already within that many seconds."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))
        await finish_answers(within)

    async def close(self) -> None:
        """Close the connection, and stop periodic work."""
        for task in self._background:
            task.cancel()
        if self._background:
            # They may be at the database, which is closed after this. If it does not answer, the bot ends anyway.
            seconds = self._connection_options.stop_seconds
            _, waiting = await asyncio.wait(self._background, timeout=seconds)
            if waiting:
                _log.warning("periodic work did not end within %g s: it may wait for the database", seconds)
        await super().close()

    @property
    def install_links(self) -> InstallLinks | None:
        """The addresses under which people install the bot; None if only its owner can."""
        application = self.application
        return install_links(application.id) if application and application.bot_public else None

    @property
    def _server_data(self) -> ServerData:
        return self.services.moderators.moderation.server_data

    async def _run_jobs(self) -> None:
        """Run the periodic jobs of this process's servers, which are known once the client is ready."""
        await self.wait_until_ready()
        await self.services.jobs.run(self._shards)

    @property
    def _shards(self) -> Shards:
        return Shards(self.shard_count or 1, None if self.shard_ids is None else frozenset(self.shard_ids))

    async def _erase_left_servers(self) -> None:
        """Once a day, erase the data of servers that removed the bot long ago."""
        while True:
            await self.wait_until_ready()
            try:
                for scope in filter(self._shards.has, await self._server_data.servers_to_erase()):
                    await self._erase_unless_joined(scope)
            except StoreError as error:
                _log.warning("servers to erase could not be read: %s", error)
            await asyncio.sleep(ERASE_INTERVAL.total_seconds())

    async def _erase_unless_joined(self, scope: Scope) -> None:
        if self.get_guild(scope.guild_id):
            await self._server_data.mark_joined(scope)  # it invited the bot again while the bot was not running
        else:
            await self._server_data.erase(scope)
            _log.info("the data of %s was erased: the bot was removed from it", scope)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that mentions the bot, replies to it, or is a direct message."""
        if self.user:
            with traced_message(self.monitor.on_trace):
                await self._conversation.respond(message, self.user.id, self.services.members)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep the data of a server that removed the bot and invited it again, and greet a new one."""
        await self._record(self._server_data.mark_joined(Scope(guild.id)))
        await self._record(schedule_greeting(guild, self.services))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note the time: the server's data is erased some weeks later."""
        await self._record(self._server_data.mark_left(Scope(guild.id)))

    async def _record(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StoreError as error:
            _log.warning("a joined or left server could not be recorded: %s", error)

    async def on_ready(self) -> None:
        """Log the number of servers, and the invitation where there is none."""
        status = f"ready: in {counted(len(self.guilds), 'server')}, on {counted(len(self.shards), 'shard')}"
        _log.info("%s", status)
        self.monitor.notifier.ready(status)
        # A process with some of the shards does not know the servers of the others.
        if not self.guilds and self.shard_ids is None and self.application_id:
            links = install_links(self.application_id)
            _log.info("the bot is in no server yet: invite it with %s", links.server)
            _log.info("people can use it everywhere, without a server, with %s", links.user)
