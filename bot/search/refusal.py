"""The reason why nothing answers a question, as members read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.domain import Reason, ReasonCode
from bot.search.asked_topics import asked_topics, is_stated
from bot.search.index import PassageIndex
from bot.search.language.analysis import name_term, named_countries
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.ranking.ranker import RankedPassage
from bot.search.verdict import OFF_TOPIC_INTENTS

_MIN_OFF_TOPIC: Final = 0.8
"""Minimum probability of these intents together at which a refusal says that the question is about something else."""
_MAX_OFF_TOPIC: Final = 0.1
"""Maximum probability of these intents together for a refused question to be surely about the film."""
_MIN_CERTAINTY: Final = 0.4
"""Minimum probability of the likeliest intent for the same."""
_COMPOUND: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
"""Words with hyphens between them."""


def refusal(
    question: AnalysedQuestion, index: PassageIndex, data: LanguageData, found: Iterable[RankedPassage] = ()
) -> Reason:
    """Return the reason why nothing answers, the most specific one that applies.

    `found` are the passages that were found: a country may be mentioned without its name, as by "the German release".
    """
    if not question.words:
        return Reason(ReasonCode.NO_QUESTION)
    unknown = tuple(dict.fromkeys(_compound(question, word) for word in question.content if not word.is_known))
    is_about_film = _is_about_film(question, data)
    if is_about_film is False:
        return Reason(ReasonCode.OFF_TOPIC, unknown)
    # From the most specific reason to the least: a missing name says more than a missing topic or word.
    spoken_of = (
        {each for ranked in found for each in named_countries(ranked.passage.terms)} if question.countries else ()
    )
    missing_names = tuple(
        _as_typed(question, numbers)
        for name, numbers in zip(question.names, question.name_words, strict=True)
        if name_term(name.label) not in index and name.label not in spoken_of
    )
    if missing_names:
        return Reason(ReasonCode.NOT_MENTIONED, missing_names)
    topics = asked_topics(question, data)
    for topic in topics:
        if not is_stated(topic, index, data):
            return Reason(ReasonCode.NO_SUCH_FACT, concept=topic[0])
    has_topic = bool(topics or question.names)
    if unknown:
        return Reason(ReasonCode.NOT_MENTIONED if has_topic or is_about_film else ReasonCode.OFF_TOPIC, unknown)
    return Reason(ReasonCode.NOTHING_NEAR if has_topic or question.content else ReasonCode.TOO_VAGUE)


def _is_about_film(question: AnalysedQuestion, data: LanguageData) -> bool | None:
    """Return whether the question is about the film, as far as its likely intents tell; None if they do not."""
    intents = data.intents.probabilities(question.meaning)
    off_topic = sum(share for name, share in intents.items() if name.startswith(OFF_TOPIC_INTENTS))
    if off_topic >= _MIN_OFF_TOPIC and not any(word.role is Role.SUBJECT for word in question.words):
        return False
    is_certain = off_topic <= _MAX_OFF_TOPIC and max(intents.values(), default=0.0) >= _MIN_CERTAINTY
    return True if is_certain else None


def _compound(question: AnalysedQuestion, word: QuestionWord) -> str:
    """Return a word, or the compound with hyphens that it is a part of: "blu-ray" for "ray"."""
    compounds = (
        found for found in _COMPOUND.finditer(question.text) if found.start() <= word.token.start < found.end()
    )
    return next((found[0].casefold() for found in compounds), word.token.plain)


def _as_typed(question: AnalysedQuestion, numbers: Sequence[int]) -> str:
    """Return the words with these numbers as the member typed them: "méxico" for the name Mexico."""
    words = [question.words[number].token for number in numbers]
    return question.text[words[0].start : words[-1].end]
