"""The real `heat2 run` while the gateway sends what the library cannot read: each such event is skipped."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.discord_app.process.bot_process import start
from tests.loopback import (
    MODERATOR,
    BotProcess,
    Endpoint,
    Exchange,
    GatewayRules,
    Guild,
    InteractionType,
    LoopbackDiscord,
    Person,
)

QUESTION = "when does filming start"
ODD: tuple[object, ...] = (None, "no number", [], {}, -1, [{}], 2**62)
"""What stands in place of a field's value."""
UNREADABLE = "waingro-was-here"
"""Content that no log may hold. No file and no function has such a name: the log tells where a busy loop stands."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord; new logins need no pause."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as double:
        yield double


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    """The bot's process, logged in."""
    no_limits = {"HEAT2_QUESTIONS_PER_MEMBER": "0", "HEAT2_QUESTIONS_PER_SERVER": "0"}
    async with start(discord, tmp_path_factory.mktemp("heat2"), **no_limits) as process:
        await discord.ready()
        yield process


async def still_there(discord: LoopbackDiscord, bot: BotProcess, identified: int) -> None:
    """Check that the process still has the same login and answers."""
    await discord.gateway.wait_until_processed(discord.guild.id)
    assert (await discord.member().slash("heat2 ask", question=QUESTION)).ok
    assert bot.exit_code is None
    assert len(discord.gateway.identifies) == identified


def mutated(payload: Any, depth: int = 3) -> Iterator[Any]:
    """Yield the payload without each field in turn, and with each field of another type, nested fields included."""
    if isinstance(payload, dict) and depth:
        for key, value in payload.items():
            rest = {other: each for other, each in payload.items() if other != key}
            yield rest
            yield from (rest | {key: odd} for odd in ODD)
            yield from (rest | {key: inner} for inner in mutated(value, depth - 1))
    elif isinstance(payload, list) and payload and depth:
        yield from ([inner, *payload[1:]] for inner in mutated(payload[0], depth - 1))
        yield from ([odd, *payload] for odd in ODD)


def events_of(discord: LoopbackDiscord) -> dict[str, Any]:
    """Return valid payloads of many kinds of events."""
    guild, guild_id = discord.guild, str(discord.guild.id)
    channel = guild.channels[0].payload | {"guild_id": guild_id}
    thread = channel | {"id": "77", "type": 11, "parent_id": channel["id"], "owner_id": "5", "member_count": 1}
    thread["thread_metadata"] = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2024-01-01"}
    role = {"guild_id": guild_id, "role": Guild("x").payload()["roles"][0]}
    user = discord.member("Neil").user.payload
    return {
        "GUILD_CREATE": Guild("Other", id=guild.id + (1 << 30)).payload(),
        "GUILD_UPDATE": guild.payload(),
        "CHANNEL_CREATE": channel,
        "CHANNEL_UPDATE": channel,
        "THREAD_CREATE": thread,
        "GUILD_ROLE_CREATE": role,
        "GUILD_ROLE_DELETE": {"guild_id": guild_id, "role_id": "12"},
        "GUILD_MEMBER_ADD": {"guild_id": guild_id, "user": user, "roles": [], "joined_at": "2024-01-01T00:00:00Z"},
        "GUILD_EMOJIS_UPDATE": {"guild_id": guild_id, "emojis": [{"id": "1", "name": "x", "roles": []}]},
        "STAGE_INSTANCE_CREATE": {"id": "1", "guild_id": guild_id, "channel_id": channel["id"], "topic": "x"},
        "INTEGRATION_CREATE": {"id": "1", "guild_id": guild_id, "name": "x", "type": "discord"},
        "USER_UPDATE": user,
        "MESSAGE_CREATE": {"id": "1", "channel_id": channel["id"], "guild_id": guild_id, "author": user},
        "RESUMED": {},
    }


