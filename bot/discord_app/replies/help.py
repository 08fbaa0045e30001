"""The help as a message: the commands, with examples that work in this place, and what else works there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.discord_app.install_links import InstallLinks
from bot.discord_app.limits import CHOICE_TEXT
from bot.discord_app.replies.command_links import linked
from bot.discord_app.replies.components import ComponentView, link_button
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed
from bot.phrases import Phrases

COMMANDS: Final = {
    "command.latest": "command.latest_description",
    "timeline.command": "timeline.command_description",
    "command.follow": "command.follow_description",
    "command.following": "command.following_description",
    "command.privacy": "command.privacy_description",
}
"""Phrases of the commands for members after the one for questions: of their names, and of what they do."""
MODERATORS_COMMANDS: Final = {
    "sources.add": "sources.add_description",
    "sources.list_name": "sources.list_description",
    "gaps.command": "gaps.description",
    "sources.settings": "sources.settings_description",
}


class HelpPlace(Enum):
    """Where help is asked for."""

    SERVER = auto()
    """A server that the bot is in."""
    DIRECT = auto()
    """A direct message to the bot."""
    ELSEWHERE = auto()
    """A group message, or a server that the bot is not in: somebody has added the bot to their account."""


@dataclass(frozen=True, slots=True)
class HelpContext:
    """The place and the member for whom the help is shown."""

    place: HelpPlace = HelpPlace.SERVER
    is_moderator: bool = False
    links: InstallLinks | None = None
    """The addresses under which people install the bot; None if they cannot."""


def help_view(questions: Sequence[str], topics: Sequence[str], phrases: Phrases, context: HelpContext) -> ComponentView:
    """Return the message. `questions` and `topics` are examples that the articles answer."""
    say = phrases.say
    ask = "\n".join(_with_examples("command.ask", "command.ask_description", questions, phrases))
    others = "\n".join(_other_commands(topics, phrases))
    places = "\n".join(f"- {each}" for each in _places(context.place, phrases))
    blocks = [f"### {say('help.heading')}\n{say('help.about')}", ask, others, places]
    if context.is_moderator:
        lines = (_line(*keys, phrases, group="-sources") for keys in MODERATORS_COMMANDS.items())
        blocks.append("\n".join([f"**{say('help.moderators')}**", *lines]))
    links = context.links if context.place is not HelpPlace.SERVER else None
    installs = [("help.add_to_server", links.server), ("help.add_to_account", links.user)] if links else []
    return framed(blocks, [link_button(say(key), address) for key, address in installs])


def _places(place: HelpPlace, phrases: Phrases) -> list[str]:
    """Return what else works in a place."""
    menu = phrases.say("help.menu", menu=phrases.say("command.answer_menu"))
    if place is HelpPlace.SERVER:
        return [phrases.say("help.mention"), menu]
    direct = ["help.direct", "help.direct_articles", "help.direct_follow"]
    own = direct if place is HelpPlace.DIRECT else ["help.elsewhere"]
    return [*(phrases.say(key) for key in own), menu, phrases.say("help.forget")]


def _other_commands(topics: Sequence[str], phrases: Phrases) -> Iterator[str]:
    for name, description in COMMANDS.items():
        if name == "timeline.command":
            yield from _with_examples(name, description, topics, phrases)
        else:
            yield _line(name, description, phrases)


def _line(name: str, description: str, phrases: Phrases, group: str = "") -> str:
    command = f"/{phrases.subject.command}{group} {phrases.say(name)}"
    shown = linked(command)
    return f"**{shown if shown != command else f'`{command}`'}**\n{phrases.say(description)}"


def _with_examples(name: str, description: str, examples: Sequence[str], phrases: Phrases) -> Iterator[str]:
    yield _line(name, description, phrases)
    if examples:
        quoted = [phrases.say("reason.word", word=inline(each, CHOICE_TEXT)) for each in examples]
        separated = phrases.say("reason.word_separator").join(quoted)
        yield f"-# {phrases.say('help.examples', examples=separated)}"
