"""A reader behind a `/rerank` interface: text-embeddings-inference, Infinity, vLLM, llama.cpp, and hosted services."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from bot.errors import ReaderError, ReaderFault
from bot.library.reader.http_client import JsonClient, count_tokens
from bot.search.ranking.model import sigmoid
from bot.search.reader import ReaderChoice, ReaderRequest

DEFAULT_MIN_SCORE: Final = 0.5
"""Minimum score of a passage that answers, unless the operator has measured another for the model."""
_PATH: Final = "/rerank"
_MIN_SHARE_OF_BEST: Final = 0.7
"""Minimum share of the best score at which a newer passage comes first if the newest state is asked."""


class RerankReader:
    """Takes the passages with the highest scores, and none below a bound."""

    def __init__(self, url: str, model: str = "", key: str = "", min_score: float = DEFAULT_MIN_SCORE) -> None:
        """`url` is the address of the server, with or without `/rerank`."""
        self._model = model
        self._min_score = min_score
        self._client = JsonClient(rerank_address(url), key)
        self._gives_logits = False
        """Whether a score was outside 0 to 1."""

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._model or "reranker"

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return the passages with enough score, best first. Raises ReaderError."""
        answer = await self._ask(request)
        scores = self._probabilities(_scores(answer, request))
        best = max(scores.values(), default=0.0)
        chosen = [number for number, score in scores.items() if score >= self._min_score]
        chosen.sort(key=lambda number: (-scores[number], number))
        if request.wants_newest:
            dates = {each.number: each.date for each in request.passages}
            leading = [number for number in chosen if scores[number] >= _MIN_SHARE_OF_BEST * best]
            leading.sort(key=lambda number: dates[number], reverse=True)
            chosen = [*leading, *chosen[len(leading) :]]
        return ReaderChoice(tuple(chosen), count_tokens(answer), best)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _ask(self, request: ReaderRequest) -> Any:
        query = f"{request.before} {request.question}".strip()
        texts = [each.text for each in request.passages]
        asked = {"query": query, "documents": texts} | ({"model": self._model} if self._model else {})
        # Some hosted services refuse the parameters of others. text-embeddings-inference calls the documents `texts`.
        forms = [
            asked | {"top_n": len(texts), "return_documents": False},
            asked,
            {"query": query, "texts": texts, "raw_scores": False, "truncate": True},
        ]
        return await self._client.post_first_accepted(forms)

    def _probabilities(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Return scores from 0 to 1. Some servers give logits: if one was ever outside that range, all are."""
        self._gives_logits = self._gives_logits or not all(0 <= score <= 1 for score in scores.values())
        return {number: sigmoid(score) for number, score in scores.items()} if self._gives_logits else dict(scores)


def rerank_address(url: str) -> str:
    """Return the address of reranking on a server."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith(_PATH) else f"{path}{_PATH}").geturl()


def _scores(answer: Any, request: ReaderRequest) -> dict[int, float]:
    """Return the scores by the passages' numbers. Raises ReaderError."""
    rows = answer.get("results", answer.get("data")) if isinstance(answer, Mapping) else answer
    if not isinstance(rows, list):
        raise ReaderError(ReaderFault.INVALID, "its answer has no list of results: check the address")
    scores: dict[int, float] = {}
    for row in rows:
        place, score = _place_and_score(row)
        if not 0 <= place < len(request.passages) or place + 1 in scores:
            raise ReaderError(ReaderFault.INVALID, "it named a passage twice, or one that it was not given")
        scores[place + 1] = score
    if not scores:
        raise ReaderError(ReaderFault.INVALID, "it gave no score: check the address and the model")
    return scores


def _place_and_score(row: Any) -> tuple[int, float]:
    """Return the place of a passage, from 0, and its score. Raises ReaderError."""
    if isinstance(row, Mapping):
        place, score = row.get("index"), row.get("relevance_score", row.get("score"))
        # As a float, a number of hundreds of digits would raise OverflowError.
        if type(place) is int and type(score) in {int, float} and abs(score) <= sys.float_info.max:
            return place, float(score)
    raise ReaderError(ReaderFault.INVALID, "a result has no place or no score: check the address")
