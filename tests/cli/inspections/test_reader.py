"""`heat2 check` asks the reader one question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.cli.inspections import reader as inspection
from bot.cli.inspections.finding import Finding, Severity
from bot.cli.inspections.reader import inspect_reader
from bot.config.settings import Settings
from bot.config.shipped import shipped_corpus
from bot.phrases import set_subject
from bot.reading.subject import load_subject
from tests.library.reader.server import Respond, always, chat_answer, chosen, model_server

NORTHLIGHT = Path(__file__).parents[2] / "subjects" / "northlight"


async def inspect(respond: Respond, **settings: Any) -> Sequence[Finding]:
    """Return the findings about a model that answers like this."""
    async with model_server(respond) as server:
        return await inspect_reader(Settings(reader_url=server.url, reader_model="small", **settings))


async def test_a_right_choice_is_good() -> None:
    """The model's choice and its time are shown."""
    (finding,) = await inspect(always(chosen(2)))
    assert finding.severity is Severity.OK
    assert finding.message.startswith("small chose passage 2 of 20 in 0.")


@pytest.mark.parametrize(("numbers", "told"), [((1, 2), "passage 1, 2"), ((), "none")])
async def test_a_wrong_choice_is_noted(numbers: Sequence[int], told: str) -> None:
    """A model that chooses another passage or none works, and may be too small."""
    (finding,) = await inspect(always(chosen(*numbers)))
    assert finding.severity is Severity.NOTE
    assert f"chose {told} of 20" in finding.message


async def test_a_reranker_is_asked_too() -> None:
    """The reranker's choice is shown."""
    answer = {"results": [{"index": 1, "relevance_score": 0.9}]}
    async with model_server(always(answer)) as server:
        (finding,) = await inspect_reader(Settings(reranker_url=server.url))
    assert (finding.severity, finding.message[:26]) == (Severity.OK, "reranker chose passage 2 o")


async def test_no_choice_is_a_problem() -> None:
    """The fault is shown, without the key."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.Response(status=401)

    (finding,) = await inspect(respond, reader_key=SecretStr("sesame"))
    assert finding.severity is Severity.PROBLEM
    assert "HTTP status 401: check HEAT2_READER_KEY" in finding.message
    assert "sesame" not in finding.message


async def test_a_model_that_thinks_first_is_a_problem() -> None:
    """An answer that is no choice says what to look for in a model."""
    (finding,) = await inspect(always(chat_answer("<think>The user wants")))
    assert finding.severity is Severity.PROBLEM
    assert "without thinking first" in finding.message


async def test_a_model_is_given_time_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first choice may take long; if the second does too, or none comes, that is a problem."""
    delays = [0.2, 0.0]

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        await asyncio.sleep(delays.pop(0))
        return web.json_response(chosen(2))

    assert [each.severity for each in await inspect(respond, reader_seconds=0.1)] == [Severity.OK]
    delays = [0.2, 0.2]
    (finding,) = await inspect(respond, reader_seconds=0.1)
    assert finding.severity is Severity.PROBLEM
    assert "longer than HEAT2_READER_SECONDS=0.1" in finding.message
    delays = [0.2]
    monkeypatch.setattr(inspection, "TIMEOUT_SECONDS", 0.05)
    (finding,) = await inspect(respond)
    assert "no answer in" in finding.message


@pytest.mark.parametrize(
    ("url", "is_noted"),
    [
        ("http://models.example.com:9/v1", True),
        ("https://localhost:9/v1", False),
        ("http://localhost:9", False),
        ("http://192.168.1.5:9", False),
        ("http://[::1]:9", False),
        ("http://host.docker.internal:9", False),
    ],
)
async def test_a_key_without_encryption_is_noted(url: str, is_noted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is sent over the internet without encryption is noted."""
    monkeypatch.setattr(inspection, "TIMEOUT_SECONDS", 0.01)
    found = await inspect_reader(Settings(reader_url=url, reader_model="m", reader_key=SecretStr("k")))
    assert any("unencrypted" in each.message for each in found) == is_noted


async def test_the_instructions_name_the_film() -> None:
    """The model is asked as for members' questions: its instructions name the film of the articles."""
    try:
        async with model_server(always(chosen(2))) as server:
            await inspect_reader(Settings(reader_url=server.url, reader_model="m", corpus_dir=NORTHLIGHT))
    finally:
        set_subject(load_subject(shipped_corpus(), shipped_corpus()))
    ((_, _, body),) = server.asked
    assert "about the film Northlight" in body["messages"][0]["content"]


async def test_without_a_reader_nothing_is_said() -> None:
    """Most operators have none."""
    assert await inspect_reader(Settings()) == []
