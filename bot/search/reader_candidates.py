"""The candidates for a reader: the passages that reciprocal rank fusion of several rankings puts first.

The precision of the first passage counts for the search. The recall of all candidates counts for a reader, because it
can tell a passage that answers from one that only shares words. A single ranking misses some answers: it takes a
question for one about the newest state, or sees no shared word. So several rankings of more passages are fused.
Measured on questions of `tests/quality` that the models had not seen (`python -m tests.quality.reader_recall`): see
docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.ranking.candidates import Candidates
from bot.search.ranking.ranker import RankedPassage, Ranking
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.reader import MAX_LABEL, MAX_TEXT

MAX_NEAREST_BY_MEANING: Final = 200
"""Number of passages nearest by meaning that are ranked besides those that the search finds."""
MAX_CHARACTERS: Final = 9_000
"""Maximum number of characters of all candidates with their labels. Together with the instructions they fit into a
context of 4,096 tokens."""
_FEATURES: Final = ("mean_cosine", "passage_overlap", "passage_word_match")
"""Features that give a ranking each, besides the learned order and relevance: the similarity of sentences, the intents
of the passage, and similar words."""
_FEATURE_WEIGHT: Final = 0.5
"""Weight of the rank by one of these features. The ranks by order and by relevance have weight 1."""
_RANK_CONSTANT: Final = 10
"""The constant k of reciprocal rank fusion, which is added to each rank. A greater k favours the first ranks less."""
_NEIGHBOUR_SHARE: Final = 0.1
"""Share of a neighbour's score that is added to a paragraph's. An answer often follows the paragraph with the topic."""

Scores = npt.NDArray[np.float64]


def reader_candidates(question: str, ranking: Ranking, count: int) -> tuple[RankedPassage, ...]:
    """Return up to `count` passages of a ranking, in an order that says nothing about their rank.

    Models prefer the passages that stand first, so the order is pseudo-random. It is always the same for the same
    question and passages. A passage that would exceed MAX_CHARACTERS is left out.
    """
    chosen, left = list[RankedPassage](), MAX_CHARACTERS
    for each in _best_first(ranking):
        if len(chosen) == count:
            break
        length = _length(each)
        if length <= left:
            chosen.append(each)
            left -= length
    return tuple(sorted(chosen, key=lambda each: sha256(repr((question, *_source(each))).encode()).digest()))


def _best_first(ranking: Ranking) -> list[RankedPassage]:
    """Return the passages of a ranking by reciprocal rank fusion."""
    if ranking.candidates is None:
        return []
    # Between equals their source decides: their numbers depend on the history of the index.
    by_source = {_source(each): each for each in ranking.passages}
    sources = sorted(by_source)
    rows_of = {number: row for row, number in enumerate(ranking.candidates.numbers)}
    rows = np.array([rows_of[by_source[source].number] for source in sources])
    scores = _with_neighbours(_fused(ranking.candidates, rows), sources)
    return [by_source[sources[place]] for place in np.argsort(-scores, kind="stable").tolist()]


def _fused(candidates: Candidates, rows: npt.NDArray[np.int64]) -> Scores:
    """Return the fused scores of the candidates in these rows."""
    features = (candidates.relevance_features[:, RELEVANCE_FEATURES.index(name)] for name in _FEATURES)
    # By order and relevance alone: here nothing keeps a new passage that hardly fits from standing before an older one.
    weighted = [(candidates.order, 1.0), (candidates.relevance, 1.0), *((each, _FEATURE_WEIGHT) for each in features)]
    scores = np.zeros(len(rows))
    for values, weight in weighted:
        highest_first = np.argsort(-np.round(values[rows], 5), kind="stable")
        scores[highest_first] += weight / (_RANK_CONSTANT + np.arange(len(rows)))
    return scores


def _with_neighbours(scores: Scores, sources: Sequence[tuple[str, int]]) -> Scores:
    """Return the scores with a share of the score of the better of the paragraphs before and after."""
    score_of = dict(zip(sources, scores.tolist(), strict=True))
    beside = [
        max(score_of.get((article, number - 1), 0.0), score_of.get((article, number + 1), 0.0))
        for article, number in sources
    ]
    fused: Scores = np.round(scores + _NEIGHBOUR_SHARE * np.array(beside), 9)
    return fused


def _length(ranked: RankedPassage) -> int:
    """Return the number of characters of a passage as a reader gets it, with its labels."""
    passage, article = ranked.passage.passage, ranked.passage.article
    labels = (passage.heading_text or article.title, article.publisher)
    return min(passage.span.end - passage.span.start, MAX_TEXT) + sum(min(len(label), MAX_LABEL) for label in labels)


def _source(ranked: RankedPassage) -> tuple[str, int]:
    return ranked.passage.article.id, ranked.passage.passage.number
