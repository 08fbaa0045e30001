"""Forms that stay open while the real `heat2 run` is restarted."""

from __future__ import annotations

from pathlib import Path

from tests.discord_app.process.bot_process import start
from tests.loopback import MODERATOR, Exchange, GatewayRules, LoopbackDiscord

TEXT = "Cameras roll on Heat 2 in August, the harbour master said on Monday.\n\nThe pier is booked for nine nights."


async def published(discord: LoopbackDiscord, moderator_adds: Exchange) -> None:
    """Check that an article can be quoted."""
    assert "was added" in moderator_adds.message.text
    asked = await discord.member().slash("heat2 ask", question="For how many nights is the pier booked?")
    assert "nine nights" in asked.message.text.replace("*", "")


async def test_an_open_form_outlives_a_restart(tmp_path: Path) -> None:
    """A form works although another process has opened it."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        neil = discord.member("Neil", permissions=MODERATOR)
        async with start(discord, tmp_path):
            await discord.ready()
            adding = await neil.slash("heat2-sources add")
            draft = await neil.submit(await neil.slash("heat2-sources add"), {"text": f"{TEXT} A draft."})
            correcting = await neil.click(draft.message, "Edit")
        async with start(discord, tmp_path):
            await discord.ready()
            preview = await neil.submit(adding, {"text": TEXT, "publisher": "Harbor"})
            await published(discord, await neil.click(preview.message, "Publish"))
            corrected = await neil.submit(correcting, {"title": "A title of my own"})
            assert "A title of my own" in corrected.message.text
            (found,) = (await neil.autocomplete("heat2-sources edit", "article", "cameras")).choices
            editing = await neil.slash("heat2-sources edit", article=found["value"])
            texting = await neil.slash("heat2-sources edit-text", article=found["value"])
            listed = await neil.slash("heat2-sources list", words="harbor")
            pick = next(select for select in listed.message.selects if "pick" in select["custom_id"])
            chosen = await neil.select(listed.message, pick["custom_id"], pick["options"][0]["value"])
            several = await neil.click(chosen.message, "Publisher, date, language")
        async with start(discord, tmp_path):
            await discord.ready()
            edited = await neil.submit(editing, {"title": "Cameras roll", "publisher": "Harbor Weekly"})
            assert "Harbor Weekly" in edited.message.text
            late = await neil.submit(texting, {"text": f"{TEXT} And ten days."})
            assert "changed this article yourself meanwhile" in late.message.text
            assert await neil.click(late.message, "Open the form again")
            refused = await neil.submit(several, {"publisher": "Paper"})
            assert "no longer kept" in refused.message.text
        discord.assert_clean()
