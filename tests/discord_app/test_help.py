"""`/heat2 help`."""

from __future__ import annotations

import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.discord_app.commands import build_commands
from bot.discord_app.replies.command_links import linked, set_command_ids
from bot.discord_app.replies.follows import following_view
from bot.discord_app.replies.framed import framed, notice_view
from bot.discord_app.replies.help import COMMANDS, HelpContext, HelpPlace, help_view
from bot.library.library import Library
from bot.phrases import LANGUAGES, load
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.conversation.test_conversation import sent
from tests.discord_app.pictures import speaking
from tests.discord_app.server import Server, buttons, reply, source, text
from tests.discord_app.small_library import ARTICLES, FILMING, TODAY
from tests.language_data import shipped_concepts


async def test_help_shows_what_works_here(server: Server) -> None:
    """A member privately reads the commands, with questions that this server's articles answer."""
    message = reply(await server.asker.slash(server.channel, "heat2 help"))
    assert message.ephemeral
    assert f"For example: “{FILMING}”" in text(message)
    assert "/heat2 timeline" in text(message)
    assert "For moderators of this server" not in text(message)
    assert not any(each.startswith("https:") for each in buttons(message).values())


async def test_commands_in_the_help_can_be_clicked(server: Server) -> None:
    """Each command is a mention with the id that Discord gave it; a member of another language reads plain text."""
    command = next(each for each in await _bot(server).tree.fetch_commands() if each.name == "heat2")
    shown = source(reply(await server.asker.slash(server.channel, "heat2 help")))
    assert f"**</heat2 ask:{command.id}>**" in shown
    assert f"**</heat2 follow:{command.id}>**" in shown
    with speaking("de"):
        shown = source(reply(await server.asker.slash(server.channel, "heat2 help")))
    assert "**`/heat2 fragen`**" in shown
    with speaking("fr"):
        none = source(reply(await server.asker.slash(server.channel, "heat2 following")))
    assert " `/heat2 suivre`." in none


def test_commands_that_a_reply_names_can_be_clicked() -> None:
    """Whole commands are linked, in sentences and refusals; groups, longer words, quotes and unknown ones are not."""
    assert linked("use /heat2 ask.") == "use /heat2 ask."
    set_command_ids(
        ["heat2 ask", "heat2-sources feeds add", "heat2-sources add", "other x"], {"heat2": 1, "heat2-sources": 2}
    )
    assert (
        linked("Use /heat2 ask, or /heat2-sources feeds add.") == "Use </heat2 ask:1>, or </heat2-sources feeds add:2>."
    )
    for plain in (
        "/heat2 asking",
        "/heat2 ask-me",
        "x/heat2 ask",
        "`/heat2 ask`",
        "/heat2",
        "/other x",
        "</heat2 ask:5>",
    ):
        assert linked(plain) == plain
    assert source(framed(["> /heat2 ask\n/heat2 ask"])) == "> /heat2 ask\n</heat2 ask:1>"
    assert source(notice_view("“**a**”: use /heat2-sources add.")) == "“\\*\\*a\\*\\*”\\: use </heat2-sources add:2>."
    set_command_ids(["heat2 follow"], {"heat2": 3})
    assert "</heat2 follow:3>" in source(following_view([], [], lambda _: "", load("en")))
    assert " /heat2 folgen" in source(following_view([], [], lambda _: "", load("de")))
    set_command_ids(["heat2 follow"], {"heat2": 3}, ["heat2 folgen", "heat2 follow"])
    assert " `/heat2 folgen`." in source(following_view([], [], lambda _: "", load("de")))
    assert "</heat2 follow:3>" in source(following_view([], [], lambda _: "", load("en")))


async def test_help_in_a_direct_message_tells_what_works_there(store: MemoryStore) -> None:
    """The reply to "help" says that no command is needed, how to be forgotten, and how to install the bot."""
    env = Env(client_over(Library(ARTICLES, store, shipped_concepts(), lambda: TODAY), shipped_concepts()))
    await env.start()
    server = Server.build(env)
    await server.asker.send_dm("help")
    await server.env.settle()
    message = sent(server.asker.user.dm_channel, server)[-1]
    for words in ("Here you need no command", "sent to you here", "/heat2 privacy shows what is stored"):
        assert words in text(message)
    assert {"Add me to a server", "Add me to your account"} <= buttons(message).keys()
    by_command = reply(await server.asker.user.slash("heat2 help"))
    assert text(by_command) == text(message)
    await server.asker.send_dm("Hilfe")
    await server.env.settle()
    assert "Hier brauchst du keinen Befehl" in text(sent(server.asker.user.dm_channel, server)[-1])
    await env.shutdown()


async def test_a_private_bot_offers_no_links(server: Server) -> None:
    """A bot that only its owner can install shows no link."""
    application = _bot(server).application
    assert application
    application.bot_public = False
    message = reply(await server.asker.user.slash("heat2 help"))
    assert "Here you need no command" in text(message)
    assert not buttons(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_elsewhere_promises_no_mention(language: str) -> None:
    """Where the bot is not a member, only its commands are promised."""
    phrases = load(language)
    shown = text(help_view([], [], phrases, HelpContext(HelpPlace.ELSEWHERE)))
    assert phrases.say("help.elsewhere") in shown
    assert phrases.say("help.mention") not in shown
    assert phrases.say("help.direct") not in shown


def _bot(server: Server) -> Heat2Client:
    bot = server.env.bot
    assert isinstance(bot, Heat2Client)
    return bot


def test_every_command_for_members_is_in_the_help() -> None:
    """A new command is added to the help."""
    (group, *_) = build_commands()
    names = {command.name for command in getattr(group, "commands", ())} - {"help"}
    assert names == {load("en").say(key) for key in (*COMMANDS, "command.ask")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_whole_in_every_language(language: str) -> None:
    """Moderators read their commands too; nothing is cut."""
    phrases = load(language)
    shown = text(help_view(["a?", "b?"], ["c"], phrases, HelpContext(is_moderator=True)))
    assert phrases.say("help.moderators") in shown
    assert f"/heat2-sources {phrases.say('sources.settings')}" in shown
