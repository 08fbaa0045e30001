"""The decision whether a message is small talk, which no article can answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Set
from functools import cache
from typing import Final

from bot.domain import SmallTalk
from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.sentences import has_verb_of_speech
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
_LISTED: Final = (
    SmallTalk.DISTRESS,
    SmallTalk.INSULT,
    SmallTalk.GREETING,
    SmallTalk.THANKS,
    SmallTalk.GOODBYE,
    SmallTalk.REACTION,
)
"""The kinds that `data/small_talk.txt` lists messages of, the most serious first."""
_OWN_CONCEPTS: Final = frozenset(("bot", "joke"))
"""Concepts of messages to the bot, which name no topic of the film."""
_LAUGH: Final = re.compile(r"[ah]?(?:ha|he|hi|hu|ah){2,}h?|(?:j[aei]){2,}j?|l+o+l+|p?t?mdr+|x+d+")
_THREAT_CONCEPTS: Final = _OWN_CONCEPTS | {"death"}
"""Concepts of messages to the bot that wish somebody ill."""
_MIN_SHARE: Final = 0.4
"""Minimum probability of all intents of small talk together for a message to be small talk."""
_MIN_KIND_SHARE: Final = 0.6
"""Minimum share of a kind that is no courtesy in the probability of all kinds. Below it, what the bot says about itself
suits any message."""


def small_talk(question: AnalysedQuestion, model: IntentModel) -> SmallTalk | None:
    """Return the kind of small talk that the message is, or None if it is a question to the articles.

    A message with a name is always a question: "do you know Michael Mann", "who do you think should play Hanna".
    """
    listed = _listed(question)
    if listed or ("who" in question.kinds and has_verb_of_speech(question.text)):
        # "Who said that you can't animate stupid?" quotes somebody.
        return listed
    if [word.role for word in question.words] == [Role.FUNCTION]:
        return None  # "and?" asks to go on
    shares, intents = dict.fromkeys(SmallTalk, 0.0), _intents_as_typed(question, model)
    for intent, kind in _KINDS.items():
        shares[kind] += intents.get(intent, 0.0)
    names_film = any(word.role is Role.SUBJECT for word in question.words)
    has_topic = not _OWN_CONCEPTS.issuperset(question.topic_concepts) or names_film
    if question.names or sum(shares.values()) < _MIN_SHARE:
        has_other_words = has_topic or question.names or not all(word.in_phrase for word in question.content)
        return SmallTalk.ABOUT_THE_BOT if question.topics and not has_other_words else None
    kind = max(SmallTalk, key=shares.__getitem__)
    if kind in _COURTESIES:
        # "When is it, in the morning?" asks for something.
        return None if question.kinds or has_topic else kind
    return kind if shares[kind] >= _MIN_KIND_SHARE * sum(shares.values()) else SmallTalk.ABOUT_THE_BOT


def _intents_as_typed(question: AnalysedQuestion, model: IntentModel) -> dict[str, float]:
    """Return the probabilities of the likeliest intents by name.

    Spelling is corrected towards words of the film's articles, and small talk has other words.
    """
    typed = [word.typed for word in question.words]
    if typed == [word.token.plain for word in question.words]:
        return model.probabilities(question.meaning)
    return model.probabilities(model.meanings([typed], is_question=True)[0].tobytes())


def _listed(question: AnalysedQuestion) -> SmallTalk | None:
    """Return the kind under which `data/small_talk.txt` lists the message, or a phrase in it; None if there is none.

    Where a message names somebody, or asks for something of the film, a phrase is only a part of the question: "does
    Hanna say kill yourself?".
    """
    message = _message(question)
    if question.names or not message:
        return None
    has_topic = not _THREAT_CONCEPTS.issuperset(question.topic_concepts)
    is_question = has_topic or bool(question.kinds) or any(word.role is Role.SUBJECT for word in question.words)
    for kind in _LISTED:
        alone, within = _messages(kind, "alone"), _messages(kind, "within")
        if message in alone:
            return kind
        if not is_question and any(f"_{phrase}_" in f"_{message}_" for phrase in within):
            return kind
    return SmallTalk.REACTION if _LAUGH.fullmatch(message) else None


def small_talk_language(question: AnalysedQuestion) -> str:
    """Return the language of a message that is listed as a whole; '' if it is none, or of several languages."""
    found = _languages_of_messages().get(_message(question), frozenset())
    return next(iter(found)) if len(found) == 1 else ""


def _message(question: AnalysedQuestion) -> str:
    return "_".join(unaccented(word.typed) for word in question.words if word.token.plain != "bot")


@cache
def _messages(kind: SmallTalk, place: str) -> frozenset[str]:
    """Return what the data lists for a kind in all languages: a few words do not reveal a language."""
    sections = _sections().items()
    return frozenset[str]().union(*(words for name, words in sections if name.startswith(f"{kind} {place} ")))


@cache
def _languages_of_messages() -> Mapping[str, Set[str]]:
    """Return the languages of each message that the data lists as a whole."""
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for name, words in _sections().items():
        _, place, language = name.split()
        for message in words if place == "alone" else ():
            languages[message].add(language)
    return dict(languages)


@cache
def _sections() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_sections(read_data("small_talk.txt")).items()}
