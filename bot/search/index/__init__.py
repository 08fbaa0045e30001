"""The exact BM25 index over passages: rank-bm25's model on postings in arrays.

`model` scores an index `state`, which consists of immutable segments (`segment`, `postings`, `vocabulary`).
`segment_builder` makes segments, and `traversal` finds the best passages of one. `collection` holds the passages of
one scope with their index state, and `combined` shows several collections as one.
"""

from bot.search.index.model import PassageIndex
from bot.search.index.segment_builder import TermCounts
from bot.search.index.state import IndexState

__all__ = ["IndexState", "PassageIndex", "TermCounts"]
