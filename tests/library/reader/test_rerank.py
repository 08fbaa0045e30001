"""A reranker on a real socket: both forms of its interface, scores of both kinds, and the bound for none."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from bot.errors import ReaderError
from bot.library.reader.rerank import RerankReader, rerank_address
from bot.search.reader import ReaderChoice
from tests.library.reader.server import always, model_server, request_for

REQUEST = request_for("It starts in August.", "Michael Mann directs.", "It is a sequel.")


def results(*scores: float) -> dict[str, Any]:
    """Return the answer of most servers."""
    return {"results": [{"index": place, "relevance_score": score} for place, score in enumerate(scores)]}


async def choose(answer: Any, min_score: float = 0.5, **fields: Any) -> ReaderChoice:
    """Return the choice of a server that gives this answer."""
    request = request_for("It starts in August.", "Michael Mann directs.", "It is a sequel.", **fields)
    async with model_server(always(answer)) as server:
        reader = RerankReader(server.url, "m", min_score=min_score)
        try:
            return await reader.choose(request)
        finally:
            await reader.close()


async def test_passages_come_by_score_and_none_below_the_bound() -> None:
    """The passages with enough score are chosen, the highest first."""
    assert (await choose(results(0.6, 0.1, 0.9))).numbers == (3, 1)
    assert (await choose(results(0.4, 0.1, 0.3))).numbers == ()
    assert (await choose(results(0.4, 0.1, 0.3), min_score=0.35)).numbers == (1,)


async def test_logits_become_probabilities() -> None:
    """If a score is outside 0 to 1, all are taken for logits."""
    assert (await choose(results(3.2, -8.0, 0.2))).numbers == (1, 3)
    assert (await choose(results(-0.1, -900, -3))).numbers == ()


async def test_of_equally_good_passages_the_newest_leads_where_the_newest_is_wanted() -> None:
    """Scores know no dates: where the newest state is asked for, dates decide among the best scores."""
    scores = results(0.95, 0.9, 0.55)
    assert (await choose(scores)).numbers == (1, 2, 3)
    assert (await choose(scores, wants_newest=True)).numbers == (2, 1, 3)


async def test_the_request_has_the_question_and_the_texts() -> None:
    """The request names the model, holds question and texts, and the key is a header."""
    async with model_server(always({**results(0.9), "usage": {"total_tokens": 50}})) as server:
        reader = RerankReader(server.url + "/v2", "m", "sesame")
        assert await reader.choose(request_for("a", "b", before="Who?")) == ReaderChoice((1,), 50, 0.9)
        await reader.close()
    ((path, headers, body),) = server.asked
    assert (path, headers["Authorization"], body["model"]) == ("/v2/rerank", "Bearer sesame", "m")
    assert (body["query"], body["documents"]) == ("Who? When does filming start?", ["a", "b"])


async def test_text_embeddings_inference_is_understood() -> None:
    """A server that wants texts, and answers with a list, is asked so from then on."""

    async def respond(_request: web.Request, body: Any) -> web.StreamResponse:
        if "texts" not in body:
            return web.json_response({"error": "missing field `texts`"}, status=422)
        return web.json_response([{"index": 1, "score": 0.8}, {"index": 0, "score": 0.2}])

    async with model_server(respond) as server:
        reader = RerankReader(server.url)
        assert [(await reader.choose(request_for("a", "b"))).numbers for _ in range(2)] == [(2,), (2,)]
        assert reader.name == "reranker"
        await reader.close()
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"results": {}},
        [None],
        [{"index": 0}],
        [{"score": 1}],
        [{"index": 3, "score": 1}],
        [{"index": -1, "score": 1}],
        [{"index": True, "score": 1}],
        [{"index": 0, "score": "0.9"}],
        [{"index": 0, "score": float("nan")}],
        [{"index": 0, "score": 10**400}],
        [{"index": 0, "score": 1}, {"index": 0, "score": 1}],
    ],
)
async def test_anything_else_is_no_choice(answer: Any) -> None:
    """Answers of another form, places that were not given and scores that are no numbers are discarded."""
    with pytest.raises(ReaderError):
        await choose(answer)


async def test_an_http_error_is_raised() -> None:
    """A server that refuses both forms, or fails, raises ReaderError."""
    for status in (422, 500):

        async def respond(_request: web.Request, _body: Any, status: int = status) -> web.StreamResponse:
            return web.Response(status=status)

        async with model_server(respond) as server:
            reader = RerankReader(server.url)
            with pytest.raises(ReaderError, match=str(status)):
                await reader.choose(REQUEST)
            await reader.close()


def test_the_address_is_completed() -> None:
    """The address of a server or of its interface will do."""
    assert rerank_address("http://host:8081/") == "http://host:8081/rerank"
    assert rerank_address("https://host/v1/rerank") == "https://host/v1/rerank"
