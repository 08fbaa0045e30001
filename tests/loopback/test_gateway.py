"""The gateway: resuming, invalid sessions, compression, shards, intents."""

from typing import Any

import pytest

from .conftest import StartBot
from .connections import Intent
from .gateway import GatewayRules
from .messages import Message, new_message
from .rest import Endpoint
from .server import LoopbackDiscord
from .world import Guild

NO_IDENTIFY_WINDOW = GatewayRules(identify_window=0.0)


@pytest.mark.parametrize("code", [None, 4000, 1000])
async def test_a_dropped_socket_is_resumed(start_bot: StartBot, code: int | None) -> None:
    """After a disconnect the bot resumes instead of identifying again, and it still answers."""
    async with LoopbackDiscord() as discord, start_bot(discord) as bot:
        await discord.ready()
        session = discord.gateway.shard()
        await discord.faults.drop_socket(code=code)
        await discord.gateway.until(lambda gateway: session.resumes == 1)
        assert len(discord.gateway.identifies) == 1
        assert (await discord.member().slash("ping")).ok
        await bot.line("resumed")


async def test_missed_events_are_replayed(start_bot: StartBot) -> None:
    """An interaction sent during a disconnect reaches the bot after its RESUME."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        session = discord.gateway.shard()
        session.socket, socket = None, session.socket
        waiting = discord.member().slash("ping")
        assert socket is not None
        socket.abort()
        assert (await waiting).message.content == "pong"
        assert session.resumes == 1


async def test_an_invalid_session_identifies_again(start_bot: StartBot) -> None:
    """After INVALID_SESSION the bot identifies again, and it still answers."""
    async with LoopbackDiscord(rules=NO_IDENTIFY_WINDOW) as discord, start_bot(discord, SAMPLE_IDENTIFY_DELAY="0"):
        await discord.ready()
        await discord.faults.invalid_session()
        await discord.gateway.until(lambda gateway: len(gateway.identifies) == 2 and bool(gateway.live_sessions))
        assert (await discord.member().slash("ping")).ok


@pytest.mark.parametrize("how", ["resumable", "reconnect"])
async def test_a_requested_resume(start_bot: StartBot, how: str) -> None:
    """A resumable INVALID_SESSION and RECONNECT both lead to RESUME."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        session = discord.gateway.shard()
        if how == "resumable":
            await discord.faults.invalid_session(resumable=True)
        else:
            await discord.faults.ask_reconnect()
        await discord.gateway.until(lambda gateway: session.resumes == 1)
        assert len(discord.gateway.identifies) == 1


@pytest.mark.parametrize("compression", ["zstd-stream", "zlib-stream"])
async def test_both_compressions(start_bot: StartBot, compression: str) -> None:
    """The bot gets the compression that it requests, for many messages and after a RESUME."""
    async with LoopbackDiscord() as discord, start_bot(discord, SAMPLE_COMPRESSION=compression):
        await discord.ready()
        assert [socket.compression for socket in discord.gateway.sockets] == [compression]
        for _ in range(20):
            assert (await discord.member().slash("ping")).ok
        session = discord.gateway.shard()
        await discord.faults.drop_socket()
        await discord.gateway.until(lambda gateway: session.resumes == 1)
        assert (await discord.member().slash("ping")).ok


async def test_heartbeats_are_answered_without_a_false_alarm(start_bot: StartBot) -> None:
    """Heartbeats are acknowledged, and discord.py logs no lag."""
    rules = GatewayRules(heartbeat_interval=0.1)
    async with LoopbackDiscord(rules=rules) as discord, start_bot(discord) as bot:
        await discord.ready()
        socket = discord.gateway.sockets[0]
        for _ in range(50):
            assert (await discord.member().slash("late", seconds=0.01)).ok
            if socket.heartbeats > 3:
                break
        assert socket.heartbeats > 3
        assert "behind" not in bot.output


