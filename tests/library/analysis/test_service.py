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
from bot.search.language.article_analyser import EMPTY_ANALYSIS, AnalysedArticle, ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.encoded_passages import EncodedPassage
from tests.language_data import shipped_data
from tests.library.analysis.hostile import long_article

A, B = Scope(1), Scope(2)
EVERY_ARTICLE_APART = AnalysisLimits(small_article=0, small_batch=0)
needs_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no limit of CPU time for a process")


@cache
def data() -> LanguageData:
    """As shipped."""
    return shipped_data()


@pytest.fixture
async def pools() -> AsyncIterator[list[AnalysisService]]:
    """Pools that are closed in the end."""
    made: list[AnalysisService] = []
    yield made
    for each in made:
        each.close()


def short(key: str) -> Article:
    """An article of one sentence."""
    return Article(key, f"Filming {key} in Chicago.", language="en")


def texts(analysed: AnalysedArticle | None) -> list[str]:
    """The text of the article of each passage."""
    return [each.article.text for each in analysed.passages] if analysed else []


async def test_a_small_server_does_not_wait_for_all_of_a_large_one(pools: list[AnalysisService]) -> None:
    """Who has one article is done while who has many is at it, and each gets the analysis of every article."""
    pools.append(pool := AnalysisService(data()))
    many: dict[str, Article | None] = {f"a{n}": short(f"a{n}") for n in range(10 * BATCH_SIZE)} | {"x": None}
    first = asyncio.create_task(pool.analyse(many, A))
    await asyncio.sleep(0)
    assert set((await pool.analyse({"b0": short("b0"), "x": None}, B)).done) == {"b0", "x"}
    assert not first.done()
    analyses = await first
    assert analyses.done.keys() == many.keys()
    assert analyses.done["x"] is None
    assert texts(analyses.done["a7"]) == ["Filming a7 in Chicago."]
    assert pool.workers.pids == frozenset()


async def test_another_process_gives_the_same_analysis(pools: list[AnalysisService]) -> None:
    """A long article is analysed elsewhere, and what is found in it is what this process would find."""
    pools.append(pool := AnalysisService(data()))
    article = long_article("long", 30_000)
    (analysed,) = (await pool.analyse({"long": article}, A)).done.values()
    expected = ArticleAnalyser(data()).analyse(article)
    assert analysed
    passages = [each.decode() for each in analysed.passages if isinstance(each, EncodedPassage)]
    assert passages == list(expected.passages)
    assert analysed.accented == expected.accented
    assert len(pool.workers.pids) == 1


@needs_posix
async def test_what_exceeds_the_limit_fails_alone(tmp_path: Path, pools: list[AnalysisService]) -> None:
    """An article that takes too long fails with a sentence; its server's other articles are analysed.

    A pool of the next start knows it and starts no process, until it is given more time.
    """
    limits = AnalysisLimits(seconds_per_article=1)
    slow, good = long_article("slow", 1_500_000), long_article("good", 30_000)
    pools.append(pool := AnalysisService(data(), limits, FailedArticles(tmp_path, "p")))
    analyses = await pool.analyse({"slow": slow, "good": good}, A)
    assert analyses.done["slow"] is EMPTY_ANALYSIS
    assert analyses.done["good"] not in {None, EMPTY_ANALYSIS}
    assert analyses.failed["slow"].fault is AnalysisFault.TOO_SLOW
    assert "longer than 1 s" in str(analyses.failed["slow"])
    await pool.record_failed(A, analyses.failed, {"slow": slow, "good": good})
    pools.append(again := AnalysisService(data(), limits, FailedArticles(tmp_path, "p")))
    assert (await again.analyse({"slow": slow}, A)).failed["slow"].fault is AnalysisFault.TOO_SLOW
    assert again.workers.pids == frozenset()
    assert again.failed_ids(A) == {"slow"}


