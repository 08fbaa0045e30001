"""The message with which the bot greets a server that it has joined."""

from __future__ import annotations

from collections.abc import Sequence

from bot.discord_app.limits import CHOICE_TEXT
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed
from bot.phrases import Phrases


def greeting_view(questions: Sequence[str], phrases: Phrases) -> ComponentView:
    """Return what the bot does, how to ask, and what moderators can do. `questions` are examples that it answers."""
    say = phrases.say
    quoted = [say("reason.word", word=inline(each, CHOICE_TEXT)) for each in questions]
    examples = say("help.examples", examples=say("reason.word_separator").join(quoted)) if quoted else ""
    ask = "\n".join(filter(None, [say("greeting.ask"), examples and f"-# {examples}"]))
    return framed([f"### {say('greeting.hello')}\n{say('help.about')}", ask, say("greeting.moderators")])
