"""The BM25 structure over passages: rank-bm25's model over postings in arrays.

From the outside in: `model` scores, an `state` is what it scores at one moment, made of sealed `segment`s whose
postings stand in arrays; `sealing` makes segments, `traversal` finds the best passages of one.
"""

from bot.search.index.model import PassageIndex
from bot.search.index.sealing import TermCounts
from bot.search.index.state import IndexState

__all__ = ["IndexState", "PassageIndex", "TermCounts"]
