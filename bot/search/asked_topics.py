"""The topics of a question, as concepts: for refusals, follow-up questions, suggestions and timelines.

A text that is the label of a concept means this one. Otherwise the concepts of the likeliest intents come first: they
were learned from many ways to ask. The phrases of concepts are read where the intents are not sure, and for concepts
without intents, such as those of an operator's file. The ranking reads phrases only, as terms of the index: it has the
intents as features of their own.
"""

from __future__ import annotations

from bot.search.index import PassageIndex
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.ranking.query import main_topics, statement_terms

Topic = tuple[str, ...]
"""The ids of concepts. Several are alternatives."""


def asked_topics(question: AnalysedQuestion, data: LanguageData) -> list[Topic]:
    """Return the topics that the question asks about, those that only modify others left out."""
    by_phrases, by_intents = main_topics(question, data.concepts), _by_intents(question, data)
    if not by_intents:
        return by_phrases
    others = [topic for topic in by_phrases if not any(data.concepts[concept].intents for concept in topic)]
    return [by_intents, *others]


def _by_intents(question: AnalysedQuestion, data: LanguageData) -> Topic:
    named = data.concepts.named(question.text)
    if named:
        return (named,)
    # "And where?" alone names no topic, whatever most questions with "where" ask for.
    if question.kinds and all(word.role is Role.FUNCTION for word in question.words):
        return ()
    return data.concepts.likely(data.intents.probabilities(question.meaning))


def asked_concepts(question: AnalysedQuestion, data: LanguageData) -> tuple[str, ...]:
    """Return the concepts of all topics that the question asks about."""
    return tuple(concept for topic in asked_topics(question, data) for concept in topic)


def is_stated(topic: Topic, index: PassageIndex, data: LanguageData) -> bool:
    """Return whether any passage states something about a topic, by a phrase or by its meaning."""
    return any(term in index for concept in topic for term in statement_terms(data.concepts[concept]))