async def test_a_process_that_does_not_end_by_itself_is_ended(
    monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService]
) -> None:
    """Where the system knows no limit of CPU time, the time that passes is limited."""
    monkeypatch.setattr(worker_pool, "WALL_TIME_FACTOR", 0.05)
    pools.append(pool := AnalysisService(data(), AnalysisLimits(seconds_per_article=20)))
    await pool.analyse({"a": long_article("a", 21_000)}, A)
    analyses = await pool.analyse({"slow": long_article("slow", 1_500_000)}, A)
    assert analyses.failed["slow"].fault is AnalysisFault.TOO_SLOW


async def test_a_server_whose_budget_is_spent_stops_alone(pools: list[AnalysisService]) -> None:
    """Its next article is not tried, and the sentence says when to go on; another server and everyone go on."""
    limits = AnalysisLimits(seconds_per_hour=1, small_article=0, small_batch=0)
    pools.append(pool := AnalysisService(data(), limits))
    await pool.analyse({"big": long_article("big", 400_000)}, A)
    stopped = (await pool.analyse({"next": short("next"), "gone": None}, A)).stopped
    assert stopped
    assert stopped.fault is AnalysisFault.BUDGET
    assert stopped.count > 0
    for scope in (B, EVERYONE):
        assert texts((await pool.analyse({"next": short("next")}, scope)).done["next"]) == ["Filming next in Chicago."]
    with pytest.raises(AnalysisError, match="try again in"):
        await pool.check(short("next"), A)


async def test_a_process_that_was_ended_is_replaced(pools: list[AnalysisService]) -> None:
    """A process that somebody kills while it analyses is started anew, and the article is analysed."""
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    await pool.analyse({"a": short("a")}, A)
    (pid,) = pool.workers.pids
    running = asyncio.create_task(pool.analyse({"long": long_article("long", 300_000)}, A))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGTERM)
    analyses = await running
    assert analyses.failed == {}
    assert analyses.done["long"]
    assert pid not in pool.workers.pids


async def test_an_idle_process_that_was_ended_is_replaced(pools: list[AnalysisService]) -> None:
    """The next article does not count its end as a try."""
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    await pool.analyse({"a": short("a")}, A)
    (pid,) = pool.workers.pids
    os.kill(pid, signal.SIGTERM)
    await until(lambda: not _runs(pid))
    assert texts((await pool.analyse({"b": short("b")}, A)).done["b"]) == ["Filming b in Chicago."]


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, at most half a minute."""
    for _ in range(3_000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it has not happened")


def _runs(pid: int) -> bool:
    """Whether the process has not ended; one that nobody has waited for yet has."""
    state = subprocess.run(  # noqa: S603
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


async def test_an_article_that_ends_every_process_fails(
    monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService]
) -> None:
    """After the second process has ended at it, it counts as failed, and the next article is analysed."""
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    calls = 0
    analyse = worker_pool.WorkerProcess.analyse

    def ended(self: worker_pool.WorkerProcess, article: Article, seconds: int) -> object:
        nonlocal calls
        if article.id == "bad":
            calls += 1
            os.kill(self.pid, signal.SIGTERM)
        return analyse(self, article, seconds)

    monkeypatch.setattr(worker_pool.WorkerProcess, "analyse", ended)
    analyses = await pool.analyse({"bad": long_article("bad", 200_000), "good": short("good")}, A)
    assert analyses.failed["bad"].fault is AnalysisFault.FAILED
    assert texts(analyses.done["good"]) == ["Filming good in Chicago."]
    assert calls == 2


async def test_without_a_process_small_articles_are_analysed_here(
    monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """Where no process can be started, the log says so, and only long articles are not found for now."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    pools.append(pool := AnalysisService(data(), AnalysisLimits(small_batch=0)))
    analyses = await pool.analyse({"long": long_article("long", 30_000), "short": short("short")}, A)
    assert texts(analyses.done["short"]) == ["Filming short in Chicago."]
    assert "long" not in analyses.done
    assert analyses.stopped
    assert analyses.stopped.fault is AnalysisFault.UNAVAILABLE
    assert "cannot be started" in caplog.text


