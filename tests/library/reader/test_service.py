"""The limits within which a reader is asked, and what the log says of it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Scope
from bot.errors import ReaderError, ReaderFault, StoreError
from bot.library.reader import service as service_module
from bot.library.reader.circuit_breaker import MAX_FAILURES
from bot.library.reader.service import LOG_EVERY, ReaderLimits, ReaderService
from bot.search.reader import FakeReader, ReaderChoice, ReaderRequest
from bot.store.reader_requests import MemoryReaderRequests
from bot.store.sql import open_store
from tests.library.reader.server import request_for

SERVER, OTHER = Scope(7), Scope(8)
REQUEST = request_for("It starts in August.", "Michael Mann directs.")
AWAY = ReaderError(ReaderFault.UNREACHABLE, "localhost cannot be reached")


class SlowReader(FakeReader):
    """A reader that answers when it is told to, and counts how many requests it has at once."""

    at_once = most_at_once = 0

    def __init__(self) -> None:
        super().__init__([[1]])
        self.go = asyncio.Event()

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Wait, then choose."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.go.wait()
        finally:
            self.at_once -= 1
        return await super().choose(request)


async def fault_of(service: ReaderService, scope: Scope = EVERYONE) -> ReaderFault | None:
    """Return the fault of a request, None if there is a choice."""
    try:
        await service.choose(REQUEST, scope)
    except ReaderError as error:
        return error.fault
    return None


async def test_a_choice_in_time_is_returned() -> None:
    """The service returns what the reader chose, and counts it."""
    service = ReaderService(FakeReader([[2, 1], []]))
    assert (await service.choose(REQUEST, EVERYONE)).numbers == (2, 1)
    assert (await service.choose(REQUEST, EVERYONE)).numbers == ()
    assert service.outcomes == {"chosen": 1, "none": 1}


async def test_a_slow_reader_is_cut_off() -> None:
    """After the time there is no choice, and the request is cancelled."""
    reader = SlowReader()
    service = ReaderService(reader, ReaderLimits(seconds=0.02))
    assert await fault_of(service) is ReaderFault.TOO_SLOW
    assert reader.at_once == 0


async def test_a_server_that_asks_for_a_pause_gets_it() -> None:
    """After one "too many requests" with a time, nothing is asked until it is over."""
    reader = FakeReader([ReaderError(ReaderFault.REFUSED, "too many", retry_after=7), [1]])
    service = ReaderService(reader)
    assert [await fault_of(service) for _ in range(3)] == [
        ReaderFault.REFUSED,
        ReaderFault.RESTING,
        ReaderFault.RESTING,
    ]
    assert len(reader.requests) == 1


async def test_requests_at_once_are_limited() -> None:
    """No more requests than allowed are made at once; who waits in vain for a turn has no choice either."""
    reader = SlowReader()
    service = ReaderService(reader, ReaderLimits(seconds=5, at_once=2))
    asking = [asyncio.create_task(fault_of(service)) for _ in range(6)]
    await asyncio.sleep(0.01)
    assert reader.at_once == 2
    reader.go.set()
    assert await asyncio.gather(*asking) == [None] * 6
    assert reader.most_at_once == 2
    reader.go.clear()
    service = ReaderService(reader, ReaderLimits(seconds=0.02, at_once=1))
    faults = await asyncio.gather(*(fault_of(service) for _ in range(3)))
    assert sorted(fault.value for fault in faults if fault) == ["busy", "busy", "too_slow"]


async def test_each_server_has_its_requests_of_a_day() -> None:
    """A server that has used up its requests gets no choice until the next day; others do."""
    day = date(2026, 3, 10)
    service = ReaderService(FakeReader([[1]]), ReaderLimits(per_day=2), calendar=lambda: day)
    assert [await fault_of(service, SERVER) for _ in range(3)] == [None, None, ReaderFault.USED_UP]
    assert await fault_of(service, OTHER) is None
    day = date(2026, 3, 11)
    assert await fault_of(service, SERVER) is None


async def test_services_that_count_in_one_place_share_the_limit() -> None:
    """Several processes with one database make no more requests together than one of them may."""
    counted = MemoryReaderRequests()
    one, other = (ReaderService(FakeReader([[1]]), ReaderLimits(per_day=2), counted) for _ in range(2))
    faults = [await fault_of(each, SERVER) for each in (one, other, one, other)]
    assert faults == [None, None, ReaderFault.USED_UP, ReaderFault.USED_UP]


async def test_direct_messages_have_a_limit_of_their_own() -> None:
    """All direct messages together have one limit, and it is not that of a server."""
    service = ReaderService(FakeReader([[1]]), ReaderLimits(per_day=1, direct_per_day=2))
    assert [await fault_of(service) for _ in range(3)] == [None, None, ReaderFault.USED_UP]
    assert [await fault_of(service, SERVER) for _ in range(2)] == [None, ReaderFault.USED_UP]


@pytest.mark.parametrize("hangs", [False, True])
async def test_what_cannot_be_counted_is_not_asked(hangs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the database fails or does not answer, the reader is not asked, since the limit could be exceeded."""

    class Broken(MemoryReaderRequests):
        async def count(self, scope: Scope, day: date) -> int:
            if hangs:
                await asyncio.Event().wait()
            raise StoreError("the database cannot be reached")

    monkeypatch.setattr(service_module, "STORE_SECONDS", 0.01)
    reader = FakeReader([[1]])
    service = ReaderService(reader, requests=Broken())
    assert await fault_of(service, SERVER) is ReaderFault.UNCOUNTED
    assert not reader.requests
    assert service.outcomes == {"uncounted": 1}


