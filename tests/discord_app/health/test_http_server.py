"""The HTTP server of the bot's health on a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import aiohttp
import pytest

from bot.discord_app.health.http_server import MAX_CONNECTIONS, serve_health
from bot.discord_app.health.metrics import Metrics
from bot.discord_app.health.monitor import PROBE_NAME, Monitor
from bot.discord_app.services.notices import Outcome
from bot.discord_app.tracing import Trace
from bot.domain import EVERYONE
from bot.errors import SettingsError, StoreError
from bot.library.engines.embedding_service import EmbeddingService
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.store.jobs import Job
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import services
from tests.discord_app.small_library import ARTICLES, TODAY
from tests.search.meaning.ngram_encoder import NgramEncoder


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class SickStore(MemoryStore):
    """A store that can fail or hang."""

    fails = hangs = False

    async def note(self, name: str) -> str:
        """Raises StoreError or waits."""
        if name == PROBE_NAME and self.fails:
            raise StoreError("the database cannot be reached")
        if name == PROBE_NAME and self.hangs:
            await asyncio.sleep(60)
        return await super().note(name)


@pytest.fixture
def store() -> SickStore:
    """Return a store that works."""
    return SickStore()


@pytest.fixture
def library(store: SickStore, concepts: ConceptList) -> Library:
    """Return a library that really searches the small articles."""
    return Library(ARTICLES, store, concepts, lambda: TODAY)


@pytest.fixture
def monitor() -> Monitor:
    """Return the monitor of a bot that starts."""
    return Monitor()


@pytest.fixture
async def address(monitor: Monitor) -> AsyncIterator[str]:
    """Serve the monitor, and return the address."""
    port = free_port()
    async with serve_health("127.0.0.1", port, monitor, Metrics(monitor).exposition):
        yield f"http://127.0.0.1:{port}"


async def ask(address: str, method: str = "GET") -> tuple[int, Mapping[str, tuple[bool, str]]]:
    """Return the status of a report and its checks by name."""
    async with aiohttp.ClientSession() as session, session.request(method, address) as answer:
        body = await answer.json() if method != "HEAD" else {}
        checks = {each["name"]: (each["ok"], each["detail"]) for each in body.get("checks", ())}
        return answer.status, checks


async def test_readiness_follows_the_state(
    address: str, monitor: Monitor, library: Library, store: SickStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot is ready once every shard is connected and the articles are loaded, also without its database."""
    monkeypatch.setattr("bot.discord_app.health.monitor.PROBE_SECONDS", 0.05)
    monkeypatch.setattr("bot.discord_app.health.monitor.PROBE_TTL_SECONDS", 0.0)
    assert (await ask(f"{address}/healthz"))[0] == 200
    status, checks = await ask(f"{address}/readyz")
    assert status == 503
    assert not any(checks[name][0] for name in ("shards", "articles", "database"))
    monitor.library = library
    await library.ask_text("when does filming start")
    monitor.expected_shards = (0, 1)
    monitor.shards.connected(0)
    status, checks = await ask(f"{address}/readyz")
    assert status == 503
    assert "1 of 2" in checks["shards"][1]
    assert checks["articles"][0]
    monitor.shards.connected(1)
    assert (await ask(f"{address}/readyz"))[0] == 200
    store.fails = True
    status, checks = await ask(f"{address}/readyz")
    assert (status, checks["database"][0]) == (200, True)
    assert "away" in checks["database"][1]
    store.fails, store.hangs = False, True
    status, checks = await ask(f"{address}/readyz")
    assert (status, checks["database"][0]) == (503, False)


async def _fail(_job: Job) -> None:
    raise ValueError("no")