async def test_a_program_that_cannot_be_loaded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the module that the process misses."""
    (tmp_path / "Stemmer.py").write_text("import missing_module\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    with pytest.raises(AnalysisError):
        await pool.check(long_article("long", 30_000), A)
    assert "missing_module" in caplog.text


async def test_an_error_in_the_analysis_fails_one_article(
    monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the analysis raises, others are analysed, and the log has the error."""

    def broken(_self: ArticleAnalyser, article: Article) -> object:
        raise ZeroDivisionError(article.id)

    monkeypatch.setattr(ArticleAnalyser, "analyse", broken)
    pools.append(pool := AnalysisService(data()))
    analyses = await pool.analyse({"bad": short("bad"), "long": long_article("long", 30_000)}, A)
    assert analyses.failed["bad"].fault is AnalysisFault.FAILED
    assert analyses.done["long"] is not EMPTY_ANALYSIS
    assert "ZeroDivisionError" in caplog.text


async def test_what_was_checked_is_not_analysed_again(pools: list[AnalysisService]) -> None:
    """The search takes in what the check has analysed, without another process and within a spent budget."""
    pools.append(pool := AnalysisService(data(), AnalysisLimits(seconds_per_hour=1)))
    article = long_article("a", 400_000)
    await pool.check(article, A)
    assert (await pool.analyse({"a": article}, A)).done["a"]
    assert (await pool.analyse({"a": article}, A)).stopped


async def test_an_idle_process_is_ended(monkeypatch: pytest.MonkeyPatch, pools: list[AnalysisService]) -> None:
    """Its memory is given back when nobody has needed it for a while."""
    monkeypatch.setattr(worker_pool, "IDLE_SECONDS", 0.05)
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    await pool.analyse({"a": short("a")}, A)
    (pid,) = pool.workers.pids
    await until(lambda: not pool.workers.pids)
    assert not _runs(pid)


async def test_an_end_does_not_wait_for_an_article(pools: list[AnalysisService]) -> None:
    """Who waits for an analysis is told that the bot is being restarted, and no process is left."""
    pools.append(pool := AnalysisService(data()))
    running = asyncio.create_task(pool.check(long_article("long", 1_900_000), A))
    await until(lambda: bool(pool.workers.pids))
    (pid,) = pool.workers.pids
    await asyncio.sleep(0.2)
    pool.close()
    with pytest.raises(AnalysisError, match="restarted"):
        await asyncio.wait_for(running, 10)
    assert not _runs(pid)
    assert pool.workers.pids == frozenset()


async def test_who_gives_up_leaves_no_process_at_work(pools: list[AnalysisService]) -> None:
    """A cancelled analysis ends its process, and the next one gets another."""
    pools.append(pool := AnalysisService(data(), EVERY_ARTICLE_APART))
    await pool.analyse({"a": short("a")}, A)
    (pid,) = pool.workers.pids
    running = asyncio.create_task(pool.analyse({"long": long_article("long", 1_900_000)}, A))
    await asyncio.sleep(0.2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert texts((await pool.analyse({"b": short("b")}, A)).done["b"]) == ["Filming b in Chicago."]
    assert pid not in pool.workers.pids


@pytest.mark.parametrize(
    "name", ["HEAT2_DISCORD_TOKEN", "HEAT2_DATABASE_URL", "PGPASSWORD", "heat2_reader_key", "API_KEY"]
)
def test_a_process_gets_no_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and what is named like a secret are not in its environment; what it needs to run is."""
    monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("PATH", "/somewhere")
    environment = worker_pool.environment_without_secrets()
    assert "secret" not in environment.values()
    assert environment["PATH"] == "/somewhere"