async def test_events_of_any_form_are_skipped(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """Events of many kinds with fields that are missing or of another type end neither the process nor the login."""
    identified, sent = len(discord.gateway.identifies), 0
    for event, payload in events_of(discord).items():
        for odd in [*ODD, *mutated(payload, 2)]:
            sent += await discord.gateway.publish(event, odd, discord.guild.id)
    await discord.gateway.publish("GUILD_UPDATE", discord.guild.payload(), discord.guild.id)
    assert sent > 500
    await still_there(discord, bot, identified)
    assert "a gateway event CHANNEL_CREATE cannot be read and was skipped: KeyError" in bot.output
    assert "Traceback" not in bot.output


def interactions_of(person: Person) -> Iterator[dict[str, Any]]:
    """Yield payloads of a command, a suggestion, a press and a form."""
    option = {"type": 3, "name": "question", "value": QUESTION, "focused": True}
    asks = {"id": "1", "name": "heat2", "type": 1, "options": [{"type": 1, "name": "latest", "options": []}]}
    suggests = asks | {"options": [{"type": 1, "name": "ask", "options": [option]}]}
    press = {"id": 1, "custom_id": "heat2:latest:0:0", "component_type": 2}
    row = {"type": 1, "components": [{"type": 4, "custom_id": "title", "value": "x"}]}
    form = {"custom_id": "0" * 32, "components": [row]}
    button = {"type": 2, "style": 2, "label": "x", "custom_id": "heat2:latest:0:0", "id": 1}
    author = person.user.payload
    message: dict[str, Any] = {
        "id": "5",
        "channel_id": str(person.channel.id if person.channel else 0),
        "author": author,
    }
    message |= {"content": "", "flags": 0, "type": 0, "components": [{"type": 1, "components": [button]}]}
    message |= {"attachments": [], "embeds": [], "edited_timestamp": None, "pinned": False, "mention_everyone": False}
    message |= {"tts": False, "timestamp": "2024-01-01T00:00:00+00:00"}
    for kind, data in (
        (InteractionType.COMMAND, asks),
        (InteractionType.AUTOCOMPLETE, suggests),
        (InteractionType.COMPONENT, press),
        (InteractionType.MODAL_SUBMIT, form),
    ):
        exchange = Exchange(kind, person.id, person.guild.id if person.guild else None, 1, person.timeouts)
        payload = copy.deepcopy(person._payload(exchange, data))
        yield payload | ({"message": message} if kind is InteractionType.COMPONENT else {})


async def test_interactions_of_any_form_are_skipped(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """Interactions with missing, malformed or unknown parts end nothing, and leave no task that failed unseen."""
    identified, guild_id = len(discord.gateway.identifies), discord.guild.id
    for payload in interactions_of(discord.member("Neil")):
        for odd in mutated(payload, 3):
            await discord.gateway.publish("INTERACTION_CREATE", odd, guild_id)
        await discord.gateway.publish("INTERACTION_CREATE", payload | {"type": 99}, guild_id)
        await discord.gateway.wait_until_processed(guild_id)
    await still_there(discord, bot, identified)
    assert "never retrieved" not in bot.output
    assert "User: " not in bot.output


async def test_unknown_components_options_and_kinds_are_no_failure(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """Unknown components, options and kinds of interactions, which Discord may add one day, are ignored."""
    neil = discord.member("Neil")
    asked = await neil.slash("heat2 ask", question=QUESTION)
    asked.message.payload["components"].append({"type": 97, "id": 99, "glow": True})
    assert (await neil.click(asked.message, "Why these?")).answered
    option = {"type": 98, "name": "mood", "value": "good"}
    question = {"type": 3, "name": "question", "value": QUESTION}
    data = {"id": "1", "name": "heat2", "type": 1}
    data["options"] = [{"type": 1, "name": "ask", "options": [question, option]}]
    answered = await neil.send(InteractionType.COMMAND, data)
    assert answered.answered
    assert bot.exit_code is None


async def test_a_malformed_form_is_answered_with_an_error(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """A form that cannot be read gets a sentence, and the next form works."""
    moderator = discord.member("Vincent", permissions=MODERATOR)
    opened = await moderator.slash("heat2-sources add")
    assert opened.modal
    odd = {"custom_id": opened.modal["custom_id"], "components": [{"type": 1}]}
    told = await moderator.send(InteractionType.MODAL_SUBMIT, odd)
    assert "Something went wrong here" in told.message.text
    again = await moderator.slash("heat2-sources add")
    assert (await moderator.submit(again, {"text": "Filming of Heat 2 starts in May. " * 20})).answered
    assert bot.exit_code is None


async def test_frames_of_any_form_are_skipped(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """Text that is no JSON, JSON that is no object, and malformed operations are skipped."""
    identified = len(discord.gateway.identifies)
    socket = discord.gateway.shard().socket
    assert socket
    odd = [[], 5, None, {}, {"op": 99}, {"op": "x", "d": {}}, {"op": 0}, {"op": 0, "t": 5, "d": {}, "s": None}]
    odd += [{"op": 0, "t": "GUILD_CREATE", "d": None, "s": None}, {"op": 0, "t": [UNREADABLE], "d": {}, "s": None}]
    for frame in (b"{", UNREADABLE.encode(), b"[" * 100_000, *(json.dumps(each).encode() for each in odd)):
        await socket.send(frame)
    await still_there(discord, bot, identified)
    assert [line for line in bot.lines if UNREADABLE in line] == []


async def test_a_broken_stream_is_replaced(discord: LoopbackDiscord, bot: BotProcess) -> None:
    """After a broken compressed stream the bot connects again and answers."""
    socket = discord.gateway.shard().socket
    assert socket
    before = len(discord.gateway.identifies)
    await socket.response.send_bytes(b"\xff" * 40 + b"\x00\x00\xff\xff")
    await discord.gateway.until(lambda gateway: len(gateway.identifies) > before and bool(gateway.live_sessions))
    assert (await discord.member().slash("heat2 ask", question=QUESTION)).ok
    assert bot.exit_code is None
    assert not discord.requests(Endpoint.UNKNOWN)
