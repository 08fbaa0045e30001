"""Features by which a model orders passages: their relevance, their dates, and newer ones that state the same."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.search.arrays import clipped
from bot.search.meaning.intents import STATES
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.feature_columns import feature_columns
from bot.search.ranking.passage_batch import Numbers
from bot.search.ranking.passage_match import PassageMatch
from bot.search.ranking.relevance_features import RELEVANCE_COLUMNS

ORDER_FEATURES: Final = (
    "relevance",
    "relevance_changing",
    "is_relevant_changing",
    "likelihood_changing",
    "days_behind_changing",
    "weeks_behind_changing",
    "months_behind_changing",
    "seasons_behind_changing",
    "age_changing",
    "newer_changing",
    "superseded_changing",
    "newer_alike_changing",
    "newer_alike_likely_changing",
    "newest_alike_changing",
    "alike_best_changing",
    "alike_likely_changing",
    "planned_changing",
    "happened_changing",
    "changed_changing",
    "open_changing",
    "undated_changing",
    "outdated_changing",
    "outdated_superseded_changing",
    "past_changing",
    "planned_past_changing",
    "planned_past_superseded_changing",
    "happened_past_changing",
    "other_subject_changing",
    "may_be_other_film_changing",
    "country_missing_changing",
    "other_country_changing",
)
"""Where nothing changes, only the relevance counts; the others count as far as the question asks for what changes."""
_VALUES: Final = tuple(name.removesuffix("_changing") for name in ORDER_FEATURES)
"""The value that each of them is made from."""
_UNDATED_DAYS: Final = 400
"""Days before the newest candidate at which an undated article is placed: it is neither newest nor oldest."""
_RELEVANT_LOGIT: Final = -2.0
"""Difference from the greatest relevance at which a passage counts half as a possible answer."""
_RELEVANT_SHARE: Final = 0.3
"""Minimum share to which the newest relevant passage must count as a possible answer."""
_DECAY_DAYS: Final = {"days": 7.0, "weeks": 25.0, "months": 90.0, "seasons": 250.0}
"""Days in which a passage behind the newest relevant one loses all but 1/e of its value, on several scales."""
_BEHIND: Final = tuple(f"{scale}_behind" for scale in _DECAY_DAYS)
_DECAYS: Final = np.array(list(_DECAY_DAYS.values()))[:, None]
_AGE_DECAY_DAYS: Final = 150.0
"""Days in which the value of a passage's age falls to 1/e."""
_MAX_AGE_DAYS: Final = 1100
"""Maximum age in days: greater ages count the same."""
_OF_RELEVANCE: Final = (
    "outdated",
    "other_subject",
    "may_be_other_film",
    "country_missing",
    "other_country",
)
"""Features of the relevance that count for the order too."""


def order_features(
    match: PassageMatch,
    best: Numbers,
    similarities: Vectors,
    relevance: Vectors,
    relevance_columns: Vectors,
    changing: float,
) -> Vectors:
    """Return ORDER_FEATURES of each passage.

    `best` are the places of the best sentences of the passages among all sentences, `similarities` those of the intents
    of these sentences, `relevance` the logits of the passages, `relevance_columns` their RELEVANCE_FEATURES, and
    `changing` is the probability that the question asks for something that changes.
    """
    behind = relevance - relevance.max()
    is_relevant, likelihood = _is_relevant(behind), np.exp(behind)
    newest_day, days = match.context.newest_day.toordinal(), comparable_days(match)
    is_undated = match.batch.rows["first_day"] == 0
    values = (
        {"relevance": behind, "is_relevant": is_relevant, "likelihood": likelihood, "undated": is_undated}
        | _age_features(days, newest_day, is_relevant)
        | _newer_features(days, similarities, is_relevant, likelihood)
        | _state_features(match, best, newest_day)
        | {name: relevance_columns[:, RELEVANCE_COLUMNS[name]] for name in _OF_RELEVANCE}
    )
    # A plan whose time is over says little about the present once there is newer news.
    values |= {f"{name}_superseded": values[name] * values["superseded"] for name in ("outdated", "planned_past")}
    columns = feature_columns(_VALUES, values)
    columns[:, 1:] *= np.float32(changing)
    return columns


def comparable_days(match: PassageMatch) -> Numbers:
    """Return the first possible day of each passage, as an ordinal. Undated ones get one behind the newest passage."""
    first_days: Numbers = match.batch.rows["first_day"].astype(np.int64)
    return np.where(first_days > 0, first_days, match.context.newest_day.toordinal() - _UNDATED_DAYS)


def _is_relevant(behind: Vectors) -> Vectors:
    """Return how far passages count as possible answers, from 0 to 1, by their distance from the greatest relevance."""
    # Clipped, as the exponential of a large number would overflow.
    share: Vectors = 1 / (1 + np.exp(-2 * clipped(behind - _RELEVANT_LOGIT, -30, 30)))
    return share


def _age_features(days: Numbers, newest_day: int, is_relevant: Vectors) -> dict[str, Vectors]:
    """Return how far each passage is behind the newest relevant one, on several scales, and how old it is."""
    newest_relevant = days[is_relevant > _RELEVANT_SHARE].max()
    days_behind = np.minimum(np.maximum(newest_relevant - days, 0), _MAX_AGE_DAYS)
    age = np.minimum(np.maximum(newest_day - days, 0), _MAX_AGE_DAYS)
    behind = np.exp(-days_behind / _DECAYS)
    return dict(zip(_BEHIND, behind, strict=True)) | {"age": np.exp(-age / _AGE_DECAY_DAYS)}


def _newer_features(
    days: Numbers, similarities: Vectors, is_relevant: Vectors, likelihood: Vectors
) -> dict[str, Vectors]:
    """Return how much newer and relevant there is than each passage, and how much they state alike.

    A passage is superseded as far as any newer one counts as a possible answer.
    """
    newer = (days[None, :] > days[:, None]).astype(np.float32)
    newer_relevant, alike = newer * is_relevant, newer * similarities
    return {
        "newer": np.log1p(newer_relevant.sum(axis=1)),
        "superseded": newer_relevant.max(axis=1),
        "newer_alike": np.log1p((alike * is_relevant).sum(axis=1)),
        "newer_alike_likely": np.log1p((alike * likelihood).sum(axis=1)),
        "newest_alike": (alike * likelihood).max(axis=1),
        "alike_best": similarities[:, int(likelihood.argmax())],
        "alike_likely": similarities @ likelihood / likelihood.sum(),
    }


def _state_features(match: PassageMatch, best: Numbers, newest_day: int) -> dict[str, Vectors]:
    """Return the states of the best sentences, and whether the times that they speak of are past."""
    states = match.meaning.states[best]
    planned, happened, changed, still_open = (states[:, STATES.index(letter)] for letter in "PHCO")
    last_days = match.batch.sentence_rows["last_day"][best]
    past = ((last_days > 0) & (last_days < newest_day)).astype(np.float32)
    return {
        "planned": planned,
        "happened": happened,
        "changed": changed,
        "open": still_open,
        "past": past,
        "planned_past": planned * past,
        "happened_past": happened * past,
    }