async def test_a_locked_database_does_not_hold_up_a_question(tmp_path: Path) -> None:
    """While another program locks the database, requests cannot be counted, and the search decides after a second."""
    file = tmp_path / "heat2.db"
    store = await open_store(f"sqlite+aiosqlite:///{file}", lock_timeout=5.0)
    service = ReaderService(FakeReader([[1]]), requests=store.reader_requests)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with asyncio.timeout(4.0):
            assert await fault_of(service, SERVER) is ReaderFault.UNCOUNTED
        other.execute("ROLLBACK")
    await store.close()


async def test_no_limit_of_a_day() -> None:
    """0 sets no limit."""
    service = ReaderService(FakeReader([[1]]), ReaderLimits(per_day=0, direct_per_day=0))
    assert {await fault_of(service) for _ in range(50)} == {None}


async def test_a_reader_that_is_away_is_left_alone_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    """After failures in a row the reader is not asked, and after a pause it is tried again."""
    now = 0.0
    reader = FakeReader([*[AWAY] * MAX_FAILURES, [1]])
    service = ReaderService(reader, clock=lambda: now)
    for _ in range(MAX_FAILURES):
        assert await fault_of(service) is ReaderFault.UNREACHABLE
    assert caplog.text.count("the reader is not asked for 30 s after several failures in a row") == 1
    assert await fault_of(service) is ReaderFault.RESTING
    assert len(reader.requests) == MAX_FAILURES
    now += 3600
    assert await fault_of(service) is None
    assert await fault_of(service) is None


async def test_invalid_choices_stop_nobody() -> None:
    """An article may provoke invalid choices, so they never keep the reader from being asked."""
    reader = FakeReader([[99]])
    service = ReaderService(reader)
    for _ in range(3 * MAX_FAILURES):
        assert await fault_of(service) is ReaderFault.INVALID
    assert len(reader.requests) == 3 * MAX_FAILURES


@pytest.mark.parametrize("numbers", [(0,), (3,), (1, 1), ("1",), (1.0,), (True,)])
async def test_a_reader_is_not_trusted_to_check_its_choice(numbers: tuple[int, ...]) -> None:
    """A choice that names what was not given is discarded, whatever reader it comes from."""

    class Careless(FakeReader):
        async def choose(self, request: ReaderRequest) -> ReaderChoice:
            return ReaderChoice(numbers)

    assert await fault_of(ReaderService(Careless([]))) is ReaderFault.INVALID


async def test_the_log_counts_outcomes_and_names_no_question(caplog: pytest.LogCaptureFixture) -> None:
    """Failures are logged, and after every hundred requests and at the end their number and times."""
    caplog.set_level(logging.INFO)
    service = ReaderService(FakeReader([AWAY, [1]]))
    for _ in range(LOG_EVERY + 1):
        await fault_of(service, SERVER)
    await service.close()
    summaries = [line for line in caplog.messages if line.startswith("reader: ")]
    assert [line.split(";")[0] for line in summaries] == [
        "reader: 99 chosen, 1 unreachable",
        "reader: 100 chosen, 1 unreachable",
    ]
    assert "99% within" in summaries[0]
    assert "the reader gave no valid choice: localhost cannot be reached" in caplog.messages
    assert not any(REQUEST.question in line or str(SERVER.guild_id) in line.split(";")[0] for line in caplog.messages)
