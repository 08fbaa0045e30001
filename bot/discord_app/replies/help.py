"""The help as a message: the commands, with examples that work in this server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.discord_app.limits import CHOICE_TEXT
from bot.discord_app.replies.components import ComponentView
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


def help_view(
    questions: Sequence[str], topics: Sequence[str], phrases: Phrases, *, is_moderator: bool
) -> ComponentView:
    """Return the message. `questions` and `topics` are examples that the articles answer."""
    say = phrases.say
    ask = "\n".join(_with_examples("command.ask", "command.ask_description", questions, phrases))
    others = "\n".join(_other_commands(topics, phrases))
    places = f"- {say('help.mention')}\n- {say('help.menu', menu=say('command.answer_menu'))}"
    blocks = [f"### {say('help.heading')}\n{say('help.about')}", ask, others, places]
    if is_moderator:
        lines = (_line(*keys, phrases, group="-sources") for keys in MODERATORS_COMMANDS.items())
        blocks.append("\n".join([f"**{say('help.moderators')}**", *lines]))
    return framed(blocks)


def _other_commands(topics: Sequence[str], phrases: Phrases) -> Iterator[str]:
    for name, description in COMMANDS.items():
        if name == "timeline.command":
            yield from _with_examples(name, description, topics, phrases)
        else:
            yield _line(name, description, phrases)


def _line(name: str, description: str, phrases: Phrases, group: str = "") -> str:
    return f"**`/{phrases.subject.command}{group} {phrases.say(name)}`**\n{phrases.say(description)}"


def _with_examples(name: str, description: str, examples: Sequence[str], phrases: Phrases) -> Iterator[str]:
    yield _line(name, description, phrases)
    if examples:
        quoted = [phrases.say("reason.word", word=inline(each, CHOICE_TEXT)) for each in examples]
        separated = phrases.say("reason.word_separator").join(quoted)
        yield f"-# {phrases.say('help.examples', examples=separated)}"
