"""Faults that a test orders, as a real bot meets them."""

import pytest

from .conftest import StartBot
from .errors import RefusedError
from .exchange import Timeouts
from .routes import Endpoint
from .server import LoopbackDiscord

SHORT_TIMEOUTS = Timeouts(acknowledge=0.5, answer=0.5)


async def test_a_rate_limit_with_via_is_waited_for(start_bot: StartBot) -> None:
    """A 429 from Discord itself is tried again, and the answer arrives."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.rate_limit(Endpoint.CALLBACK, retry_after=0.05, times=2)
        exchange = await discord.member().slash("ping")
        assert exchange.ok
        assert [request.status for request in discord.requests(Endpoint.CALLBACK)] == [429, 429, 200]


async def test_a_rate_limit_without_via_is_final(start_bot: StartBot) -> None:
    """A 429 from the wall before Discord is not tried again: the member gets no answer."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.rate_limit(Endpoint.CALLBACK, via_header=False)
        exchange = await discord.member().slash("ping")
        assert (exchange.acknowledged, exchange.timed_out) == (None, True)
        await bot.line("429 Too Many Requests")


async def test_a_server_error_is_tried_again(start_bot: StartBot) -> None:
    """A 500 is tried again after a second, within the time that an interaction has."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.server_error(Endpoint.CALLBACK)
        assert (await discord.member().slash("ping")).ok


async def test_an_answer_lost_after_its_effect(start_bot: StartBot) -> None:
    """If only the answer is lost, the member has it, and trying again is refused as a second acknowledgement."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.server_error(Endpoint.CALLBACK, takes_effect=True)
        exchange = await discord.member().slash("ping")
        await exchange.until(lambda one: bool(one.refusals))
        assert (exchange.message.content, exchange.refusals[0].code) == ("pong", 40060)


async def test_slow_answers(start_bot: StartBot) -> None:
    """A slow answer to the deferral delays what follows it, but loses nothing."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        discord.faults.slow(Endpoint.CALLBACK, seconds=0.2)
        exchange = await discord.member().slash("think")
        assert exchange.message.content == "thought"


async def test_a_cut_connection(start_bot: StartBot) -> None:
    """A connection cut instead of an answer is an error in the bot, and the next command works."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.drop_request(Endpoint.CALLBACK)
        assert (await discord.member().slash("ping")).timed_out
        await bot.line("ServerDisconnected|ConnectionReset|ClientOSError")
        assert (await discord.member().slash("ping")).ok


async def test_any_refusal(start_bot: StartBot) -> None:
    """Any error of Discord's can be ordered, such as a missing permission."""
    async with LoopbackDiscord(timeouts=SHORT_TIMEOUTS) as discord, start_bot(discord) as bot:
        await discord.ready()
        discord.faults.refuse(Endpoint.SEND_MESSAGE, RefusedError(403, 50013, "Missing Permissions"))
        assert (await discord.member().slash("post")).timed_out
        await bot.line(r"Forbidden: 403 Forbidden \(error code: 50013\)")


async def test_an_open_connection_that_is_dead(start_bot: StartBot) -> None:
    """Heartbeats can go unanswered while the socket stays open."""
    async with LoopbackDiscord() as discord:
        discord.faults.silence_heartbeats()
        async with start_bot(discord):
            await discord.ready()
            assert discord.gateway.sockets[0].heartbeats == 1
            assert discord.gateway.sockets[0].acknowledged == 0


@pytest.mark.parametrize("endpoint", [None, Endpoint.ME])
async def test_orders_are_used_up_and_forgotten(endpoint: Endpoint | None) -> None:
    """An order is taken as often as it says, only for its endpoint, and not after it was cleared."""
    async with LoopbackDiscord() as discord:
        discord.faults.server_error(endpoint, times=2)
        assert discord.faults.take(Endpoint.ME) is not None
        assert (discord.faults.take(Endpoint.CALLBACK) is None) is (endpoint is not None)
        discord.faults.clear()
        assert discord.faults.take(Endpoint.ME) is None