async def test_guilds_belong_to_their_shards(start_bot: StartBot) -> None:
    """Two shards log in, each receives its own guilds, and interactions reach the right shard."""
    guilds = [Guild("even", id=2 << 22), Guild("odd", id=3 << 22)]
    rules = GatewayRules(recommended_shards=2, max_concurrency=2)
    settings = {"SAMPLE_SHARDED": "1", "SAMPLE_IDENTIFY_DELAY": "0"}
    async with LoopbackDiscord(*guilds, rules=rules) as discord, start_bot(discord, **settings):
        await discord.ready(shards=2)
        assert [session.shard_id for session in discord.gateway.live_sessions] == [0, 1]
        assert discord.requests(Endpoint.GATEWAY_BOT)
        for guild in guilds:
            assert (await discord.member(guild=guild).slash("ping")).ok
        before = discord.gateway.shard(0).sequence
        await discord.member(guild=guilds[1]).slash("ping")
        assert discord.gateway.shard(0).sequence == before
        discord.assert_clean()


async def test_identifying_too_fast_is_a_failure(start_bot: StartBot) -> None:
    """A second IDENTIFY of a bucket within the window is a failure and gets INVALID_SESSION."""
    rules = GatewayRules(recommended_shards=2, max_concurrency=1, identify_window=2.0)
    settings = {"SAMPLE_SHARDED": "1", "SAMPLE_IDENTIFY_DELAY": "0.01"}
    async with LoopbackDiscord(rules=rules) as discord, start_bot(discord, **settings):
        await discord.gateway.until(lambda gateway: bool(discord.failures) or len(gateway.live_sessions) == 2)
        assert "IDENTIFY of shard 1" in discord.failures[0]


async def test_intents_select_events(start_bot: StartBot) -> None:
    """The intents are recorded. Without MESSAGE_CONTENT the bot receives messages without their content."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        session = discord.gateway.shard()
        assert Intent.GUILD_MESSAGES in session.intents
        assert Intent.MESSAGE_CONTENT not in session.intents
        before = session.sequence
        await discord.write(discord.member(), "a secret plan")
        assert session.sequence == before + 1
        assert b"a secret plan" not in session.replay_buffer[-1][1]


async def test_the_text_of_messages_to_the_bot(start_bot: StartBot) -> None:
    """Without the privileged intent, the bot gets the text of messages to it, and of no others."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        session, neil = discord.gateway.shard(), discord.member("Neil")
        response = (await neil.slash("ping")).message
        guild = discord.guild
        posted = Message(new_message(discord.state.bot, guild.channels[0].id, {"content": "x"}), guild_id=guild.id)
        discord.state.messages.add(posted)
        mention = f"<@{discord.state.bot.id}>"
        sent: list[tuple[str, dict[str, Any], bool]] = [
            (f"{mention} secret", {}, True),
            ("secret", {"reply_to": posted}, True),
            ("secret", {"reply_to": posted, "pings": False}, False),
            ("secret", {"reply_to": response}, False),
            (f"{mention} secret", {"reply_to": response}, True),
            ("@everyone secret", {}, False),
        ]
        for content, options, is_read in sent:
            await discord.write(neil, content, **options)
            assert (b"secret" in session.replay_buffer[-1][1]) is is_read, (content, options)
        await discord.write(discord.stranger(), "secret")
        assert b"secret" in session.replay_buffer[-1][1]


async def test_a_privileged_intent_must_be_granted(start_bot: StartBot) -> None:
    """Requesting a privileged intent that is not granted ends the bot with close code 4014."""
    async with LoopbackDiscord() as discord, start_bot(discord, SAMPLE_MESSAGE_CONTENT="1") as bot:
        assert await bot.wait() != 0
        assert "PrivilegedIntentsRequired" in bot.output
        assert "4014" in discord.failures[0]


async def test_joining_and_leaving_a_server(start_bot: StartBot) -> None:
    """The bot answers in a guild right after it joined, and the guild is gone after the bot is removed."""
    async with LoopbackDiscord() as discord, start_bot(discord):
        await discord.ready()
        guild = Guild("another")
        await discord.join(guild)
        assert (await discord.member(guild=guild).slash("ping")).ok
        await discord.remove_bot(guild)
        assert guild.id not in discord.state.guilds
