"""Nonces and the publishing of announcements, as Discord does them."""

import aiohttp

from .rest import Endpoint
from .server import LoopbackDiscord
from .world import Channel, Guild


async def test_a_nonce_sends_one_message() -> None:
    """Two messages of one nonce are one if it is enforced; another nonce, or one that is not enforced, is another."""
    async with LoopbackDiscord() as discord, aiohttp.ClientSession() as session:
        url = f"{discord.api_url}/channels/{discord.guild.channels[0].id}/messages"
        body = {"content": "x", "allowed_mentions": {"parse": []}}
        ids = []
        for nonce in ({"nonce": "a"}, {"nonce": "a", "enforce_nonce": True}, {"nonce": "b", "enforce_nonce": True}, {}):
            headers = {"Authorization": f"Bot {discord.token}"}
            async with session.post(url, json=body | nonce, headers=headers) as answer:
                ids.append((await answer.json())["id"])
        assert ids[0] == ids[1]
        assert len(set(ids)) == 3


async def test_an_announcement_is_published_once() -> None:
    """A message of an announcement channel can be published, once; one of an ordinary channel cannot."""
    guild = Guild("News", channels=(Channel("general"), Channel("news", is_announcement=True)))
    async with LoopbackDiscord(guild) as discord, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {discord.token}"}

        async def post(path: str, body: object = None) -> tuple[int, dict[str, object]]:
            async with session.post(f"{discord.api_url}/channels/{path}", json=body, headers=headers) as answer:
                return answer.status, await answer.json()

        codes = []
        for channel in guild.channels:
            path = f"{channel.id}/messages"
            _, sent = await post(path, {"content": "x", "allowed_mentions": {"parse": []}})
            for _ in range(2):
                status, answer = await post(f"{path}/{sent['id']}/crosspost")
                codes.append((status, answer.get("code", answer.get("flags"))))
        assert codes == [(400, 50024), (400, 50024), (200, 1), (400, 40033)]
        assert len(discord.requests(Endpoint.CROSSPOST)) == 4
