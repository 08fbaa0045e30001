"""The real `heat2 run` imports the links of a channel's pins, with Discord's pages of pins and rules for content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.discord_app.process.bot_process import start
from tests.loopback import MODERATOR, Endpoint, GatewayRules, Intent, LoopbackDiscord

INWARD = "http://127.0.0.1:9/news"
TEXT = "Stunt drivers for Heat 2 train at night on the docks of San Pedro, the harbour master said on Tuesday."


async def test_pinned_links_are_read_from_every_page(tmp_path: Path) -> None:
    """Pins beyond the first page are read, and a page that cannot be read is added as text and then quoted.

    As long as the operator has not switched on the intent for content, the command points that out.
    """
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        neil, moderator = discord.member("Neil"), discord.member("Hanna", permissions=MODERATOR)
        await discord.pin(await discord.write(neil, f"look: {INWARD}"))
        for number in range(60):
            await discord.pin(await discord.write(neil, f"rule {number}"))
        async with start(discord, tmp_path):
            await discord.ready(within=60)
            shown = await moderator.slash("heat2-sources import-pins")
            assert "the content of 61 pinned messages" in shown.message.text
            discord.gateway.rules = replace(discord.gateway.rules, privileged_intents=Intent.MESSAGE_CONTENT)
            shown = await moderator.slash("heat2-sources import-pins")
            assert len(discord.requests(Endpoint.LIST_PINS)) == 4
            assert "1 link could not be read" in shown.message.text
            form = await moderator.select(shown.message, "heat2:as_text", INWARD)
            preview = await moderator.submit(form, {"url": INWARD, "text": TEXT, "date": "2026-11-24"})
            done = await moderator.click(preview.message, "Publish")
            assert "was added" in done.message.text
            assert "docks of" in (await neil.slash("heat2 timeline", topic="stunt drivers")).message.text
        discord.assert_clean()