async def test_metrics(address: str, monitor: Monitor, library: Library, concepts: ConceptList) -> None:
    """The metrics count interactions by name and outcome, and show the state of everything else."""
    monitor.library = library
    built = monitor.services = services(library, concepts)
    built.jobs.register("links", _fail)
    await built.jobs.schedule("links", timedelta(hours=1))
    await built.jobs.run_due()
    built.polling.polls[True], built.polling.articles["proposed"] = 2, 1
    built.notices.outcomes["article", Outcome.SENT] = 3
    for _ in range(2):
        await library.ask_text("when does filming start")
    monitor.expected_shards = (0,)
    monitor.latencies = lambda: {0: 0.02, 1: float("inf")}
    assert monitor.on_trace
    monitor.on_trace(Trace("command", name="heat2 ask", acknowledged_after=0.2, ended_after=0.3))
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        lines = (await answer.text()).splitlines()
    assert 'heat2_interactions_total{kind="command",name="heat2 ask",outcome="done"} 1.0' in lines
    assert 'heat2_acknowledge_seconds_bucket{kind="command",le="0.25"} 1.0' in lines
    assert 'heat2_jobs_total{name="links",outcome="failed"} 1.0' in lines
    assert 'heat2_feed_polls_total{outcome="done"} 2.0' in lines
    assert 'heat2_feed_articles_total{outcome="proposed"} 1.0' in lines
    assert 'heat2_notices_total{kind="article",outcome="sent"} 3.0' in lines
    assert "heat2_questions_total 2.0" in lines
    assert "heat2_cached_answers_total 1.0" in lines
    assert "heat2_database_up 1.0" in lines
    assert 'heat2_gateway_latency_seconds{shard="0"} 0.02' in lines
    assert not [line for line in lines if 'shard="1"' in line]
    assert [line for line in lines if line.startswith("heat2_build_info{")]


@pytest.mark.parametrize("fails", [False, True])
async def test_embeddings(
    address: str, monitor: Monitor, store: SickStore, concepts: ConceptList, *, fails: bool
) -> None:
    """With a sentence encoder, metrics and readiness show how many passages are embedded, and how many are left."""
    encoder = NgramEncoder()
    encoder.fails = fails
    service = EmbeddingService(encoder, None, computes=True)
    library = monitor.library = Library(ARTICLES, store, concepts, lambda: TODAY, embeddings=service)
    await library.embed_passages(EVERYONE)
    statistics = library.statistics()
    assert statistics
    embedded, missing = (0, statistics.passages) if fails else (statistics.passages, 0)
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    assert f"heat2_embedded_passages {embedded}.0" in lines
    assert f"heat2_passages_to_embed {missing}.0" in lines
    detail = (await ask(f"{address}/readyz"))[1]["articles"][1]
    assert detail.endswith(f"; {missing} are still to be embedded" if fails else "passages")
    library.close()


@pytest.mark.parametrize(("path", "method", "status"), [("/", "GET", 404), ("/healthz", "POST", 405)])
async def test_nothing_else_is_answered(address: str, path: str, method: str, status: int) -> None:
    """Other paths and methods are refused."""
    assert (await ask(address + path, method))[0] == status


async def test_connections_are_bounded(address: str) -> None:
    """A client that holds many connections open keeps nobody else out."""
    host, port = address.removeprefix("http://").split(":")
    idle = [await asyncio.open_connection(host, int(port)) for _ in range(MAX_CONNECTIONS + 5)]
    assert (await ask(f"{address}/healthz"))[0] == 200
    reader, _ = idle[0]
    assert await asyncio.wait_for(reader.read(), 5) == b""
    for _, writer in idle:
        writer.close()


async def test_a_port_in_use_is_one_clear_error(monitor: Monitor) -> None:
    """The error names the setting and says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match=r"HEAT2_HTTP_LISTEN .* another program listens there"):
            async with serve_health("127.0.0.1", taken.getsockname()[1], monitor, lambda: ("", b"")):
                pass


async def test_an_address_of_another_machine_is_one_clear_error(monitor: Monitor) -> None:
    """The error names the setting."""
    with pytest.raises(SettingsError, match=r"HEAT2_HTTP_LISTEN .* no such address"):
        async with serve_health("192.0.2.1", free_port(), monitor, lambda: ("", b"")):
            pass
