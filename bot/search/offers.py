"""Which passages a reader is offered: the best ranked ones of a wider choice, and some that are nearest by meaning.

The search ranks what words and intents find. A reader tells what answers from what only fits, so it can be offered
more: what is near to the question by meaning only. Measured on questions of `tests/quality` that the models had not
seen: see docs/reader.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final

import numpy as np

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.ranker import RankedPassage, Ranking
from bot.search.reader import MAX_LABEL, MAX_TEXT

NEAREST: Final = 100
"""Number of passages nearest by meaning that are ranked beside those that the search finds."""
_BY_MEANING: Final = 2
"""Number of passages that are offered because they are nearest by meaning, whatever their rank."""
MAX_CHARACTERS: Final = 9_000
"""Maximum number of characters of all passages, with their labels. With the instructions they fit into a context of
4,096 tokens."""


def offered_passages(question: str, ranking: Ranking, count: int) -> tuple[RankedPassage, ...]:
    """Return up to `count` passages of a ranking, in an order that says nothing about their rank.

    A reader prefers what stands first. The order is always the same for the same question and passages. A passage that
    would exceed MAX_CHARACTERS is left out.
    """
    offered, left = list[RankedPassage](), MAX_CHARACTERS
    for each in islice(_in_turn(ranking, count), count):
        length = _length(each)
        if length <= left:
            offered.append(each)
            left -= length
    return tuple(sorted(offered, key=lambda each: sha256(repr((question, *_source(each))).encode()).digest()))


def _in_turn(ranking: Ranking, count: int) -> Iterator[RankedPassage]:
    """Yield the passages of a ranking in the order in which they are offered, those that fit into the limits first."""
    candidates = ranking.candidates
    if candidates is None:
        return
    # By their order alone: here nothing keeps a new passage that hardly fits from standing before an older one.
    ranked = _highest_first(ranking, candidates.order)
    last = max(count - _BY_MEANING, 1)
    cosine = candidates.match.batch.highest(candidates.match.meaning.cosine)
    near = _highest_first(ranking, cosine, ranked[:last])[:_BY_MEANING]
    taken = {each.number for each in near}
    # The nearest come before the last ranked ones, so that long passages do not take their room.
    half = count // 2
    yield from ranked[:half]
    yield from near
    yield from (each for each in ranked[half:] if each.number not in taken)


def _highest_first(ranking: Ranking, values: Vectors, without: Collection[RankedPassage] = ()) -> list[RankedPassage]:
    """Return the passages with the highest values first. The values are in the order of the candidates."""
    numbers = ranking.candidates.numbers if ranking.candidates else ()
    by_number = dict(zip(numbers, np.round(values, 5).tolist(), strict=True))
    left_out = {each.number for each in without}
    kept = (each for each in ranking.passages if each.number not in left_out)
    return sorted(kept, key=lambda each: (-by_number[each.number], _source(each)))


def _length(ranked: RankedPassage) -> int:
    """Return the number of characters of a passage as a reader gets it, with its labels."""
    passage, article = ranked.passage.passage, ranked.passage.article
    labels = (passage.heading_text or article.title, article.publisher)
    return min(passage.span.end - passage.span.start, MAX_TEXT) + sum(min(len(label), MAX_LABEL) for label in labels)


def _source(ranked: RankedPassage) -> tuple[str, int]:
    return ranked.passage.article.id, ranked.passage.passage.number
