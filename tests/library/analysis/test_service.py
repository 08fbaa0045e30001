"""Articles are analysed by real processes, within a limit for each article and a budget for each server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.errors import AnalysisError, AnalysisFault
from bot.library.analysis import worker_pool
from bot.library.analysis.failures import FailedArticles
from bot.library.analysis.service import BATCH_SIZE, AnalysisLimits, AnalysisService
from bot.reading.process import environment_without_secrets
from bot.search.language.article_analyser import EMPTY_ANALYSIS, AnalysedArticle, ArticleAnalyser
from bot.search.language.encoded_passages import EncodedPassage
from bot.search.language.language_data import LanguageData
from tests.language_data import shipped_data
from tests.library.analysis.hostile import long_article

A, B = Scope(1), Scope(2)
ALL_IN_WORKERS = AnalysisLimits(small_article=0, small_batch=0)
needs_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no limit of CPU time for a process")


@cache
def data() -> LanguageData:
    """Return the shipped language data."""
    return shipped_data()


@pytest.fixture
async def services() -> AsyncIterator[list[AnalysisService]]:
    """Services that are closed after the test."""
    made: list[AnalysisService] = []
    yield made
    for each in made:
        each.close()


def short(key: str) -> Article:
    """Return an article of one sentence."""
    return Article(key, f"Filming {key} in Chicago.", language="en")


def texts(analysed: AnalysedArticle | None) -> list[str]:
    """Return the article's text for each passage."""
    return [each.article.text for each in analysed.passages] if analysed else []


async def test_a_small_server_does_not_wait_for_all_of_a_large_one(services: list[AnalysisService]) -> None:
    """A server with one article is served while one with many is being analysed; both get all analyses."""
    services.append(service := AnalysisService(data()))
    many: dict[str, Article | None] = {f"a{n}": short(f"a{n}") for n in range(10 * BATCH_SIZE)} | {"x": None}
    first = asyncio.create_task(service.analyse(many, A))
    await asyncio.sleep(0)
    assert set((await service.analyse({"b0": short("b0"), "x": None}, B)).done) == {"b0", "x"}
    assert not first.done()
    analyses = await first
    assert analyses.done.keys() == many.keys()
    assert analyses.done["x"] is None
    assert texts(analyses.done["a7"]) == ["Filming a7 in Chicago."]
    assert service.workers.pids == frozenset()


async def test_a_worker_gives_the_same_analysis(services: list[AnalysisService]) -> None:
    """A long article is analysed by a worker, with the same result as in this process."""
    services.append(service := AnalysisService(data()))
    article = long_article("long", 30_000)
    (analysed,) = (await service.analyse({"long": article}, A)).done.values()
    expected = ArticleAnalyser(data()).analyse(article)
    assert analysed
    passages = [each.decode() for each in analysed.passages if isinstance(each, EncodedPassage)]
    assert passages == list(expected.passages)
    assert analysed.other_spellings == expected.other_spellings
    assert len(service.workers.pids) == 1


@needs_posix
async def test_an_article_that_exceeds_the_limit_fails_alone(tmp_path: Path, services: list[AnalysisService]) -> None:
    """An article that takes too long fails, and its server's other articles are analysed.

    After the next start it fails at once, without a worker.
    """
    limits = AnalysisLimits(seconds_per_article=1)
    slow, good = long_article("slow", 1_500_000), long_article("good", 30_000)
    services.append(service := AnalysisService(data(), limits, FailedArticles(tmp_path, "p")))
    analyses = await service.analyse({"slow": slow, "good": good}, A)
    assert analyses.done["slow"] is EMPTY_ANALYSIS
    assert analyses.done["good"] not in {None, EMPTY_ANALYSIS}
    assert analyses.failed["slow"].fault is AnalysisFault.TOO_SLOW
    assert "longer than 1 s" in str(analyses.failed["slow"])
    await service.record_failed(A, analyses.failed, {"slow": slow, "good": good})
    services.append(again := AnalysisService(data(), limits, FailedArticles(tmp_path, "p")))
    assert (await again.analyse({"slow": slow}, A)).failed["slow"].fault is AnalysisFault.TOO_SLOW
    assert again.workers.pids == frozenset()
    assert again.failed_ids(A) == {"slow"}


