"""The verdict: the probability that the best passages answer the question, and the features behind it."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain import Span
from bot.search.index import PassageIndex
from bot.search.language.analysis import AnalysedPassage, has_kind, name_term, named_countries, pair_term
from bot.search.language.concepts import ConceptList
from bot.search.language.countries import countries_in, is_by_country
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.intents import STATES
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.model import LinearModel, median, sigmoid
from bot.search.ranking.query import asked_kinds, statement_terms
from bot.search.ranking.ranker import RankedPassage, Ranking

SOME_NAMES_ABSENT: Final = 0.3
"""Value of the feature `names_absent` if the passage holds at least one of the names."""
OFF_TOPIC_INTENTS: Final = ("offtopic_", "chat_", "smalltalk_", "bot_")
"""Beginnings of the names of intents of messages that are not about the film."""
_USUAL_DISTANCES: Final = (1.1, 1.8)
"""Distances in logits by which the second and third passage are usually behind the best one. They stand for passages
that do not exist: that there is only one article says nothing against it."""
_BARE_TOPIC: Final = 4
"""Number of words that a topic alone counts as: "trailer?" asks as clearly as "is there a trailer"."""
_DETAIL_INTENT: Final = "unanswerable_detail"
"""The intent of questions for details that no article gives."""
ASKED_KINDS: Final = ("when", "who", "duration", "why", "where", "money", "count")
"""Kinds of answer for which the model learns how often articles give them."""


class VerdictFeatures(NamedTuple):
    """Features for and against an answer. Their names are those of the columns of the learned model."""

    coverage: float
    """Share of the question's core terms in the best sentence and its surroundings, from 0 to 1."""
    unknown: float
    """Share of the content words that occur in no article and no phrase."""
    unknown_name: float
    """1 if a known name of the question is in no article."""
    topic_missing: float
    """Share of the topics that no passage is about."""
    topic_absent: float
    """Share of the topics that the best passage is not about."""
    kind_missing: float
    """1 if the best passage holds nothing of the kind that is asked for."""
    astray: float
    """Share of unknown words if the question has no topic and no name, so that its subject is unknown; else 0."""
    elsewhere: float
    """1 if the article of the best passage is about something else, and the passage shares only the topic."""
    names_absent: float
    """1 if the best passage holds no name of the question, less if it holds some, 0 if one of "A or B" is enough."""
    other_subject: float
    """1 if the best sentence is not about the film that the question is about."""
    relevance: float
    """Logit of the relevance of the best passage."""
    second_relevance: float
    """Logit of the relevance of the second best passage."""
    third_relevance: float
    """Logit of the relevance of the third best passage."""
    overlap: float
    """How well the intent of the best sentence fits that of the question, from 0 to 1."""
    cosine: float
    """Cosine of the question's vector and the nearest sentence's."""
    cosine_distance: float
    """Difference of that cosine from the median of all sentences."""
    certainty: float
    """Probability of the question's likeliest intent."""
    off_topic: float
    """Probability that the message is not about the film."""
    detail: float
    """Probability that the question asks for a detail that no article gives."""
    words: float
    """Logarithm of the number of words; a topic alone counts as a short sentence."""
    bm25_log: float
    """Logarithm of the BM25 score of the best passage, plus one."""
    absent_word: float
    """How rare the rarest content word is that the best passage lacks: 1 if no passage holds it, 0 if all are held."""
    changed: float
    """Probability that the best sentence states a change."""
    happened: float
    """Probability that the best sentence states what has happened."""
    asks_past: float
    """Probability that the question asks what has happened."""
    similarity: float = 0.0
    """Cosine of the embeddings of the question and the nearest passage. This and the next exist with an encoder only;
    models without one have no column for them."""
    similarity_distance: float = 0.0
    """Difference of that cosine from the median of all passages."""
    asked: Sequence[float] = ()
    """For each of ASKED_KINDS, whether it is asked for; then the probability of each intent of the question."""

    def row(self, names: Sequence[str]) -> Sequence[float]:
        """Return the values of the columns with these names."""
        single = names[: len(names) - len(self.asked)]
        return [*(getattr(self, name) for name in single), *self.asked]


ENCODER_VERDICT: Final = ("similarity", "similarity_distance")
"""The features of the verdict that need an encoder."""
VERDICT_FEATURES: Final = tuple(name for name in VerdictFeatures._fields if name not in {*ENCODER_VERDICT, "asked"})
"""The features of the verdict without an encoder, besides those of `asked`."""


