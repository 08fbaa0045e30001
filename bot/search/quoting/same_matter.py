"""Whether two excerpts state the same matter, so that the newer one makes the older one old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

import numpy as np

from bot.domain import Excerpt
from bot.search.language.analysis import name_term
from bot.search.language.countries import are_other_countries, countries_in, is_by_country
from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.intents import EMPTY_MEANING, STATES
from bot.search.ranking.meaning_match import MeaningMatch, QuestionMeaning, encoded_meanings
from bot.search.ranking.ranker import RankedPassage

MIN_STATED: Final = 0.3
"""Minimum overlap of the intents of the question with those of a sentence that states what is asked, from 0 to 1."""
MIN_SAME_INTENT: Final = 0.15
"""Minimum overlap of the intents of two sentences on the same matter, from 0 to 1."""
MIN_PLANNED: Final = 0.5
"""Minimum probability that a sentence states a plan."""
_PLANNED: Final = "P"
_NAME: Final = name_term("")
"""The beginning of the terms for names."""


class SameMatter:
    """Compares the excerpts of one question.

    Two are on the same matter if both state what is asked, if what they state is alike, and if they are not about
    different people, organisations, places or countries. A plan for a year that is over is made old by any newer
    excerpt that does not speak of others.
    """

    def __init__(
        self, question: AnalysedQuestion, excerpts: Sequence[Excerpt], ranked: Iterable[RankedPassage]
    ) -> None:
        """`ranked` are the passages from which the excerpts were taken."""
        by_key = {each.passage.passage.key: each for each in ranked}
        found = [by_key[each.passage.key] for each in excerpts]
        sentences = [each.passage.sentences[each.best_sentence :][:1] for each in found]
        meanings = [each[0].meaning if each else EMPTY_MEANING for each in sentences]
        match = MeaningMatch(QuestionMeaning(question.meaning), encoded_meanings(meanings))
        states_it = match.overlap >= MIN_STATED
        alike = match.intent_similarities(range(len(excerpts))) >= MIN_SAME_INTENT
        self._alike = alike & states_it & states_it[:, np.newaxis]
        is_plan = match.meanings.states[:, STATES.index(_PLANNED)] >= MIN_PLANNED
        self._last_years = [
            each[0].years[1] if each and planned else 0 for each, planned in zip(sentences, is_plan, strict=True)
        ]
        self._published = [each.article.published.year for each in excerpts]
        terms = [frozenset(chain.from_iterable(each.terms for each in sentence)) for sentence in sentences]
        asked = frozenset(name_term(name.label) for name in question.names)
        self._names = [frozenset(term for term in each if term.startswith(_NAME)) - asked for each in terms]
        # A country may be told by "the German release", and has a rule of its own.
        people = [name_term(name.label) for name in question.names if name.kind == "who"]
        self._holds_people = [any(map(each.passage.holds, people)) for each in found]
        by_country = is_by_country(question.topic_concepts)
        self._countries = [
            countries_in(each.article.text, each.slices) if by_country else frozenset[str]() for each in excerpts
        ]

    def holds(self, one: int, other: int) -> bool:
        """Return whether the excerpt at the second place, if it is newer, makes the one at the first place old."""
        return (
            (bool(self._alike[one, other]) or 0 < self._last_years[one] < self._published[other])
            and not _are_apart(self._names[one], self._names[other])
            and self._holds_people[one] == self._holds_people[other]
            and not are_other_countries(self._countries[one], self._countries[other])
        )


def _are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)
