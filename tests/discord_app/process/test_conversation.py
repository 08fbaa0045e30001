"""The real `heat2 run` in a conversation, with Discord's rules for the text of messages."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.discord_app.process.bot_process import start
from tests.loopback import Endpoint, GatewayRules, LoopbackDiscord, Message

QUESTION = "when does filming start"


async def next_message(discord: LoopbackDiscord, count: int) -> Message:
    """Wait until the bot has sent that many ordinary messages, and return the last one."""
    async with asyncio.timeout(60):
        while len(discord.requests(Endpoint.SEND_MESSAGE)) < count:  # noqa: ASYNC110 - requests tell nobody
            await asyncio.sleep(0.01)
    own = [each for each in discord.state.messages if each.payload["author"]["id"] == str(discord.state.bot.id)]
    return own[-1]


async def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    """A mention is answered, others' messages are not, and a reply is understood after a restart of the bot."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        neil, mention = discord.member("Neil"), f"<@{discord.state.bot.id}>"
        async with start(discord, tmp_path):
            await discord.ready(within=60)
            await discord.write(neil, "@everyone look at this")
            role = f"<@&{discord.state.bot_role(discord.guild).id}>"
            await discord.write(neil, f"{role} {QUESTION}")
            assert f"Write {mention} with your question" in (await next_message(discord, 1)).text
            await discord.write(neil, f"{role} {QUESTION}")
            asked = await discord.write(neil, f"{mention} {QUESTION}")
            answer = await next_message(discord, 2)
            assert answer.payload["message_reference"]["message_id"] == str(asked.id)
            # Another process that received the message as well would send nothing.
            body = discord.requests(Endpoint.SEND_MESSAGE)[-1].body
            assert (body["nonce"], body["enforce_nonce"]) == (f"re:{asked.id}", True)
            assert QUESTION in answer.text
        async with start(discord, tmp_path) as bot:
            await discord.ready(within=60)
            await discord.write(neil, "and where?", reply_to=answer)
            second = await next_message(discord, 3)
            assert "Understood as: and where filming?" in second.text
            await discord.write(discord.stranger(), QUESTION)
            assert QUESTION in (await next_message(discord, 4)).text
            assert "Traceback" not in bot.output
        discord.assert_clean()
