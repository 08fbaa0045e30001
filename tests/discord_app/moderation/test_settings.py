"""`/heat2-sources settings`: what a server chooses, its history, and the erasure of its data."""

from __future__ import annotations

import discord

from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.settings import language_options
from bot.domain import GuildSettings, Mentions, settings_as_text
from bot.phrases import LANGUAGES, load
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import reply, source, text


def test_the_first_language_option_is_a_whole_phrase() -> None:
    """The first option is a whole phrase, because a select has no title."""
    first = language_options("", load("en"))[0]
    assert (first["label"], first["default"]) == ("In each member's own language", True)


async def test_settings_change_at_once(moderated: ModeratedServer) -> None:
    """Switches and selects store their setting, and the next answer follows it."""
    shown = await moderated.use("settings")
    assert "Answers are visible to everyone" in text(reply(shown))
    changed = await moderated.press(shown, "Answer privately")
    assert "visible only to the person who asks" in text(reply(changed))
    assert reply(await moderated.server.ask("When do cameras roll?")).ephemeral
    await moderated.moderator.select(reply(shown).message, ["de"], custom_id="heat2:settings:language")
    await moderated.moderator.select(
        reply(shown).message, [moderated.server.channel], custom_id="heat2:settings:channel"
    )
    role = moderated.server.guild.create_role("librarians")
    await moderated.moderator.select(reply(shown).message, [role], custom_id="heat2:settings:roles")
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    assert settings == GuildSettings(
        frozenset({role.id}), moderated.server.channel.id, private_answers=True, language="de"
    )


async def test_where_mentions_are_answered_is_a_setting(moderated: ModeratedServer) -> None:
    """Moderators choose channels, turn answers to mentions off, and open threads for them."""
    shown = await moderated.use("settings")
    assert "Mentions and replies are answered: everywhere. Each answer is a reply to the message." in text(reply(shown))
    message, channel = reply(shown).message, moderated.server.channel
    chosen = await moderated.moderator.select(message, [channel], custom_id="heat2:settings:mention_channels")
    assert f"answered: <#{channel.id}>" in source(reply(chosen))
    in_threads = await moderated.press(chosen, "Answer in threads")
    assert "Each answer opens a thread." in text(reply(in_threads))
    off = await moderated.moderator.select(message, ["off"], custom_id="heat2:settings:mentions")
    assert "Mentions and replies are answered: nowhere." in text(reply(off))
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    assert settings == GuildSettings(
        mentions=Mentions.OFF, mention_channels=frozenset({channel.id}), answers_in_threads=True
    )


async def test_new_articles_are_announced_where_that_is_wanted(moderated: ModeratedServer) -> None:
    """A new article is announced in the server's channel and language."""
    settings = GuildSettings(announce_channel=moderated.server.channel.id, language="de")
    await moderated.moderation.server_data.set_settings(moderated.scope, settings)
    done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
    assert "Announced in" in text(reply(done))
    card = text(moderated.server.channel.last_message)
    assert "Neuer Artikel" in card
    assert "Cameras roll on Heat 2 in August 2026" in card


async def test_a_failed_announcement_is_reported_to_the_moderator(moderated: ModeratedServer) -> None:
    """Where the bot may not write, the article is published and the moderator reads that it was not announced."""
    bot = moderated.server.env.bot
    assert isinstance(bot, Heat2Client)
    guild = bot.get_guild(moderated.scope.guild_id)
    assert guild
    closed = moderated.server.guild.create_text_channel(
        "closed", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    for channel in (1, closed.id):
        await moderated.moderation.server_data.set_settings(moderated.scope, GuildSettings(announce_channel=channel))
        done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
        assert "I am not allowed to write in" in text(reply(done))
        assert await moderated.own() == [FOUND]
        await moderated.press(done, "Undo")


async def test_all_of_a_server_can_be_erased(moderated: ModeratedServer) -> None:
    """All data of a server is erased after a second press."""
    await moderated.publish()
    shown = await moderated.use("settings")
    asked = await moderated.press(shown, "Erase everything")
    assert "cannot be undone" in text(reply(asked))
    assert await moderated.own() == [FOUND]
    assert "has been erased" in text(reply(await moderated.press(asked, "Erase for good")))
    assert await moderated.own() == []
    assert await moderated.moderation.history(moderated.scope) == []


async def test_settings_are_in_the_history(moderated: ModeratedServer) -> None:
    """The history shows who changed which setting, among the changes of articles; erasing oneself removes the name."""
    await moderated.publish()
    await moderated.press(await moderated.use("settings"), "Answer privately")
    await moderated.moderation.remove("found", moderated.scope, "1")
    said = text(reply(await moderated.use("history")))
    setting = "Answers visible only to the person who asks: off → on"
    assert said.index("removed") < said.index(setting) < said.index("added")
    assert "Answers visible" not in text(reply(await moderated.use("history", article="found")))
    shown = reply(await moderated.moderator.slash(moderated.server.channel, "heat2 privacy"))
    assert "changes of settings: 1" in text(shown)
    await moderated.library.store.erase_user(str(moderated.moderator.id))
    assert "a former moderator" in text(reply(await moderated.use("history"))).split("→ on")[1]


async def test_a_long_history_of_settings_has_pages(moderated: ModeratedServer) -> None:
    """Pages go on where the former one ends, in both kinds of changes."""
    for number in range(12):
        settings = GuildSettings(announce_channel=number + 1)
        await moderated.moderation.server_data.set_settings(moderated.scope, settings, "1")
    await moderated.publish()
    shown = await moderated.use("history")
    first = source(reply(shown))
    assert ("added" in first, "<#12>" in first, "→ <#3>" in first) == (True, True, False)
    second = source(reply(await moderated.press(shown, "Next")))
    assert ("added" in second, "→ <#3>" in second, "– → <#1>" in second) == (False, True, True)


def test_every_setting_has_a_name() -> None:
    """The history names every setting in every language."""
    for language in LANGUAGES:
        named = {key.removeprefix("setting.") for key in load(language).texts if key.startswith("setting.")}
        assert settings_as_text(GuildSettings()).keys() <= named
