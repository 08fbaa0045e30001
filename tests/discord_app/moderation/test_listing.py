"""`/heat2-sources list`, `show`, `export` and the suggestions: what moderators see of their articles."""

from __future__ import annotations

import json
from dataclasses import replace

from simcord import Env

from bot.domain import Scope
from tests.discord_app.moderated_server import FOUND, ModeratedServer
from tests.discord_app.server import reply, text


async def test_the_list_shows_the_servers_articles_and_can_be_filtered(moderated: ModeratedServer) -> None:
    """The list has own and everyone's articles, newest first, filtered by words, language, state and date."""
    await moderated.publish()
    said = text(reply(await moderated.use("list")))
    assert said.index("Cameras roll in August") < said.index("Filming starts in summer")
    assert "this server's" in said
    assert "@someone" in said
    only = text(reply(await moderated.use("list", words="cameras", language="en", since="2026", state="own")))
    assert "1 article" in only
    assert "no such articles" in text(reply(await moderated.use("list", until="1999-12-31")))
    assert "understand this date" in text(reply(await moderated.use("list", since="soon")))


async def test_a_long_list_has_pages(moderated: ModeratedServer) -> None:
    """The filter stays the same on every page."""
    for number in range(12):
        await moderated.publish(replace(FOUND, id=f"n{number:02}", url="", title=f"Pier {number:02}"))
    shown = await moderated.use("list", words="pier")
    assert "Page 1 of 2" in text(reply(shown))
    turned = await moderated.press(shown, "Next")
    assert "Page 2 of 2" in text(reply(turned))
    assert "12 articles" in text(reply(turned))
    assert "Page 1 of 2" in text(reply(await moderated.press(turned, "Back")))


async def test_an_article_is_shown_whole_with_its_history(moderated: ModeratedServer) -> None:
    """The passages of an article are numbered, and a button leads to its history."""
    await moderated.publish()
    shown = await moderated.use("show", article="found")
    said = text(reply(shown))
    assert "1 / 2" in said
    assert "2 / 2" in said
    assert "The pier is booked for nine nights." in said
    history = text(reply(await moderated.press(shown, "History")))
    assert "Cameras roll in August · added" in history
    assert "#1" in history


async def test_the_own_articles_can_be_exported(moderated: ModeratedServer) -> None:
    """The export is a file of JSON lines for `heat2 import`; without articles it is a sentence."""
    assert "no such articles" in text(reply(await moderated.use("export")))
    await moderated.publish()
    message = reply(await moderated.use("export")).message
    assert message.attachments[0].filename == "heat2-articles.jsonl"
    row = json.loads((await message.attachments[0].read()).decode())
    assert (row["id"], row["text"], row["date"]) == ("found", FOUND.text, "2026-03-01")


async def test_suggestions_are_the_servers_own(moderated: ModeratedServer, env: Env) -> None:
    """Each command suggests only articles that it can change, and never another server's."""
    await moderated.publish()
    other = Scope(moderated.scope.guild_id + 1)
    await moderated.moderation.publish(replace(FOUND, id="theirs", title="Theirs", url=""), other, "1")
    suggest = moderated.moderator.autocomplete
    channel = moderated.server.channel
    own = await suggest(channel, "heat2-sources remove", "article", "")
    assert [choice["value"] for choice in own] == ["found"]
    assert await suggest(channel, "heat2-sources show", "article", "theirs") == []
    await moderated.show_commands_to(moderated.server.asker)
    assert await moderated.server.asker.autocomplete(channel, "heat2-sources remove", "article", "") == []
