"""Rules for interactions: the deadline, one acknowledgement, and the lifetime of the token."""

from pathlib import Path

import aiohttp

from .conftest import StartBot
from .exchange import Ack, Timeouts
from .server import LoopbackDiscord


async def test_a_late_acknowledgement_is_refused(start_bot: StartBot) -> None:
    """An acknowledgement after the deadline is refused with 10062, Unknown interaction."""
    async with LoopbackDiscord(timeouts=Timeouts(acknowledge=0.3)) as discord, start_bot(discord):
        await discord.ready()
        exchange = await discord.member().slash("late", seconds=0.6)
        assert (exchange.acknowledged, exchange.timed_out, exchange.ok) == (None, True, False)
        await exchange.until(lambda one: bool(one.refusals))
        assert [(refusal.status, refusal.code) for refusal in exchange.refusals] == [(404, 10062)]


async def test_a_second_acknowledgement_is_refused(start_bot: StartBot) -> None:
    """A second acknowledgement is refused with 40060, and the first answer remains."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        exchange = await discord.member().slash("twice")
        await exchange.until(lambda one: bool(one.refusals))
        assert [refusal.code for refusal in exchange.refusals] == [40060]
        assert [message.content for message in exchange.messages] == ["once"]


async def test_a_deferred_reply_that_is_deleted_is_no_answer(start_bot: StartBot) -> None:
    """After the deferred reply is deleted, the member waits for the follow-up that replaces it."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        exchange = await discord.member().slash("replace")
        assert exchange.message.content == "only you"
        assert exchange.ephemeral


async def test_a_token_expires(start_bot: StartBot) -> None:
    """A follow-up after the token has expired is refused with 50027."""
    async with LoopbackDiscord(timeouts=Timeouts(token=0.0)) as discord, start_bot(discord):
        await discord.ready()
        exchange = await discord.member().with_answer_timeout(0.1).slash("think")
        await exchange.until(lambda one: bool(one.refusals))
        assert exchange.acknowledged is Ack.DEFERRED_MESSAGE
        assert exchange.refusals[0].code == 50027


async def test_a_broken_limit_is_refused_and_remembered(start_bot: StartBot, openapi: Path) -> None:
    """A body over a limit is refused with 50035, recorded as a violation, and does not answer the interaction."""
    timeouts = Timeouts(acknowledge=0.5)
    async with LoopbackDiscord(openapi=openapi, timeouts=timeouts) as discord, start_bot(discord) as bot:
        await discord.ready()
        assert (await discord.member().slash("long", length=2000)).ok
        exchange = await discord.member().slash("long", length=2001)
        assert [refusal.code for refusal in exchange.refusals] == [50035]
        assert exchange.acknowledged is None
        assert {violation.problem.path for violation in discord.violations} == {("data", "content")}
        assert {violation.problem.code for violation in discord.violations} == {"BASE_TYPE_MAX_LENGTH", "SCHEMA"}
        await bot.line("In data.content: Must be 2000 or fewer in length")


async def test_the_rule_on_mentions_can_be_switched_off(start_bot: StartBot) -> None:
    """A message that allows mentions is a violation only if `forbid_mentions` is True."""
    timeouts = Timeouts(acknowledge=0.5)
    for forbid_mentions in (True, False):
        async with (
            LoopbackDiscord(forbid_mentions=forbid_mentions, timeouts=timeouts) as discord,
            start_bot(discord),
        ):
            await discord.ready()
            exchange = await discord.member().slash("shout")
            assert exchange.ok is not forbid_mentions
            assert bool(discord.violations) is forbid_mentions


async def test_validation_can_be_switched_off(start_bot: StartBot) -> None:
    """With validate="off" a body over a limit is accepted."""
    async with LoopbackDiscord(validate="off") as discord, start_bot(discord):
        await discord.ready()
        assert len((await discord.member().slash("long", length=2001)).message.content) == 2001
        assert discord.violations == []


async def test_a_wrong_token_is_refused() -> None:
    """A wrong token gets 401 from the REST API and close code 4004 from the gateway."""
    async with LoopbackDiscord() as discord, aiohttp.ClientSession() as session:
        async with session.get(f"{discord.api_url}/users/@me", headers={"Authorization": "Bot wrong"}) as answer:
            assert answer.status == 401
        async with session.ws_connect(discord.gateway_url) as socket:
            assert (await socket.receive_json())["op"] == 10
            await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 1, "properties": {}}})
            closed = await socket.receive()
            assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4004)


async def test_a_body_that_is_not_json_is_refused() -> None:
    """Invalid JSON gets an error in Discord's format, with the exact content type that discord.py requires."""
    async with LoopbackDiscord() as discord, aiohttp.ClientSession() as session:
        url = f"{discord.api_url}/interactions/1/x/callback"
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
            assert (answer.status, answer.headers["Content-Type"]) == (400, "application/json")
            assert (await answer.json())["code"] == 50035
