"""`make fleet`: many servers, several bot processes and one PostgreSQL, with crashes, an outage and restarts.

Members ask questions and moderators add articles at a constant rate. Meanwhile one process is killed with -9 and
started again, the database is stopped and started, and each process is restarted in turn. The table shows for each
phase how many questions and additions were answered, retried and lost.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from bot.domain import Scope
from bot.store.database.database import Database
from bot.store.sql import SqlStore, open_store
from tests.bench.fleet_processes import Fleet
from tests.bench.fleet_traffic import COLUMNS, Traffic, propagation_times
from tests.bench.fleet_world import MAX_ARTICLES_PER_SERVER, World, fill_store, share_of_largest
from tests.bench.instrumented_bot import NO_COOLDOWNS, process_memory
from tests.loopback import GatewayRules, Guild, LoopbackDiscord, Timeouts
from tests.store.postgres import address_of, empty_postgres, started

SHARDS_PER_PROCESS = 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """Size of the run."""

    servers: int
    articles: int
    processes: int
    per_second: float
    additions: int
    phase_seconds: float
    outage_seconds: float
    channels: int
    cold: int
    """Number of servers that get a question before the other phases."""
    memory: int
    """MiB of memory for articles of servers in each process."""
    identify_window: float = 5.0
    """Seconds between two logins of a bucket, as Discord wants them."""


async def measure(sizes: Sizes, console: Console) -> Traffic:
    """Fill the database, run all phases and print the tables."""
    world = World.create(sizes.servers, sizes.articles, sizes.channels)
    await empty_postgres()
    server = started()
    store = await open_store(address_of(server))
    await _fill(store, world, console)
    shards = SHARDS_PER_PROCESS * sizes.processes
    rules = GatewayRules(max_concurrency=2, recommended_shards=shards, identify_window=sizes.identify_window)
    timeouts = Timeouts(answer=60.0)
    options: Any = {"rules": rules, "validate": "off", "timeouts": timeouts, "capacity": 5_000}
    with tempfile.TemporaryDirectory() as folder:
        empty = await _base_memory(options, address_of(server), Path(folder))
        async with LoopbackDiscord(*world.guilds, **options) as discord:
            traffic = Traffic(discord, world, sizes.per_second, sizes.additions, seed=1)
            fleet = _fleet(discord, address_of(server), sizes, Path(folder))
            begin = time.perf_counter()
            async with fleet:
                console.print(f"all shards are logged in after {time.perf_counter() - begin:.1f} s")
                await _run_phases(sizes, fleet, traffic, server, empty, console)
                propagation = await propagation_times(store, discord, world, SHARDS_PER_PROCESS * sizes.processes)
            _print_phases(traffic, console)
            _print_propagation(propagation, console)
            missing = await _count_missing(store, world, traffic)
            console.print(f"confirmed additions: {len(traffic.added)}; not in the store: {missing}")
            discord.assert_clean()
    await store.close()
    return traffic


async def _fill(store: SqlStore, world: World, console: Console) -> None:
    begin = time.perf_counter()
    await fill_store(store, world)
    share = share_of_largest(world.counts, max(1, len(world.guilds) // 100))
    console.print(
        f"{len(world.guilds):,} servers, {sum(world.counts):,} articles, the largest has {max(world.counts):,}; "
        f"{share:.0%} are in 1 % of the servers; filled in {time.perf_counter() - begin:.0f} s"
    )


def _fleet(discord: LoopbackDiscord, database: str, sizes: Sizes, folder: Path) -> Fleet:
    starts = range(0, SHARDS_PER_PROCESS * sizes.processes, SHARDS_PER_PROCESS)
    groups = [range(first, first + SHARDS_PER_PROCESS) for first in starts]
    # The load is about a hundred times that of real servers, so the usual limits would refuse it.
    bounds = NO_COOLDOWNS | {"HEAT2_ARTICLES_PER_SERVER": str(10 * MAX_ARTICLES_PER_SERVER)}
    return Fleet(discord, database, groups, folder, HEAT2_SERVERS_MEMORY_MB=str(sizes.memory), **bounds)


async def _run_phases(
    sizes: Sizes, fleet: Fleet, traffic: Traffic, server: Any, empty: float, console: Console
) -> None:
    console.print(_memory_line("logged in", fleet, sizes, empty))
    await traffic.ask_each("cold, largest first", sizes.cold)
    console.print(_memory_line(f"after a question in each of the {sizes.cold} largest servers", fleet, sizes, empty))
    await traffic.run("before", asyncio.sleep(sizes.phase_seconds))
    before = await _transactions(server)
    await traffic.run("steady", asyncio.sleep(sizes.phase_seconds))
    asked = traffic.phases["steady"].asked
    done, connections = await _transactions(server)
    console.print(f"database: {(done - before[0]) / asked:.1f} transactions a question, {connections} connections")
    await traffic.run("kill -9", _kill(fleet, sizes.processes - 1, console))
    await traffic.run("database away", _stop_database(server, sizes))
    await traffic.run("restart in turn", _restart_in_turn(fleet, sizes.processes, console))
    await traffic.run("after", asyncio.sleep(sizes.phase_seconds))
    await traffic.finish()
    console.print(_memory_line("in the end", fleet, sizes, empty))


async def _kill(fleet: Fleet, number: int, console: Console) -> None:
    await fleet.kill(number)
    begin = time.perf_counter()
    await fleet.start(number)
    console.print(f"the killed process is back after {time.perf_counter() - begin:.1f} s")


async def _stop_database(server: Any, sizes: Sizes) -> None:
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(sizes.outage_seconds)
    await asyncio.to_thread(server.ensure_postgres_running)
    await asyncio.sleep(sizes.phase_seconds / 2)


async def _restart_in_turn(fleet: Fleet, processes: int, console: Console) -> None:
    begin = time.perf_counter()
    for number in range(processes):
        await fleet.restart(number)
    console.print(f"{processes} processes are restarted in turn after {time.perf_counter() - begin:.1f} s")


async def _transactions(server: Any) -> tuple[int, int]:
    """Return the number of transactions so far and of current connections."""
    database = Database(address_of(server), lock_timeout=5)
    async with database.reading() as connection:
        # PostgreSQL connections publish their counters with a delay of up to a second.
        await asyncio.sleep(1.1)
        done = await connection.execute(text("SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database"))
        there = await connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        )
        counted = int(done.scalar_one()), int(there.scalar_one())
    await database.close()
    return counted


async def _base_memory(options: Any, database: str, folder: Path) -> float:
    """Return the memory in MiB of a process with two servers."""
    guilds = [Guild(f"Server {number}", number << 22) for number in (1, 2)]
    async with LoopbackDiscord(*guilds, **options) as discord, Fleet(discord, database, [range(2)], folder) as fleet:
        return process_memory(fleet.running[0])


def _memory_line(when: str, fleet: Fleet, sizes: Sizes, empty: float) -> str:
    each = [process_memory(bot) for bot in fleet.running]
    per_server = (sum(each) / len(each) - empty) * 1024 * sizes.processes / sizes.servers
    shown = " and ".join(f"{mib:.0f}" for mib in each)
    return f"memory, {when}: {shown} MiB ({empty:.0f} with 2 servers): {per_server:.1f} KiB a server"


def _print_phases(traffic: Traffic, console: Console) -> None:
    table = Table("begun", *COLUMNS)
    for name, phase in traffic.phases.items():
        table.add_row(name, *phase.row())
    console.print(table)
    for words, times in traffic.apologies.most_common():
        console.print(f"{times} times: {words}")


def _print_propagation(propagation: list[float], console: Console) -> None:
    shown = f"{median(propagation) * 1000:.0f} ms (longest of {len(propagation)}: {max(propagation) * 1000:.0f} ms)"
    console.print(f"an article that another process adds for everyone is found on all shards after {shown}")


async def _count_missing(store: SqlStore, world: World, traffic: Traffic) -> int:
    stored: dict[int, set[str]] = {}
    for number, _ in traffic.added:
        if number not in stored:
            stored[number] = {article.text for article in await store.articles(Scope(world.guilds[number].id))}
    return sum(words not in stored[number] for number, words in traffic.added)


def main() -> None:
    """Read the sizes and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description=__doc__)
    parser.add_argument("--servers", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=2, help="each has two shards (2)")
    parser.add_argument("--per-second", type=float, default=5.0, help="questions and additions (5)")
    parser.add_argument("--additions", type=int, default=20, help="one of this many actions is an addition (20)")
    parser.add_argument("--phase", dest="phase_seconds", type=float, default=30.0, help="seconds of each phase (30)")
    parser.add_argument(
        "--away", dest="outage_seconds", type=float, default=10.0, help="seconds without a database (10)"
    )
    parser.add_argument("--channels", type=int, default=1, help="channels and roles of each server (1)")
    parser.add_argument(
        "--cold", type=int, default=200, help="servers that get a question before the other phases (200)"
    )
    parser.add_argument("--memory", type=int, default=1024, help="MiB for servers' articles in each process (1024)")
    asyncio.run(measure(Sizes(**vars(parser.parse_args())), Console(width=180)))


if __name__ == "__main__":
    main()
