"""`/heat2 help`."""

from __future__ import annotations

import pytest

from bot.discord_app.commands import build_commands
from bot.discord_app.replies.help import COMMANDS, help_view
from bot.phrases import LANGUAGES, load
from tests.discord_app.server import Server, reply, text
from tests.discord_app.small_library import FILMING


async def test_help_shows_what_works_here(server: Server) -> None:
    """A member privately reads the commands, with questions that this server's articles answer."""
    message = reply(await server.asker.slash(server.channel, "heat2 help"))
    assert message.ephemeral
    assert f"For example: “{FILMING}”" in text(message)
    assert "/heat2 timeline" in text(message)
    assert "For moderators of this server" not in text(message)


def test_every_command_for_members_is_in_the_help() -> None:
    """A new command is added to the help."""
    (group, *_) = build_commands()
    names = {command.name for command in getattr(group, "commands", ())} - {"help"}
    assert names == {load("en").say(key) for key in (*COMMANDS, "command.ask")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_whole_in_every_language(language: str) -> None:
    """Moderators read their commands too; nothing is cut."""
    phrases = load(language)
    shown = text(help_view(["a?", "b?"], ["c"], phrases, is_moderator=True))
    assert phrases.say("help.moderators") in shown
    assert f"/heat2-sources {phrases.say('sources.settings')}" in shown
