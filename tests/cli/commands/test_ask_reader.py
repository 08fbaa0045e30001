"""`heat2 ask` with a model that chooses, on a real socket."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.cli.conftest import Terminal
from tests.library.reader.server import chosen, model_server

QUESTION = "When does filming of Heat 2 start?"


async def test_the_model_chooses_for_one_question_and_for_a_batch(terminal: Terminal, tmp_path: Path) -> None:
    """The first quote is the one that the model chose, `--why` names the model, and no key is in the output."""

    async def choose_last(_request: web.Request, body: Any) -> web.StreamResponse:
        passages = json.loads(body["messages"][1]["content"])["passages"]
        return web.json_response(chosen(max(each["number"] for each in passages)))

    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": QUESTION}) + "\n")
    async with model_server(choose_last) as server:
        settings = {"READER_URL": server.url, "READER_MODEL": "last", "READER_KEY": "sesame"}
        words = ("--json", "--why", "--as-of", "2026-03-10")
        done = await asyncio.to_thread(terminal.heat2, "ask", *words, QUESTION, **settings)
        many = await asyncio.to_thread(terminal.heat2, "ask", *words[1:], "--batch", str(batch), **settings)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    told = json.loads(server.asked[0][2]["messages"][1]["content"])["passages"][-1]
    assert answer["excerpts"][0]["passage"] == told["text"]
    assert answer["why"]["steps"][0] == "the model last chose the passages that answer"
    assert json.loads(many.stdout) == answer | {"id": 1}
    assert "sesame" not in done.stdout + many.stdout


def test_without_its_server_the_search_answers(terminal: Terminal) -> None:
    """If nobody listens at the address, the answer is that of the search, and it says so."""
    words = ("ask", "--json", "--as-of", "2026-03-10", "--why", QUESTION)
    alone = json.loads(terminal.heat2(*words).stdout)
    done = terminal.heat2(*words, READER_URL="http://127.0.0.1:9", READER_MODEL="away")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["excerpts"] == alone["excerpts"]
    assert answer["why"]["steps"][0] == "the model away gave no valid choice, so the search decided"
