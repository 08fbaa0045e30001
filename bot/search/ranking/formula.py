"""The hand-made formula that combines the features of a passage to its score.

It knows nothing of texts: a learned model over the same features can replace it.
"""

from __future__ import annotations

import math

from bot.search.ranking.features import Features
from bot.search.ranking.weights import CROWDING_EXPONENT, NAMED_TIME_DECAY_DAYS, TERMS_PER_SENTENCE, Weights


def relevance(features: Features, weights: Weights) -> float:
    """Return how well the passage fits the question, apart from its date."""
    score = features.bm25 + weights.proximity * features.proximity * _uncrowded(features.main_terms)
    score *= _film_factor(features, weights) * (1.0 - (1.0 - weights.name_missing) * features.names_missing)
    score *= weights.kind_missing if features.kind_missing else 1.0
    return score * (_state_factor(features, weights) if features.asks_for_state else 1.0)


def time_factor(features: Features, weights: Weights) -> float:
    """Return the factor by which the passage's date and the times that it speaks of change its relevance."""
    if features.names_a_time:
        return _named_time_factor(features, weights)
    if not features.asks_for_state:
        return 1.0
    age = weights.undated_age_months if features.age_months is None else features.age_months
    freshness = math.exp(-age / weights.recency_decay_months)
    factor = weights.recency_floor + (1 - weights.recency_floor) * freshness
    return factor * (weights.outdated if features.is_outdated else 1.0)


def _uncrowded(main_terms: int) -> float:
    """Return the factor of proximity. The more terms a question has, the less of them one sentence can hold."""
    return min(1.0, (TERMS_PER_SENTENCE / max(main_terms, 1)) ** CROWDING_EXPONENT)


def _film_factor(features: Features, weights: Weights) -> float:
    # Only the strongest sign of another film counts: they occur together.
    if features.is_facts_elsewhere:
        return weights.facts_elsewhere
    if features.is_aside:
        return weights.aside
    return weights.other_film if features.is_other_film else 1.0


def _state_factor(features: Features, weights: Weights) -> float:
    """Return less for what may be new without telling the state: other films, or passing mentions of the topic."""
    factor = weights.may_be_other_film if features.may_be_other_film else 1.0
    return factor * (weights.topic_missing if features.topic_missing else 1.0)


def _named_time_factor(features: Features, weights: Weights) -> float:
    factors = [weights.outside_named_time]
    if features.speaks_of_named_year:
        factors.append(1.0)
    if features.speaks_of_year_of_named_month:
        factors.append(weights.year_of_named_month)
    if features.days_from_named_time is not None:
        certainty = weights.inferred_date if features.date_is_inferred else 1.0
        factors.append(certainty * math.exp(-features.days_from_named_time / NAMED_TIME_DECAY_DAYS))
    return max(factors)
