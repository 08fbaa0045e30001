"""`heat2 run` when the message of a button is gone or its channel is closed to the bot: one sentence, no failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.discord_app.process.bot_process import start
from tests.discord_app.server import more
from tests.loopback import BotProcess, Endpoint, GatewayRules, LoopbackDiscord, RefusedError

SHORT = "when does filming start"
GONE = ((404, 10008), (404, 10003), (404, 10015), (401, 50027))
DENIED = ((403, 50001), (403, 50013))

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as double:
        yield double


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """The bot's process, logged in."""
    async with start(discord, tmp_path_factory.mktemp("heat2"), HEAT2_QUESTIONS_PER_MEMBER="0") as process:
        await process.line("ready: ", within=60)
        yield process


@pytest.mark.parametrize(("status", "code"), [*GONE, *DENIED])
async def test_a_gone_or_closed_place_is_one_sentence(
    discord: LoopbackDiscord, bot: BotProcess, status: int, code: int
) -> None:
    """A member who turns a page that cannot be edited reads the reason, and the log has one line."""
    member = discord.member()
    message = (await member.slash("heat2 ask", question=SHORT)).message
    discord.faults.refuse(Endpoint.EDIT_REPLY, RefusedError(status, code, "no"))
    before = len(bot.lines)
    pressed = await member.click(message, more(message))
    assert pressed.ephemeral
    said = "no longer exists" if (status, code) in GONE else "not allowed"
    assert said in pressed.message.text
    await bot.line(f"code {code}")
    assert len(list(bot.lines)[before:]) == 1


async def test_a_message_that_is_deleted_meanwhile(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """A member who turns a page while its message is deleted reads that in a message of their own."""
    member = discord.member()
    message = (await member.slash("heat2 ask", question=SHORT)).message
    acknowledged = len(discord.requests(Endpoint.CALLBACK))
    discord.faults.slow(Endpoint.CALLBACK, seconds=0.3)
    pressing = asyncio.create_task(member.click(message, more(message)))
    while len(discord.requests(Endpoint.CALLBACK)) == acknowledged:
        await discord.gateway.wait_until_processed(discord.guild.id)
    discord.state.messages.remove(message)
    pressed = await pressing
    assert "no longer exists" in pressed.message.text
    assert "Traceback" not in bot.output


async def test_deleting_a_deleted_answer_is_no_failure(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """Deleting an answer that somebody else has just deleted is no error."""
    member = discord.member().with_answer_timeout(0.5)
    message = (await member.slash("heat2 ask", question=SHORT)).message
    discord.faults.refuse(Endpoint.DELETE_REPLY, RefusedError(404, 10008, "Unknown Message"))
    before = len(bot.lines)
    pressed = await member.click(message, "Delete")
    assert pressed.messages == []
    assert len(bot.lines) == before


async def test_an_unreportable_failure_is_one_log_line(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """When the channel is gone and no sentence can be sent, the log still has one line."""
    member = discord.member().with_answer_timeout(1.0)
    message = (await member.slash("heat2 ask", question=SHORT)).message
    discord.faults.refuse(Endpoint.EDIT_REPLY, RefusedError(404, 10003, "Unknown Channel"))
    discord.faults.refuse(Endpoint.FOLLOW_UP, RefusedError(404, 10003, "Unknown Channel"))
    before = len(bot.lines)
    await member.click(message, more(message))
    assert len(list(bot.lines)[before:]) == 1
    assert "Traceback" not in bot.output
