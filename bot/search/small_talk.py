"""The decision whether a message is small talk, which no article can answer."""

from __future__ import annotations

from typing import Final

from bot.domain import SmallTalk
from bot.search.language.question import AnalysedQuestion, Role

_MOST_TELLING_FIRST: Final = (SmallTalk.THANKS, SmallTalk.GOODBYE, SmallTalk.GREETING)
"""The order of the kinds if a message has several: "hey, thanks" thanks, and "good night" says goodbye."""
_ABOUT_THE_BOT: Final = "bot"
"""The concept of questions to the bot about itself."""
_COMMAND: Final = "joke"
"""The concept of orders such as "tell me a joke"."""


def small_talk(question: AnalysedQuestion) -> SmallTalk | None:
    """Return the kind of small talk that the message is, or None if it is a question to the articles."""
    if not question.kinds:
        for kind in _MOST_TELLING_FIRST:
            if kind in question.courtesies:
                return kind
    topics = set(question.topic_concepts)
    if topics == {_COMMAND}:
        return SmallTalk.COMMAND
    # "How is it going with Heat 2" and "do you know Michael Mann" speak of the bot only in passing.
    names_film = any(word.role is Role.SUBJECT for word in question.words)
    if topics == {_ABOUT_THE_BOT} and not question.names and not names_film:
        return SmallTalk.ABOUT_THE_BOT
    return None