async def test_a_worker_that_takes_too_long_is_killed(
    monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService]
) -> None:
    """The elapsed time is limited too, because not every system limits CPU time."""
    monkeypatch.setattr(worker_pool, "WALL_TIME_FACTOR", 0.05)
    services.append(service := AnalysisService(data(), AnalysisLimits(seconds_per_article=20)))
    await service.analyse({"a": long_article("a", 21_000)}, A)
    analyses = await service.analyse({"slow": long_article("slow", 1_500_000)}, A)
    assert analyses.failed["slow"].fault is AnalysisFault.TOO_SLOW


async def test_a_server_without_budget_is_refused_alone(services: list[AnalysisService]) -> None:
    """Without budget a server's next article is refused for some minutes; other scopes are not affected."""
    limits = AnalysisLimits(seconds_per_hour=1, small_article=0, small_batch=0)
    services.append(service := AnalysisService(data(), limits))
    await service.analyse({"big": long_article("big", 400_000)}, A)
    stopped = (await service.analyse({"next": short("next"), "gone": None}, A)).stopped
    assert stopped
    assert stopped.fault is AnalysisFault.BUDGET
    assert stopped.count > 0
    for scope in (B, EVERYONE):
        assert texts((await service.analyse({"next": short("next")}, scope)).done["next"]) == [
            "Filming next in Chicago."
        ]
    with pytest.raises(AnalysisError, match="try again in"):
        await service.check(short("next"), A)


async def test_a_killed_worker_is_replaced(services: list[AnalysisService]) -> None:
    """If a worker is killed during an analysis, another worker repeats it."""
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    await service.analyse({"a": short("a")}, A)
    (pid,) = service.workers.pids
    running = asyncio.create_task(service.analyse({"long": long_article("long", 300_000)}, A))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGTERM)
    analyses = await running
    assert analyses.failed == {}
    assert analyses.done["long"]
    assert pid not in service.workers.pids


async def test_a_killed_idle_worker_is_replaced(services: list[AnalysisService]) -> None:
    """A worker that died while idle does not count as a failed try of the next article."""
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    await service.analyse({"a": short("a")}, A)
    (pid,) = service.workers.pids
    os.kill(pid, signal.SIGTERM)
    await until(lambda: not _runs(pid))
    assert texts((await service.analyse({"b": short("b")}, A)).done["b"]) == ["Filming b in Chicago."]


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds, at most half a minute."""
    for _ in range(3_000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it has not happened")


def _runs(pid: int) -> bool:
    """Whether the process still runs; a zombie does not."""
    state = subprocess.run(  # noqa: S603
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


async def test_an_article_that_ends_every_worker_fails(
    monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService]
) -> None:
    """An article that has ended two workers counts as failed, and the next article is analysed."""
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    calls = 0
    analyse = worker_pool.WorkerProcess.analyse

    def ended(self: worker_pool.WorkerProcess, article: Article, seconds: int) -> object:
        nonlocal calls
        if article.id == "bad":
            calls += 1
            os.kill(self.pid, signal.SIGTERM)
        return analyse(self, article, seconds)

    monkeypatch.setattr(worker_pool.WorkerProcess, "analyse", ended)
    analyses = await service.analyse({"bad": long_article("bad", 200_000), "good": short("good")}, A)
    assert analyses.failed["bad"].fault is AnalysisFault.FAILED
    assert texts(analyses.done["good"]) == ["Filming good in Chicago."]
    assert calls == 2


async def test_without_workers_small_articles_are_analysed_in_this_process(
    monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """If no worker can be started, that is logged, and only long articles are not analysed."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    services.append(service := AnalysisService(data(), AnalysisLimits(small_batch=0)))
    analyses = await service.analyse({"long": long_article("long", 30_000), "short": short("short")}, A)
    assert texts(analyses.done["short"]) == ["Filming short in Chicago."]
    assert "long" not in analyses.done
    assert analyses.stopped
    assert analyses.stopped.fault is AnalysisFault.UNAVAILABLE
    assert "cannot be started" in caplog.text


