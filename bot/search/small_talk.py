"""The decision whether a message is small talk, which no article can answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain import SmallTalk
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.meaning.intents import IntentModel

_KINDS: Final[Mapping[str, SmallTalk]] = {
    "smalltalk_greeting": SmallTalk.GREETING,
    "smalltalk_thanks": SmallTalk.THANKS,
    "smalltalk_goodbye": SmallTalk.GOODBYE,
    "smalltalk_opinion_of_bot": SmallTalk.ABOUT_THE_BOT,
    "bot_help": SmallTalk.HELP,
    "bot_command": SmallTalk.COMMAND,
    "chat_opinion": SmallTalk.OPINION,
}
"""The intents of small talk."""
_COURTESIES: Final = frozenset((SmallTalk.GREETING, SmallTalk.THANKS, SmallTalk.GOODBYE))
_OWN_CONCEPTS: Final = frozenset(("bot", "joke"))
"""Concepts of messages to the bot, which name no topic of the film."""
_MIN_SHARE: Final = 0.5
"""Minimum probability of all intents of small talk together for a message to be small talk."""
_MIN_SHARE_WITH_TOPIC: Final = 0.75
"""The same for a message that names the film or a topic: "write a poem about Heat 2"."""
_MIN_KIND_SHARE: Final = 0.6
"""Minimum probability of a kind that is not a courtesy. Below it, what the bot says about itself suits any message."""


def small_talk(question: AnalysedQuestion, model: IntentModel) -> SmallTalk | None:
    """Return the kind of small talk that the message is, or None if it is a question to the articles.

    A message with a name is always a question: "do you know Michael Mann", "who do you think should play Hanna".
    """
    shares, intents = dict.fromkeys(SmallTalk, 0.0), _intents_as_typed(question, model)
    for intent, kind in _KINDS.items():
        shares[kind] += intents.get(intent, 0.0)
    has_topic = not _OWN_CONCEPTS.issuperset(question.topic_concepts) or any(
        word.role is Role.SUBJECT for word in question.words
    )
    if question.names or sum(shares.values()) < (_MIN_SHARE_WITH_TOPIC if has_topic else _MIN_SHARE):
        return None
    kind = max(SmallTalk, key=shares.__getitem__)
    if kind in _COURTESIES:
        # "When is it, in the morning?" asks for something.
        return None if question.kinds or has_topic else kind
    return kind if shares[kind] >= _MIN_KIND_SHARE else SmallTalk.ABOUT_THE_BOT


def _intents_as_typed(question: AnalysedQuestion, model: IntentModel) -> dict[str, float]:
    """Return the probabilities of the likeliest intents by name.

    Spelling is corrected towards words of the film's articles, and small talk has other words.
    """
    typed = [word.typed for word in question.words]
    if typed == [word.token.plain for word in question.words]:
        return model.probabilities(question.meaning)
    return model.probabilities(model.meanings([typed], is_question=True)[0].tobytes())
