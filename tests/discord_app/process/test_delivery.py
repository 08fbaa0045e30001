"""`heat2 run` under failures of Discord and the network: no reply is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.database.sqlite import LOCK_TIMEOUT
from tests.discord_app.process.bot_process import start
from tests.discord_app.server import buttons, more
from tests.loopback import Endpoint, Faults, GatewayRules, LoopbackDiscord

SHORT = "when does filming start"
UNANSWERED = "who feeds the parrot?"
LONG = "when does the filming of the second part start, and who of the actors has said so already?"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bot's data folder."""
    return tmp_path_factory.mktemp("heat2")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(folder: Path) -> AsyncIterator[LoopbackDiscord]:
    """Run a loopback Discord with the bot logged in; new logins need no pause."""
    async with (
        LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as double,
        start(double, folder, HEAT2_QUESTIONS_PER_MEMBER="0"),
    ):
        await double.ready()
        yield double
        assert not double.violations


def one_after_another(faults: Faults) -> None:
    """Make three requests fail, each in another way."""
    faults.server_error(Endpoint.CALLBACK, status=502)
    faults.rate_limit(Endpoint.CALLBACK, via_header=False, retry_after_header=False)
    faults.drop_request(Endpoint.CALLBACK)


FAULTS: dict[str, Callable[[Faults], object]] = {
    "a limit of Discord's": lambda faults: faults.rate_limit(Endpoint.CALLBACK, retry_after=0.05, times=2),
    "a limit of the wall": lambda faults: faults.rate_limit(
        Endpoint.CALLBACK, via_header=False, retry_after_header=False, times=3
    ),
    "a limit that says how long": lambda faults: faults.rate_limit(
        Endpoint.CALLBACK, via_header=False, retry_after=1.0
    ),
    "an error": lambda faults: faults.server_error(Endpoint.CALLBACK),
    "four errors": lambda faults: faults.server_error(Endpoint.CALLBACK, status=503, times=4),
    "an error, a limit and a cut": one_after_another,
    "an error after the effect": lambda faults: faults.server_error(Endpoint.CALLBACK, takes_effect=True),
    "a slow answer": lambda faults: faults.slow(Endpoint.CALLBACK, seconds=0.3),
    "a cut connection": lambda faults: faults.drop_request(Endpoint.CALLBACK, times=3),
    "a cut connection after the effect": lambda faults: faults.drop_request(Endpoint.CALLBACK, takes_effect=True),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_answer_gets_through(discord: LoopbackDiscord, fault: str) -> None:
    """A question is answered exactly once, whatever happens to the request with the answer."""
    FAULTS[fault](discord.faults)
    exchange = await discord.member().slash("heat2 ask", question=SHORT)
    assert exchange.answered
    assert exchange.acknowledged_after is not None
    assert exchange.acknowledged_after < 3.0
    assert f"-# {SHORT}\n> " in exchange.message.text
    assert len(exchange.messages) == 1


async def test_no_message_is_asked_back(discord: LoopbackDiscord) -> None:
    """Discord is not asked to return the message: its response has status 204 and no content."""
    assert (await discord.member().slash("heat2 ask", question=SHORT)).ok
    assert discord.requests(Endpoint.CALLBACK)[-1].status == 204


@pytest.mark.parametrize("action", ["why", "turn"])
async def test_a_press_gets_through_errors(discord: LoopbackDiscord, action: str) -> None:
    """The acknowledgement of a press is retried after server errors, like that of a command."""
    member = discord.member()
    message = (await member.slash("heat2 ask", question=SHORT)).message
    discord.faults.server_error(Endpoint.CALLBACK, times=4)
    button = next(each for each in buttons(message).values() if each.startswith(f"heat2:{action}:"))
    pressed = await member.click(message, button)
    assert pressed.answered
    assert pressed.acknowledged_after is not None
    assert pressed.acknowledged_after < 3.0


@pytest.mark.parametrize("fault", ["limit", "cut", "error"])
async def test_a_turned_page_gets_through(discord: LoopbackDiscord, fault: str) -> None:
    """The message after an acknowledgement is retried too."""
    member = discord.member()
    message = (await member.slash("heat2 ask", question=SHORT)).message
    if fault == "limit":
        discord.faults.rate_limit(Endpoint.EDIT_REPLY, via_header=False, retry_after_header=False, times=3)
    elif fault == "error":
        discord.faults.server_error(Endpoint.EDIT_REPLY, times=3)
    else:
        discord.faults.drop_request(Endpoint.EDIT_REPLY, times=3)
    assert (await member.click(message, more(message))).answered


async def test_a_long_rate_limit_is_given_up(discord: LoopbackDiscord) -> None:
    """When Cloudflare says to come back in an hour, the bot gives up and the member reads that it failed."""
    discord.faults.rate_limit(Endpoint.CALLBACK, via_header=False, retry_after=3600.0)
    refused = await discord.member().slash("heat2 ask", question=SHORT)
    assert "Something went wrong here" in refused.message.text
    assert (await discord.member().slash("heat2 ask", question=SHORT)).ok


@pytest.mark.parametrize("code", [None, 4000])
async def test_questions_during_a_lost_gateway_are_answered(discord: LoopbackDiscord, code: int | None) -> None:
    """After a lost socket the bot reconnects, and answers questions from meanwhile in time."""
    await discord.faults.drop_socket(code=code)
    asked = [discord.member(f"member {n}").slash("heat2 ask", question=SHORT) for n in range(10)]
    assert all(exchange.ok for exchange in await asyncio.gather(*asked))


async def test_a_lost_session_is_replaced(discord: LoopbackDiscord) -> None:
    """After an invalid session the bot logs in again and answers."""
    await discord.faults.invalid_session()
    await discord.gateway.until(lambda gateway: not gateway.live_sessions)
    await discord.ready()
    assert (await discord.member().slash("heat2 ask", question=SHORT)).ok


async def test_a_locked_database_delays_no_answer(discord: LoopbackDiscord, folder: Path) -> None:
    """While another program locks the database, questions and presses are answered, and nothing waits for the lock.

    A question that no article answers is counted when the lock is gone.
    """
    member = discord.member()
    assert (await member.slash("heat2 ask", question=SHORT)).ok
    with closing(sqlite3.connect(folder / "heat2.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for question in (SHORT, LONG, "who wrote the novel"):
            message = (await member.slash("heat2 ask", question=question)).message
            assert (await member.click(message, "Why these?")).answered
        async with asyncio.timeout(LOCK_TIMEOUT):
            assert (await member.slash("heat2 ask", question=UNANSWERED)).ok
        other.execute("ROLLBACK")
        assert (await member.click(message, "Why these?")).answered
        async with asyncio.timeout(30):
            while not other.execute("SELECT times FROM unanswered").fetchall():  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.1)
