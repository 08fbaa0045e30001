"""The metrics of `/metrics`. No label holds a member, a server or a question.

Times of interactions are recorded as they end. Everything else is read from the monitor when somebody asks.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Iterator
from typing import Final

import discord
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.discord_app.health.monitor import Monitor
from bot.discord_app.tracing import Trace

_ACKNOWLEDGE_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
_ANSWER_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


class Metrics:
    """Records interactions of a monitored bot, and returns all metrics as text."""

    def __init__(self, monitor: Monitor) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = registry = CollectorRegistry()
        self._interactions = Counter(
            "heat2_interactions", "Interactions that have ended.", ["kind", "name", "outcome"], registry=registry
        )
        self._acknowledged = Histogram(
            "heat2_acknowledge_seconds",
            "Time until Discord had the acknowledgement of an interaction.",
            ["kind"],
            buckets=_ACKNOWLEDGE_SECONDS,
            registry=registry,
        )
        self._answered = Histogram(
            "heat2_answer_seconds",
            "Time until an interaction was answered in full.",
            ["kind"],
            buckets=_ANSWER_SECONDS,
            registry=registry,
        )
        registry.register(_StateCollector(monitor))
        ProcessCollector(registry=registry)
        monitor.on_trace = self.record

    def record(self, trace: Trace) -> None:
        """Record an interaction that has ended."""
        self._interactions.labels(trace.kind, trace.name, trace.outcome.value).inc()
        self._answered.labels(trace.kind).observe(trace.ended_after)
        if trace.acknowledged_after is not None:
            self._acknowledged.labels(trace.kind).observe(trace.acknowledged_after)

    def exposition(self) -> tuple[str, bytes]:
        """Return the content type and the text that Prometheus reads."""
        return CONTENT_TYPE_LATEST, generate_latest(self._registry)


class _StateCollector(Collector):
    """Reads the state of the bot when metrics are asked for."""

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of the bot's state."""
        build = GaugeMetricFamily("heat2_build_info", "The versions.", labels=["version", "python", "discord_py"])
        build.add_metric([self._monitor.version, platform.python_version(), discord.__version__], 1)
        yield build
        yield from self._loop()
        yield from self._gateway()
        yield from self._library()
        yield from self._database()
        yield from self._periodic_work()

    def _loop(self) -> Iterator[Metric]:
        times = self._monitor.times
        if times:
            yield _gauge("event_loop_lag_seconds", "Longest delay by the event loop in the last minute.", times.lag)
            yield _counter("event_loop_busy_seconds", "Time that the event loop was busy.", times.busy_seconds)

    def _gateway(self) -> Iterator[Metric]:
        monitor = self._monitor
        expected = monitor.expected_shards
        yield _gauge("shards", "Shards that this process runs.", len(expected))
        yield _gauge("shards_alive", "Shards that are connected.", len(monitor.shards.alive(expected)))
        yield _counter("gateway_reconnects", "Connections made again.", monitor.shards.reconnects)
        yield _gauge("servers", "Discord servers of this process's shards.", monitor.servers())
        yield _gauge(
            "other_process", "1 if another process answers with the same token.", monitor.other_process.is_running
        )
        latency = GaugeMetricFamily("heat2_gateway_latency_seconds", "Time of a heartbeat's answer.", labels=["shard"])
        for shard, seconds in monitor.latencies().items():
            if math.isfinite(seconds):
                latency.add_metric([str(shard)], seconds)
        yield latency

    def _library(self) -> Iterator[Metric]:
        found = self._monitor.library.statistics() if self._monitor.library else None
        if found is None:
            return
        yield _gauge("articles", "Articles that all servers see.", found.articles)
        yield _gauge("passages", "Passages of these articles.", found.passages)
        yield _gauge("server_indexes", "Servers whose articles are in memory.", found.servers)
        yield _counter("questions", "Questions that were answered or refused.", found.questions)
        yield _counter("cached_answers", "Questions whose answer was in the cache.", found.cached)
        readings = CounterMetricFamily(
            "heat2_reader_requests", "Requests to the model that chooses.", labels=["outcome"]
        )
        for outcome, count in found.readings.items():
            readings.add_metric([outcome], count)
        yield readings
        yield _counter("reader_seconds", "Time in which the model has answered.", found.reading_seconds)
        if found.embeddings:
            embedded, missing = found.embeddings
            yield _gauge("embedded_passages", "Loaded passages with a sentence embedding.", embedded)
            yield _gauge("passages_to_embed", "Loaded passages that are being embedded.", missing)

    def _database(self) -> Iterator[Metric]:
        if self._monitor.library is None:
            return
        found = self._monitor.library.store.statistics
        yield _gauge("database_up", "1 if the last transaction succeeded.", found.is_up)
        yield _counter("database_transactions", "Transactions.", found.transactions)
        yield _counter("database_failures", "Transactions that failed.", found.failures)
        yield _counter("database_seconds", "Time spent in transactions.", found.seconds)

    def _periodic_work(self) -> Iterator[Metric]:
        services = self._monitor.services
        if services is None:
            return
        jobs = CounterMetricFamily("heat2_jobs", "Runs of periodic jobs.", labels=["name", "outcome"])
        for (name, succeeded), count in services.jobs.runs.items():
            jobs.add_metric([name, _done_or_failed(succeeded)], count)
        yield jobs
        seconds = CounterMetricFamily("heat2_job_seconds", "Time that periodic jobs took.", labels=["name"])
        for name, took in services.jobs.seconds.items():
            seconds.add_metric([name], took)
        yield seconds
        polls = CounterMetricFamily("heat2_feed_polls", "Polls of feeds.", labels=["outcome"])
        for succeeded, count in services.polling.polls.items():
            polls.add_metric([_done_or_failed(succeeded)], count)
        yield polls
        articles = CounterMetricFamily("heat2_feed_articles", "Articles that feeds brought.", labels=["outcome"])
        for outcome, count in services.polling.articles.items():
            articles.add_metric([outcome], count)
        yield articles
        notices = CounterMetricFamily(
            "heat2_notices", "Messages that the bot sends by itself.", labels=["kind", "outcome"]
        )
        for (kind, became), count in services.notices.outcomes.items():
            notices.add_metric([kind, became.name.lower()], count)
        yield notices


def _done_or_failed(succeeded: bool) -> str:
    return "done" if succeeded else "failed"


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"heat2_{name}", meaning, value=float(value))


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"heat2_{name}", meaning, value=float(value))