def asked_names(intents: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns of `VerdictFeatures.asked`, given the names of the intents."""
    return (*(f"kind:{kind}" for kind in ASKED_KINDS), *(f"intent:{intent}" for intent in intents))


def probability(features: VerdictFeatures, model: LinearModel) -> float:
    """Return the probability that the best passages answer, from 0 to 1."""
    return sigmoid(float(model.scores(np.array([features.row(model.names)], np.float32))[0]))


def verdict_features(
    question: AnalysedQuestion, ranking: Ranking, index: PassageIndex, data: LanguageData
) -> VerdictFeatures | None:
    """Return the features of the most relevant passage, None without any passage."""
    candidates = ranking.candidates
    if candidates is None:
        return None
    best = ranking.most_relevant
    row = candidates.numbers.index(best.number)
    match, meaning = candidates.match.meaning, candidates.context.meaning
    relevance = sorted(candidates.relevance.tolist(), reverse=True)[:3]
    relevance += [relevance[0] - distance for distance in _USUAL_DISTANCES[len(relevance) - 1 :]]
    place, nearest = int(candidates.best[row]), float(match.cosine.max())
    return VerdictFeatures(
        **_lexical_features(question, best, index, data),
        other_subject=float(candidates.match.other_subject[place]),
        relevance=relevance[0],
        second_relevance=relevance[1],
        third_relevance=relevance[2],
        overlap=float(match.overlap[place]),
        cosine=nearest,
        cosine_distance=nearest - median(match.cosine),
        certainty=float(meaning.intents.max()),
        off_topic=sum(meaning.intents[_numbers(data.intents.names, OFF_TOPIC_INTENTS)].tolist()),
        detail=sum(meaning.intents[_numbers(data.intents.names, (_DETAIL_INTENT,))].tolist()),
        words=math.log1p(max(len(question.words), _BARE_TOPIC if _is_bare_topic(question, best) else 0)),
        bm25_log=math.log1p(float(candidates.match.bm25[row])),
        changed=float(match.states[place, STATES.index("C")]),
        happened=float(match.states[place, STATES.index("H")]),
        asks_past=meaning.state("D"),
        **_encoder_features(candidates),
        asked=_asked(candidates.context.kinds, meaning.intents[: len(data.intents.names)]),
    )


def _asked(kinds: Sequence[str], intents: Vectors) -> tuple[float, ...]:
    """Return the values of `VerdictFeatures.asked`."""
    return (*(float(kind in kinds) for kind in ASKED_KINDS), *intents.tolist())


def _absent_word(question: AnalysedQuestion, terms: frozenset[str], index: PassageIndex) -> float:
    """Return the highest inverse document frequency of a content word that is not among the terms.

    It is relative to that of an unknown word, so that it does not depend on the number of passages.
    """
    absent = (word.stems for word in question.content if terms.isdisjoint(word.stems))
    unknown = index.inverse_document_frequency(())
    return max(map(index.inverse_document_frequency, absent), default=0.0) / unknown if unknown else 0.0


MIN_HELD_SHARE: Final = 0.7
"""Minimum share of the greatest relevance at which a passage may hold all that is asked."""


def is_held(question: AnalysedQuestion, ranking: Ranking, features: VerdictFeatures, concepts: ConceptList) -> bool:
    """Return whether a sentence about the film holds all that is asked: a topic, its kind of answer and its names.

    It may stand in a passage that is nearly as relevant as the best one.
    """
    if features.kind_missing or features.names_absent or features.other_subject:
        return False
    least = ranking.most_relevant.relevance * MIN_HELD_SHARE
    near = [each for each in ranking.passages if each.relevance >= least]
    return _is_topic(question) and any(each.coverage >= 1 or _states_topics(question, each, concepts) for each in near)


def holds_all_words(question: AnalysedQuestion, ranking: Ranking, features: VerdictFeatures) -> bool:
    """Return whether a sentence about the film holds all words of the question: "what is the donkey called"."""
    is_missing = features.kind_missing or features.names_absent or features.other_subject
    return not is_missing and bool(question.content) and ranking.most_relevant.coverage >= 1


def _states_topics(question: AnalysedQuestion, best: RankedPassage, concepts: ConceptList) -> bool:
    """Return whether the best sentence states each topic by another one: "filming in Chicago" states a location."""
    terms = best.passage.sentences[best.best_sentence].terms
    telling = (
        (pair_term(other, concepts[each].expects) for each in topic for other in concepts[each].told_by)
        for topic in question.topics
    )
    return all(any(pair in terms for pair in pairs) for pairs in telling)


def _encoder_features(candidates: Candidates) -> dict[str, float]:
    """Return the features of ENCODER_VERDICT, none without an encoder."""
    similarities = candidates.match.similarities
    if similarities is None:
        return {}
    highest = float(similarities.cosines.max())
    return dict(zip(ENCODER_VERDICT, (highest, highest - median(similarities.cosines)), strict=True))


def _is_bare_topic(question: AnalysedQuestion, best: RankedPassage) -> bool:
    """Return whether the question is nothing but a topic that the passage holds: "trailer?", "reparto", "besetzung"."""
    return not question.names and _is_topic(question) and best.coverage >= 1


def _is_topic(question: AnalysedQuestion) -> bool:
    """Return whether the question is a topic without other words than phrases and names."""
    return bool(question.topics) and all(word.in_phrase for word in question.content)


@lru_cache(maxsize=8)
def _numbers(names: tuple[str, ...], beginnings: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """Return the numbers of the intents with these beginnings of names."""
    return np.array([number for number, name in enumerate(names) if name.startswith(beginnings)], np.intp)


def _lexical_features(
    question: AnalysedQuestion, best: RankedPassage, index: PassageIndex, data: LanguageData
) -> dict[str, float]:
    """Return the features of words, names and topics."""
    terms, concepts = best.passage.terms, data.concepts
    topics = [
        tuple(chain.from_iterable(statement_terms(concepts[each]) for each in topic)) for topic in question.topics
    ]
    held = _held_names(question, best.passage, data.countries.homes)
    unknown = _share(not word.is_known for word in question.content)
    kinds = asked_kinds(question, concepts)
    one_name_is_enough = question.names_are_alternatives and any(held)
    known = (name_term(name.label) in index for name in question.names)
    return {
        "coverage": min(best.coverage, 1.0),
        "unknown": unknown,
        "unknown_name": float(not all(map(operator.or_, known, held))),
        "topic_missing": _share(
            terms.isdisjoint(topic) and not any(term in index for term in topic) for topic in topics
        ),
        "topic_absent": _share(terms.isdisjoint(topic) for topic in topics),
        "kind_missing": float(bool(kinds) and not any(has_kind(each, kinds) for each in best.passage.sentences)),
        "absent_word": _absent_word(question, terms, index),
        "astray": unknown if not topics and not question.names else 0.0,
        "elsewhere": float(best.passage.is_off_topic and not _holds_content_word(question, terms)),
        "names_absent": 0.0 if one_name_is_enough else _names_absent(held),
    }


def _held_names(question: AnalysedQuestion, passage: AnalysedPassage, homes: Mapping[str, str]) -> list[bool]:
    """Return for each name of the question whether the passage holds it.

    In what differs by country, such as the release, Germany is held by a passage that speaks of Germans, or that is in
    German and speaks of no country. A city in its title does not count: "Heat 2 skips Venice" says nothing of Italy.
    """
    by_country = is_by_country(question.topic_concepts)
    spoken_of: frozenset[str] = frozenset()
    if by_country and question.countries:
        spoken_of = _countries_of(passage) | countries_in(passage.article.title, [Span(0, len(passage.article.title))])
        spoken_of = spoken_of or frozenset({homes.get(passage.article.language, "")})
    return [
        name.label in spoken_of
        if by_country and name.label in question.countries
        else passage.holds(name_term(name.label))
        for name in question.names
    ]


def _countries_of(passage: AnalysedPassage) -> frozenset[str]:
    """Return the countries that a passage mentions, its title aside."""
    return named_countries(term for sentence in passage.sentences for term in sentence.terms)


def _names_absent(held: Sequence[bool]) -> float:
    share = _share(not each for each in held)
    return share if share == 1.0 else share * SOME_NAMES_ABSENT


def _holds_content_word(question: AnalysedQuestion, terms: frozenset[str]) -> bool:
    return any(not word.in_phrase and not terms.isdisjoint(word.stems) for word in question.content)


def _share(values: Iterable[bool]) -> float:
    """Return the share of true values, 0 if there are no values."""
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0
