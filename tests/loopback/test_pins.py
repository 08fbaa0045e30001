"""Pinned messages, as Discord lists them to a bot."""

import aiohttp

from .api_pins import MAX_PAGE, MAX_PINS
from .connections import Intent
from .gateway import GatewayRules
from .server import LoopbackDiscord


async def test_pins_are_listed_in_pages() -> None:
    """The pins of a channel are listed newest first, at most 50 at a time; the former endpoint lists 50 of them."""
    rules = GatewayRules(privileged_intents=Intent.MESSAGE_CONTENT)
    async with LoopbackDiscord(rules=rules) as discord, aiohttp.ClientSession() as session:
        neil, headers = discord.member("Neil"), {"Authorization": f"Bot {discord.token}"}
        messages = [await discord.write(neil, f"{number}") for number in range(MAX_PINS + 1)]
        url = f"{discord.api_url}/channels/{discord.guild.channels[0].id}"
        for message in messages[:-1]:
            async with session.put(f"{url}/messages/pins/{message.id}", headers=headers) as answer:
                assert answer.status == 204
        async with session.put(f"{url}/messages/pins/{messages[-1].id}", headers=headers) as answer:
            assert (await answer.json())["code"] == 30003
        async with session.delete(f"{url}/messages/pins/{messages[0].id}", headers=headers) as answer:
            assert answer.status == 204
        listed, before, has_more = list[str](), "", True
        while has_more:
            query = {"before": before} if before else {}
            async with session.get(f"{url}/messages/pins", params=query, headers=headers) as answer:
                page = await answer.json()
            assert len(page["items"]) <= MAX_PAGE
            listed += [item["message"]["content"] for item in page["items"]]
            before, has_more = page["items"][-1]["pinned_at"], page["has_more"]
        assert listed == [f"{number}" for number in range(MAX_PINS - 1, 0, -1)]
        async with session.get(f"{url}/pins", headers=headers) as answer:
            assert [each["content"] for each in await answer.json()] == listed[:MAX_PAGE]
        for path, status in (("messages/pins?limit=51", 400), ("messages/pins?limit=0", 400)):
            async with session.get(f"{url}/{path}", headers=headers) as answer:
                assert answer.status == status


async def test_a_bot_without_the_intent_reads_no_content() -> None:
    """Without the privileged intent, pins of others are empty but for those that mention the bot."""
    async with LoopbackDiscord() as discord, aiohttp.ClientSession() as session:
        neil, headers = discord.member("Neil"), {"Authorization": f"Bot {discord.token}"}
        for content in ("a secret", f"<@{discord.state.bot.id}> hello"):
            await discord.pin(await discord.write(neil, content))
        url = f"{discord.api_url}/channels/{discord.guild.channels[0].id}/messages/pins"
        async with session.get(url, headers=headers) as answer:
            items = (await answer.json())["items"]
        assert [bool(item["message"]["content"]) for item in items] == [True, False]
