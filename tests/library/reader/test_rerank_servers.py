"""A reranker as each known server speaks: what it requires and refuses in a request, and the form of its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from bot.errors import ReaderError
from bot.library.reader.rerank import RerankReader
from tests.library.reader.server import model_server, request_for

SCORES = (0.02, 0.9, 0.6)
LOGITS = (-4.0, 3.1, 0.4)
Answer = tuple[int, Any]
"""An HTTP status and a body."""


def refused(status: int, message: str) -> Answer:
    """Return a refusal."""
    return status, {"error": {"code": status, "message": message}, "message": message}


def rows(scores: tuple[float, ...], name: str = "relevance_score", **more: Any) -> list[dict[str, Any]]:
    """Return results, the best first."""
    found = [{"index": place, name: score, **more} for place, score in enumerate(scores)]
    return sorted(found, key=lambda row: -row[name])


def text_embeddings_inference(body: dict[str, Any]) -> Answer:
    """Want `texts`, and answer with a list of scores."""
    return (200, rows(SCORES, "score")) if "texts" in body else refused(422, "missing field `texts`")


def infinity(body: dict[str, Any]) -> Answer:
    """Ignore what is unknown, and want `top_n` above 0."""
    if not body.get("documents") or body.get("top_n", 1) <= 0:
        return refused(422, "Input should be greater than 0")
    usage = {"prompt_tokens": 60, "total_tokens": 60}
    return 200, {"object": "rerank", "results": rows(SCORES), "model": "m", "usage": usage, "id": "infinity-1"}


def vllm(body: dict[str, Any]) -> Answer:
    """Give the documents back, wanted or not."""
    found = rows(SCORES, document={"text": body["documents"][0], "multi_modal": None})
    return 200, {"id": "rerank-1", "model": "m", "usage": {"total_tokens": 60}, "results": found}


def llama_cpp(body: dict[str, Any]) -> Answer:
    """Give logits, in the order of the documents."""
    found = [{"index": place, "relevance_score": score} for place, score in enumerate(LOGITS)]
    usage = {"prompt_tokens": 60, "total_tokens": 60}
    return 200, {"model": body["model"], "object": "list", "usage": usage, "results": found}


def cohere(body: dict[str, Any]) -> Answer:
    """Refuse what version 2 of the interface has given up, and count no tokens."""
    if "return_documents" in body:
        return refused(400, "unknown field: return_documents")
    meta = {"api_version": {"version": "2"}, "billed_units": {"search_units": 1}}
    return 200, {"id": "1", "results": rows(SCORES), "meta": meta}


def jina(body: dict[str, Any]) -> Answer:
    """Want a model, and give documents back unless they are not wanted."""
    if "model" not in body:
        return refused(422, "Field required: model")
    found = rows(SCORES) if body.get("return_documents") is False else rows(SCORES, document={"text": "x" * 100_000})
    return 200, {"model": "m", "object": "list", "usage": {"total_tokens": 60}, "results": found}


def voyage(body: dict[str, Any]) -> Answer:
    """Refuse `top_n`, and call the results data."""
    if "top_n" in body:
        return refused(400, "Argument 'top_n' is not supported by our API")
    return 200, {"object": "list", "data": rows(SCORES), "model": "m", "usage": {"total_tokens": 60}}


@pytest.mark.parametrize(
    ("server", "tokens", "tries"),
    [
        (text_embeddings_inference, 0, 3),
        (infinity, 60, 1),
        (vllm, 60, 1),
        (llama_cpp, 60, 1),
        (cohere, 0, 2),
        (jina, 60, 1),
        (voyage, 60, 2),
    ],
)
async def test_each_server_is_understood(server: Callable[[Any], Answer], tokens: int, tries: int) -> None:
    """The right passages are chosen, and from the second request on the server is asked in the form that it accepts."""

    async def respond(_request: web.Request, body: Any) -> web.StreamResponse:
        status, answer = server(body)
        return web.json_response(answer, status=status)

    async with model_server(respond) as running:
        reader = RerankReader(running.url, "m")
        for asked in (tries, tries + 1):
            choice = await reader.choose(request_for("a", "b", "c"))
            assert (choice.numbers, choice.tokens) == ((2, 3), tokens)
            assert len(running.asked) == asked
        await reader.close()


async def test_logits_are_remembered() -> None:
    """Once a score was no probability, scores from 0 to 1 are logits too: 0.4 is then more probable than not."""
    answers = iter([(-3.0, 2.0), (0.4, -0.1), (0.4, 0.9)])

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.json_response({"results": rows(next(answers))})

    async with model_server(respond) as running:
        reader = RerankReader(running.url, "m", min_score=0.55)
        chosen = [(await reader.choose(request_for("a", "b"))).numbers for _ in range(3)]
        await reader.close()
    assert chosen == [(2,), (1,), (2, 1)]


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, "check the address"), (424, "its model is of another kind"), (501, "started without this interface")],
)
async def test_a_server_without_a_reranker_is_told(status: int, told: str) -> None:
    """Ollama has no such interface, and others need a model or an option for it: the error says so."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.json_response({"error": "no"}, status=status)

    async with model_server(respond) as running:
        reader = RerankReader(running.url, "m")
        with pytest.raises(ReaderError, match=told):
            await reader.choose(request_for("a"))
        await reader.close()


async def test_no_result_is_no_choice() -> None:
    """An answer without any score is an error: it is no reason to refuse a question."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.json_response({"results": []})

    async with model_server(respond) as running:
        reader = RerankReader(running.url, "m")
        with pytest.raises(ReaderError, match="no score: check the address and the model"):
            await reader.choose(request_for("a"))
        await reader.close()
