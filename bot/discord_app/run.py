"""Running the bot: connection, shutdown after a signal, and errors for the operator."""

from __future__ import annotations

import asyncio
import logging
import platform
import signal
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord
import discord.gateway
import discord.http
import yarl

from bot.discord_app.client import Heat2Client
from bot.discord_app.connection.gateway import tolerant
from bot.discord_app.connection.options import ConnectionOptions
from bot.discord_app.health.monitor import Monitor
from bot.discord_app.health.systemd import watchdog_fed
from bot.discord_app.services import Services
from bot.errors import Heat2Error, SettingsError
from bot.store.base import Store

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
SHUTDOWN_SECONDS: Final = 25.0
"""Time to finish answers after a signal: less than service managers usually wait before they kill a process."""
LOADING_SECONDS: Final = 3.0
"""Time after a signal in which articles are still analysed. After that, members who wait are told to try again."""
_CLOSE_CODES: Final = {
    4004: "Discord ended the connection because the token is no longer valid: set a new HEAT2_DISCORD_TOKEN.",
    4010: "Discord knows no such shard: correct HEAT2_SHARD_IDS and HEAT2_SHARD_COUNT.",
    4011: "The bot is in too many servers for so few shards: raise HEAT2_SHARD_COUNT, or unset it.",
}

_log = logging.getLogger(__name__)


def log_start(database: str, data_folder: Path) -> None:
    """Log the versions and where the data is."""
    python, library = platform.python_version(), discord.__version__
    _log.info("heat2 %s starts, with Python %s and discord.py %s", version("heat2-bot"), python, library)
    _log.info("database: %s; other data: %s", database, data_folder)


async def _nothing() -> None:
    """Prepare nothing."""


async def run_bot(
    services: Services,
    store: Store,
    connection: ConnectionOptions,
    monitor: Monitor | None = None,
    prepare: Callable[[], Awaitable[None]] = _nothing,
) -> None:
    """Answer members until SIGTERM or SIGINT, which also end `prepare`: it is awaited before the bot logs in.

    Raises Heat2Error, with what to do, when the bot cannot run.
    """
    # The bot does not use voice, so discord.py must not warn that voice libraries are missing.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    asyncio.get_running_loop().set_exception_handler(_log_unhandled)
    monitor = monitor or Monitor()
    client = Heat2Client(services, store, connection, monitor)
    with _addresses_set(connection), tolerant(), _errors_explained():
        async with client, watchdog_fed(monitor.notifier, monitor.is_healthy):
            started = _start(client, connection.token, prepare)
            await _until_signalled(client, started, services.members.stop_loading)


def _log_unhandled(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log in one line a failure that nobody waited for.

    asyncio itself would print the task's name, which holds the custom id of a button: a question, a member.
    """
    error = context.get("exception")
    where = ""
    if error is not None and error.__traceback__ is not None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f": {type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    is_task = "task" in context or "future" in context
    what = "a background task failed" if is_task else "a callback or a connection failed"
    _log.error("%s%s", what, where)


async def _start(client: Heat2Client, token: str, prepare: Callable[[], Awaitable[None]]) -> None:
    await prepare()
    await client.start(token)


async def _until_signalled(
    client: Heat2Client, started: Coroutine[Any, Any, None], stop_loading: Callable[[], None]
) -> None:
    """Run until the connection ends or a signal comes. A second signal ends the program at once.

    `stop_loading` is called LOADING_SECONDS after the first signal, so that no answer waits longer for an analysis.
    """
    running = asyncio.ensure_future(started)
    signals: asyncio.Queue[None] = asyncio.Queue()
    with _signals_handled(lambda: signals.put_nowait(None)):
        signalled = asyncio.ensure_future(signals.get())
        await asyncio.wait({running, signalled}, return_when=asyncio.FIRST_COMPLETED)
        if signalled.done():
            client.monitor.notifier.stopping()
            running.cancel()  # no further shard is connected; the client is closed below
            second = asyncio.ensure_future(signals.get())
            loading = asyncio.get_running_loop().call_later(LOADING_SECONDS, stop_loading)
            finishing = asyncio.ensure_future(client.finish(SHUTDOWN_SECONDS))
            # Signals are queued, so a second one is noticed while the answers are finished.
            await asyncio.wait({finishing, second}, return_when=asyncio.FIRST_COMPLETED)
            loading.cancel()
            await _cancel(second, finishing)
            await client.close()
            await _cancel(running)
        await _cancel(signalled)
    if running.done() and not running.cancelled():
        running.result()


async def _cancel(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@contextmanager
def _addresses_set(connection: ConnectionOptions) -> Iterator[None]:
    """Set the addresses, which are class attributes in discord.py, until the end of the block."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    if connection.api_url:
        discord.http.Route.BASE = connection.api_url.rstrip("/")
    if connection.gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(connection.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


@contextmanager
def _signals_handled(handler: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    # Windows has no signal handlers. There Ctrl-C raises KeyboardInterrupt, which ends the program too.
    with suppress(NotImplementedError):
        for sign in _SIGNALS:
            loop.add_signal_handler(sign, handler)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for sign in _SIGNALS:
                loop.remove_signal_handler(sign)


@contextmanager
def _errors_explained() -> Iterator[None]:
    """Raise errors of Discord and the network as one sentence for the operator, never with the token in it."""
    try:
        yield
    except discord.LoginFailure as error:
        raise SettingsError(
            "Discord does not accept HEAT2_DISCORD_TOKEN: copy the bot's token again from the developer portal."
        ) from error
    except discord.PrivilegedIntentsRequired as error:
        raise Heat2Error("Discord asks for privileged intents, which this bot does not use: update it.") from error
    except discord.ConnectionClosed as error:
        unknown = f"Discord ended the connection with code {error.code}: try again later."
        raise Heat2Error(_CLOSE_CODES.get(error.code, unknown)) from error
    except discord.HTTPException as error:
        raise Heat2Error(f"Discord refused with status {error.status}: {error.text[:300]}") from error
    except (aiohttp.ClientError, discord.GatewayNotFound, OSError, TimeoutError) as error:
        raise Heat2Error(
            "Discord cannot be reached: check the network, HEAT2_DISCORD_API_URL and HEAT2_DISCORD_GATEWAY_URL."
        ) from error
