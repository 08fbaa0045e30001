"""A small model server on loopback that answers as a test says, and what it was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiohttp import web

from bot.search.reader import ReaderPassage, ReaderRequest

Respond = Callable[[web.Request, Any], Awaitable[web.StreamResponse]]
"""Answers a request; the second argument is its JSON."""


@dataclass
class ModelServer:
    """A running server: its address, and the requests that it got as path, headers and JSON."""

    url: str = ""
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@asynccontextmanager
async def model_server(respond: Respond) -> AsyncIterator[ModelServer]:
    """Serve on a free port of loopback until the end of the block."""
    server = ModelServer()

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        server.asked.append((request.path_qs, dict(request.headers), body))
        return await respond(request, body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def always(answer: Any) -> Respond:
    """Return an answer in JSON to every request."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.json_response(answer)

    return respond


def chat_answer(content: object, tokens: object = 321) -> dict[str, Any]:
    """Return a chat completion with this content."""
    return {"choices": [{"message": {"role": "assistant", "content": content}}], "usage": {"total_tokens": tokens}}


def chosen(*numbers: int) -> dict[str, Any]:
    """Return a chat completion that chooses these passages."""
    return chat_answer(json.dumps({"passages": numbers}))


def request_for(*texts: str, question: str = "When does filming start?", **fields: Any) -> ReaderRequest:
    """Return a request with passages of these texts, each a day newer than the one before."""
    passages = tuple(
        ReaderPassage(number, text, "A heading", "A paper", f"2026-01-{number:02}", "en", (f"a{number}", 1))
        for number, text in enumerate(texts, 1)
    )
    return ReaderRequest(question, passages, date(2026, 3, 10), **fields)
