"""The real `heat2 run` as an operator sees it: health, metrics, systemd, its log, and Discord that is away."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.discord_app.health.test_http_server import free_port
from tests.discord_app.health.test_systemd import received
from tests.discord_app.process.bot_process import bot_process
from tests.loopback import BotProcess, Endpoint, GatewayRules, LoopbackDiscord, RefusedError

ROOT = Path(__file__).parents[3]
QUESTION = "when does filming start"

pytestmark = pytest.mark.asyncio(loop_scope="module")


def start(environment: dict[str, str], **more: str) -> BotProcess:
    """Start `heat2 run`."""
    return bot_process(environment | more)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def manager(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[socket.socket]:
    """Return the socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path_factory.mktemp("systemd") / "notify"))
        receiver.setblocking(False)
        yield receiver


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord that wants a heartbeat every half second."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0, heartbeat_interval=0.5)) as double:
        yield double


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def environment(
    discord: LoopbackDiscord, manager: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of the bot."""
    own = {"HEAT2_DATA_DIR": str(tmp_path_factory.mktemp("heat2")), "HEAT2_HTTP_LISTEN": f"127.0.0.1:{free_port()}"}
    return {**discord.environment, **own, "NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "60000000"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(environment: dict[str, str]) -> AsyncIterator[BotProcess]:
    """The running bot."""
    async with start(environment) as process:
        await process.line("ready: ", within=60)
        yield process


async def live(environment: dict[str, str]) -> tuple[int, str]:
    """Return the exit code and the output of `heat2 check --live`."""
    command = BotProcess(sys.executable, "-m", "bot", "check", "--live", environment=environment, directory=ROOT)
    async with command as process:
        return await process.wait(60), process.output


async def metrics(environment: dict[str, str], *, expected: str = "") -> str:
    """Return the metrics of the running bot, once they hold the expected line: jobs run beside the first answers."""
    address = f"http://{environment['HEAT2_HTTP_LISTEN']}/metrics"
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            async with session.get(address) as answer:
                if expected in (text := await answer.text()):
                    return text
            await asyncio.sleep(0.1)


def lines_of(bot: BotProcess, text: str) -> list[dict[str, Any]]:
    """Return the lines of the log with this text."""
    return [json.loads(line) for line in bot.lines if text in line]


async def test_a_running_bot_is_asked(bot: BotProcess, environment: dict[str, str], manager: socket.socket) -> None:
    """`heat2 check --live` reports each check of a bot that is well, and systemd knows that it is ready."""
    code, said = await live(environment)
    assert code == 0, said
    assert "shards: 1 of 1 connected" in said
    assert "database: reachable" in said
    assert b"READY=1\nSTATUS=ready: in 1 server, on 1 shard" in received(manager)
    assert len(bot.lines) < 20


async def test_an_apology_leads_to_the_log(bot: BotProcess, discord: LoopbackDiscord) -> None:
    """The number that a member reads stands in the lines of that interaction, also in those of other modules."""
    discord.faults.refuse(Endpoint.EDIT_REPLY, RefusedError(400, 50035, "no"))
    neil = discord.member().with_answer_timeout(1.0)
    asked = await neil.slash("heat2 ask", question=QUESTION)
    why = await neil.click(asked.message, "Why these?")
    await why.until(lambda one: any("Something went wrong" in each.text for each in one.messages))
    said = next(each.text for each in why.messages if "Something went wrong" in each.text)
    (line,) = lines_of(bot, "failure ")
    assert line["interaction"] in said


async def test_an_answer_of_another_process_is_noticed(
    bot: BotProcess, discord: LoopbackDiscord, environment: dict[str, str]
) -> None:
    """When Discord already has the acknowledgement of an interaction, the log says that another process runs."""
    discord.faults.refuse(Endpoint.CALLBACK, RefusedError(400, 40060, "Interaction has already been acknowledged."))
    await discord.member().with_answer_timeout(0.5).slash("heat2 ask", question=QUESTION)
    (line,) = lines_of(bot, "HEAT2_SHARD_IDS")
    assert line["level"] == "warning"
    assert "another process" in (await live(environment))[1]


async def test_a_lost_connection_is_counted(
    bot: BotProcess, discord: LoopbackDiscord, environment: dict[str, str]
) -> None:
    """After a lost connection the bot is connected again; the metrics count it, and the log has no traceback."""
    await discord.member().slash("heat2 ask", question=QUESTION)
    before = await metrics(environment, expected='heat2_jobs_total{name="old-notices",outcome="done"} 1.0')
    assert 'name="heat2 ask",outcome="done"' in before
    assert 'heat2_gateway_latency_seconds{shard="0"}' in before
    await discord.faults.drop_socket()
    await bot.line("shard 0 is connected again", within=30)
    assert "heat2_gateway_reconnects_total 1.0" in await metrics(environment)
    assert lines_of(bot, "Traceback") == lines_of(bot, "failure ")


async def test_the_end_is_told(bot: BotProcess, environment: dict[str, str], manager: socket.socket) -> None:
    """On SIGTERM systemd is told at once; then nobody answers any more, and the check says so."""
    assert await bot.stop() == 0
    assert b"STOPPING=1\nSTATUS=finishing answers" in received(manager)
    code, said = await live(environment)
    assert code == 1
    assert "no bot answers there" in said


async def test_discord_is_waited_for(environment: dict[str, str]) -> None:
    """A start without Discord says what to check, once for each try; a silent Discord is named after five seconds."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        async with start(environment, HEAT2_DISCORD_API_URL=f"http://127.0.0.1:{port}/api/v10") as bot:
            await bot.line("Discord has not answered the login for 5 s", within=60)
            # From now on connections are refused.
            silent.close()
            await bot.line(r"Discord cannot be reached .* check the network.*Next try in 2 s", within=60)
            code, said = await live(environment)
            assert code == 1
            assert "not logged in to Discord yet" in said
            assert "Traceback" not in bot.output
            assert await bot.stop() == 0
