"""The real `heat2 run`, as its own process, against a Discord on loopback."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio

from tests.discord_app.process.bot_process import start as start_without_pause
from tests.discord_app.server import more
from tests.loopback import BotProcess, Endpoint, GatewayRules, LoopbackDiscord

QUESTION = "when does filming start"
NEWEST = "steht allerdings noch nicht genau fest"
OPENAPI = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"

pytestmark = pytest.mark.asyncio(loop_scope="module")


def start(discord: LoopbackDiscord, folder: Path, **more: str) -> BotProcess:
    """Start `heat2 run` in its own folder, connected to the loopback Discord."""
    settings: Mapping[str, str] = {"HEAT2_DATA_DIR": str(folder), "HEAT2_LOG_LEVEL": "INFO"}
    environment = {**discord.environment, **settings, **more}
    return BotProcess(sys.executable, "-m", "bot", "run", environment=environment, directory=Path(__file__).parents[1])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the module's bot."""
    return tmp_path_factory.mktemp("heat2")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(folder: Path) -> AsyncIterator[tuple[LoopbackDiscord, BotProcess]]:
    """A loopback Discord with `heat2 run` logged in; at the end it checks that no limit was exceeded."""
    openapi = OPENAPI if OPENAPI.exists() else None
    async with LoopbackDiscord(openapi=openapi) as double, start(double, folder) as process:
        await double.ready()
        yield double, process
        double.assert_clean()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(running: tuple[LoopbackDiscord, BotProcess]) -> LoopbackDiscord:
    """The loopback Discord of the module's bot."""
    return running[0]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell the memory of a process")
async def test_an_idle_bot_is_small(running: tuple[LoopbackDiscord, BotProcess]) -> None:
    """After a start the bot holds less than 120 MiB of its own, even if this start has made the database."""
    status = Path(f"/proc/{running[1].pid}/status").read_text(encoding="utf-8")
    (own,) = re.findall(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE)
    assert int(own) / 1024 < 120


async def test_it_asks_for_no_privileged_intents(discord: LoopbackDiscord) -> None:
    """The bot requests neither members, presences nor the content of messages."""
    privileged = 1 << 1 | 1 << 8 | 1 << 15
    assert not discord.gateway.shard().intents & privileged


async def test_a_question_is_answered(discord: LoopbackDiscord) -> None:
    """A slash command is answered with the newest article; More shows the older ones below it."""
    neil = discord.member()
    asked = await neil.slash("heat2 ask", question=QUESTION)
    assert asked.ok
    assert not asked.ephemeral
    assert NEWEST in asked.message.text
    assert "older" not in asked.message.text
    opened = await neil.click(asked.message, more(asked.message))
    await opened.until(lambda one: "older" in one.message.text)
    assert opened.message.text.index(NEWEST) < opened.message.text.index("older")


async def test_a_private_answer(discord: LoopbackDiscord) -> None:
    """With `private`, only the asker sees the answer."""
    asked = await discord.member().slash("heat2 ask", question=QUESTION, private=True)
    assert asked.ok
    assert asked.ephemeral


async def test_questions_are_offered(discord: LoopbackDiscord) -> None:
    """Autocomplete offers questions that have an answer."""
    offered = await discord.member().autocomplete("heat2 ask", "question", "when is")
    assert "When is the release date?" in [choice["value"] for choice in offered.choices]


async def test_the_newest_articles(discord: LoopbackDiscord) -> None:
    """`/heat2 latest` begins with the newest article."""
    latest = await discord.member().slash("heat2 latest")
    assert latest.ok
    assert "Moviepilot" in latest.message.text


async def test_no_answer_has_a_reason(discord: LoopbackDiscord) -> None:
    """A question without an answer gets the reason, in the member's language."""
    asked = await discord.member(locale="de").slash("heat2 ask", question="who composes the score")
    assert asked.ok
    assert "Filmmusik" in asked.message.text


async def test_a_message_is_answered_and_shared(discord: LoopbackDiscord) -> None:
    """A message's menu answers privately; Share replies to the message in public."""
    neil = discord.member("Neil")
    written = await discord.write(neil, QUESTION)
    answered = await neil.message_menu("Answer from Heat 2 articles", written)
    assert answered.ok
    assert answered.ephemeral
    shared = await neil.click(answered.message, "Share")
    assert shared.ok
    sent = [request for request in discord.requests(Endpoint.SEND_MESSAGE) if request.body]
    assert len(sent) == 1


async def test_paging(discord: LoopbackDiscord) -> None:
    """The asker's buttons change their message."""
    neil = discord.member("Neil")
    asked = await neil.slash("heat2 ask", question=QUESTION)
    opened = await neil.click(asked.message, more(asked.message))
    await opened.until(lambda one: "older" in one.message.text)
    before = opened.message.text
    turned = await neil.click(opened.message, "Oldest first")
    await turned.until(lambda one: one.message.text != before)
    assert turned.message is asked.message


async def test_only_the_asker_deletes(discord: LoopbackDiscord) -> None:
    """Delete works for the asker only."""
    neil, waingro = discord.member("Neil"), discord.member("Waingro")
    asked = await neil.slash("heat2 ask", question=QUESTION)
    refused = await waingro.click(asked.message, "Delete")
    assert refused.ephemeral
    assert not asked.message.deleted
    message = asked.message
    await neil.with_answer_timeout(1.0).click(message, "Delete")
    assert message.deleted


async def test_a_dropped_socket_is_resumed(discord: LoopbackDiscord) -> None:
    """After a dropped socket the session is resumed, and the next question is answered."""
    identified = len(discord.gateway.identifies)
    await discord.faults.drop_socket()
    await discord.gateway.until(lambda gateway: gateway.shard().resumes > 0)
    assert len(discord.gateway.identifies) == identified
    assert (await discord.member().slash("heat2 ask", question=QUESTION)).ok


async def test_an_invalid_session_begins_anew(discord: LoopbackDiscord) -> None:
    """After an invalid session the bot identifies again, and the next question is answered."""
    identified = len(discord.gateway.identifies)
    await discord.faults.invalid_session()
    await discord.gateway.until(lambda gateway: len(gateway.identifies) > identified and bool(gateway.live_sessions))
    assert (await discord.member().slash("heat2 ask", question=QUESTION)).ok


async def test_a_button_works_after_a_restart(tmp_path: Path) -> None:
    """A message's buttons work in the next process with the same database, which does not sync commands again."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as double:
        neil = double.member("Neil")
        async with start_without_pause(double, tmp_path):
            await double.ready()
            asked = await neil.slash("heat2 ask", question=QUESTION)
        async with start_without_pause(double, tmp_path) as second:
            await second.line("ready", within=60)
            why = await neil.click(asked.message, "Why these?")
            assert why.ok
            assert why.ephemeral
        assert len(double.requests(Endpoint.SYNC_COMMANDS)) == 1
        double.assert_clean()


async def test_a_wrong_token(tmp_path: Path) -> None:
    """A token that Discord refuses ends the program with one line that does not hold it."""
    async with LoopbackDiscord() as double:
        wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAbcde." + "x" * 38
        async with start(double, tmp_path, HEAT2_DISCORD_TOKEN=wrong) as bot:
            code = await bot.wait(30)
        assert code == 1
        assert not any(wrong in line or "Traceback" in line for line in bot.lines)
        assert any("token" in line for line in bot.lines)
