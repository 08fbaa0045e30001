"""Faults and their effect on a real bot."""

import pytest

from .conftest import StartBot
from .errors import RefusedError
from .exchange import Timeouts
from .rest import Endpoint
from .server import LoopbackDiscord

SHORT_TIMEOUTS = Timeouts(acknowledge=0.5, answer=0.5)


async def test_a_rate_limit_with_via_is_retried(start_bot: StartBot) -> None:
    """discord.py retries a 429 with a Via header, and the answer arrives."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.rate_limit(Endpoint.CALLBACK, retry_after=0.05, times=2)
        exchange = await discord.member().slash("ping")
        assert exchange.ok
        assert [request.status for request in discord.requests(Endpoint.CALLBACK)] == [429, 429, 200]


async def test_a_rate_limit_without_via_is_final(start_bot: StartBot) -> None:
    """discord.py does not retry a 429 without a Via header (from the proxy): the member gets no answer."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.rate_limit(Endpoint.CALLBACK, via_header=False)
        exchange = await discord.member().slash("ping")
        assert (exchange.acknowledged, exchange.timed_out) == (None, True)
        await bot.line("429 Too Many Requests")


async def test_a_server_error_is_tried_again(start_bot: StartBot) -> None:
    """discord.py retries a 500 after a second, before the interaction's deadline."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.server_error(Endpoint.CALLBACK)
        assert (await discord.member().slash("ping")).ok


async def test_an_answer_lost_after_its_effect(start_bot: StartBot) -> None:
    """If only the response is lost, the member sees the message, and the retry is refused with 40060."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.server_error(Endpoint.CALLBACK, takes_effect=True)
        exchange = await discord.member().slash("ping")
        await exchange.until(lambda one: bool(one.refusals))
        assert (exchange.message.content, exchange.refusals[0].code) == ("pong", 40060)


async def test_slow_answers(start_bot: StartBot) -> None:
    """A slow response to the deferral delays the follow-up but does not lose it."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.slow(Endpoint.CALLBACK, seconds=0.2)
        exchange = await discord.member().slash("think")
        assert exchange.message.content == "thought"


async def test_a_cut_connection(start_bot: StartBot) -> None:
    """A cut connection raises an error in the bot, and the next command works."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.drop_request(Endpoint.CALLBACK)
        assert (await discord.member().slash("ping")).timed_out
        await bot.line("ServerDisconnected|ConnectionReset|ClientOSError")
        assert (await discord.member().slash("ping")).ok


async def test_any_refusal(start_bot: StartBot) -> None:
    """Any error of Discord can be simulated, such as a missing permission."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.refuse(Endpoint.SEND_MESSAGE, RefusedError(403, 50013, "Missing Permissions"))
        assert (await discord.member().slash("post")).timed_out
        await bot.line(r"Forbidden: 403 Forbidden \(error code: 50013\)")


async def test_an_open_connection_that_is_dead(start_bot: StartBot) -> None:
    """Heartbeats can remain unacknowledged while the socket is open."""
    async with LoopbackDiscord() as discord:
        discord.faults.silence_heartbeats()
        async with start_bot(discord):
            await discord.ready()
            assert discord.gateway.sockets[0].heartbeats == 1
            assert discord.gateway.sockets[0].acknowledged == 0


@pytest.mark.parametrize("endpoint", [None, Endpoint.ME])
async def test_faults_are_counted_and_cleared(endpoint: Endpoint | None) -> None:
    """A fault applies `times` times, only to its endpoint, and not after `clear`."""
    async with LoopbackDiscord() as discord:
        discord.faults.server_error(endpoint, times=2)
        assert discord.faults.take(Endpoint.ME) is not None
        assert (discord.faults.take(Endpoint.CALLBACK) is None) is (endpoint is not None)
        discord.faults.clear()
        assert discord.faults.take(Endpoint.ME) is None