async def test_a_missing_module_of_the_worker_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the module that the worker cannot import."""
    (tmp_path / "Stemmer.py").write_text("import missing_module\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    with pytest.raises(AnalysisError):
        await service.check(long_article("long", 30_000), A)
    assert "missing_module" in caplog.text


async def test_an_error_in_the_analysis_fails_one_article(
    monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """An error in one analysis is logged, and other articles are analysed."""

    def broken(_self: ArticleAnalyser, article: Article) -> object:
        raise ZeroDivisionError(article.id)

    monkeypatch.setattr(ArticleAnalyser, "analyse", broken)
    services.append(service := AnalysisService(data()))
    analyses = await service.analyse({"bad": short("bad"), "long": long_article("long", 30_000)}, A)
    assert analyses.failed["bad"].fault is AnalysisFault.FAILED
    assert analyses.done["long"] is not EMPTY_ANALYSIS
    assert "ZeroDivisionError" in caplog.text


async def test_a_checked_article_is_not_analysed_again(services: list[AnalysisService]) -> None:
    """An analysis made by `check` is used once by `analyse`, even if the budget is used up."""
    services.append(service := AnalysisService(data(), AnalysisLimits(seconds_per_hour=1)))
    article = long_article("a", 400_000)
    await service.check(article, A)
    assert (await service.analyse({"a": article}, A)).done["a"]
    assert (await service.analyse({"a": article}, A)).stopped


async def test_an_idle_worker_is_ended(monkeypatch: pytest.MonkeyPatch, services: list[AnalysisService]) -> None:
    """A worker that was idle for some time is ended, which frees its memory."""
    monkeypatch.setattr(worker_pool, "IDLE_SECONDS", 0.05)
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    await service.analyse({"a": short("a")}, A)
    (pid,) = service.workers.pids
    await until(lambda: not service.workers.pids)
    assert not _runs(pid)


async def test_closing_does_not_wait_for_an_article(services: list[AnalysisService]) -> None:
    """Closing the service ends a running analysis with AnalysisError and leaves no process."""
    services.append(service := AnalysisService(data()))
    running = asyncio.create_task(service.check(long_article("long", 1_900_000), A))
    await until(lambda: bool(service.workers.pids))
    (pid,) = service.workers.pids
    await asyncio.sleep(0.2)
    service.close()
    with pytest.raises(AnalysisError, match="restarted"):
        await asyncio.wait_for(running, 10)
    assert not _runs(pid)
    assert service.workers.pids == frozenset()


async def test_a_cancelled_analysis_leaves_no_worker(services: list[AnalysisService]) -> None:
    """A cancelled analysis ends its worker, and the next analysis gets another one."""
    services.append(service := AnalysisService(data(), ALL_IN_WORKERS))
    await service.analyse({"a": short("a")}, A)
    (pid,) = service.workers.pids
    running = asyncio.create_task(service.analyse({"long": long_article("long", 1_900_000)}, A))
    await asyncio.sleep(0.2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert texts((await service.analyse({"b": short("b")}, A)).done["b"]) == ["Filming b in Chicago."]
    assert pid not in service.workers.pids


@pytest.mark.parametrize(
    "name", ["HEAT2_DISCORD_TOKEN", "HEAT2_DATABASE_URL", "PGPASSWORD", "heat2_reader_key", "API_KEY"]
)
def test_a_worker_gets_no_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker's environment has no settings and no variable named like a secret, but other variables."""
    monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("PATH", "/somewhere")
    environment = environment_without_secrets()
    assert "secret" not in environment.values()
    assert environment["PATH"] == "/somewhere"
