"""Votes and gaps through the real `heat2 run`, on real sockets, with a restart in the middle."""

from __future__ import annotations

from pathlib import Path

from tests.discord_app.process.bot_process import start
from tests.discord_app.server import buttons
from tests.loopback import MODERATOR, GatewayRules, LoopbackDiscord

QUESTION = "when does filming start"
RULES = GatewayRules(identify_window=0.0)


async def test_what_a_member_misses_reaches_a_moderator_after_a_restart(tmp_path: Path) -> None:
    """A vote, its reason and a refusal are stored; the next process takes them back, lists and dismisses them."""
    async with LoopbackDiscord(rules=RULES) as discord:
        neil, chris = discord.member("Neil"), discord.member("Chris", permissions=MODERATOR)
        async with start(discord, tmp_path) as bot:
            await discord.ready()
            answer = (await neil.slash("heat2 ask", question=QUESTION)).message
            what = await neil.click(answer, "👎")
            assert what.ephemeral
            refused = await neil.slash("heat2 ask", question="who plays spider-man in heat 2")
            assert refused.ephemeral
            assert await bot.stop() == 0
        async with start(discord, tmp_path) as bot:
            await bot.line("ready: ")
            await neil.click(what.message, "Outdated")
            gaps = (await chris.slash("heat2-sources gaps")).message
            assert "1 👎" in gaps.text
            assert "Outdated (1)" in gaps.text
            assert "who plays spider-man in heat 2" in gaps.text
            assert "Neil" not in gaps.text
            dismiss = next(each for each in buttons(gaps).values() if ":dismiss:" in each)
            left = await chris.click(gaps, dismiss)
            assert "will not come back here" in left.message.text
            assert await bot.stop() == 0
        discord.assert_clean()
