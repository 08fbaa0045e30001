"""`make fleet`: many servers on several processes over one PostgreSQL, while processes and the database come and go.

Members ask and moderators add at a steady rate. Meanwhile one process is killed with -9 and started again, the database
is stopped and started, and each process is restarted in turn. Printed is what became of everything that was begun.
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
from bot.store.database import Database
from bot.store.sql import SqlStore, open_store
from tests.bench.fleet_hearing import heard_after
from tests.bench.fleet_processes import Fleet
from tests.bench.fleet_traffic import COLUMNS, Traffic
from tests.bench.fleet_world import MOST_OF_ONE, World, fill, share_of_first
from tests.bench.probed import NO_COOLDOWNS
from tests.loopback import BotProcess, GatewayRules, Guild, LoopbackDiscord, Timeouts
from tests.store.postgres import address_of, empty_postgres, started

SHARDS_OF_A_PROCESS = 2


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the run is; times are in seconds."""

    servers: int
    articles: int
    processes: int
    per_second: float
    additions: int
    phase: float
    away: float
    channels: int
    cold: int
    """So many servers are asked before the rest begins."""
    memory: int
    """MiB for servers' articles in each process."""


async def measure(sizes: Sizes, console: Console) -> Traffic:
    """Fill the database, let everything happen, and print the tables."""
    world = World.of(sizes.servers, sizes.articles, sizes.channels)
    await empty_postgres()
    server = started()
    store = await open_store(address_of(server))
    await _filled(store, world, console)
    rules = GatewayRules(max_concurrency=2, recommended_shards=SHARDS_OF_A_PROCESS * sizes.processes)
    timeouts = Timeouts(answer=60.0)
    options: Any = {"rules": rules, "validate": "off", "timeouts": timeouts, "capacity": 5_000}
    with tempfile.TemporaryDirectory() as folder:
        empty = await _memory_of_one(options, address_of(server), Path(folder))
        async with LoopbackDiscord(*world.guilds, **options) as discord:
            traffic = Traffic(discord, world, sizes.per_second, sizes.additions, seed=1)
            fleet = _fleet(discord, address_of(server), sizes, Path(folder))
            begin = time.perf_counter()
            async with fleet:
                console.print(f"all shards are logged in after {time.perf_counter() - begin:.1f} s")
                await _happen(sizes, fleet, traffic, server, empty, console)
                heard = await heard_after(store, discord, world, SHARDS_OF_A_PROCESS * sizes.processes)
            _print_phases(traffic, console)
            _print_heard(heard, console)
            missing = await _missing(store, world, traffic)
            console.print(f"additions that moderators were told of: {len(traffic.added)}; not in the store: {missing}")
            discord.assert_clean()
    await store.close()
    return traffic


async def _filled(store: SqlStore, world: World, console: Console) -> None:
    begin = time.perf_counter()
    await fill(store, world)
    share = share_of_first(world.counts, max(1, len(world.guilds) // 100))
    console.print(
        f"{len(world.guilds):,} servers, {sum(world.counts):,} articles, the largest has {max(world.counts):,}; "
        f"{share:.0%} are in 1 % of the servers; filled in {time.perf_counter() - begin:.0f} s"
    )


def _fleet(discord: LoopbackDiscord, database: str, sizes: Sizes, folder: Path) -> Fleet:
    starts = range(0, SHARDS_OF_A_PROCESS * sizes.processes, SHARDS_OF_A_PROCESS)
    groups = [range(first, first + SHARDS_OF_A_PROCESS) for first in starts]
    # A hundred times as many questions as such servers ask, so their bounds would be reached.
    bounds = NO_COOLDOWNS | {"HEAT2_ARTICLES_PER_SERVER": str(10 * MOST_OF_ONE)}
    return Fleet(discord, database, groups, folder, HEAT2_SERVERS_MEMORY_MB=str(sizes.memory), **bounds)


async def _happen(sizes: Sizes, fleet: Fleet, traffic: Traffic, server: Any, empty: float, console: Console) -> None:
    console.print(_memory("logged in", fleet, sizes, empty))
    await traffic.ask_each("cold, largest first", sizes.cold)
    console.print(_memory(f"after a question in each of the {sizes.cold} largest servers", fleet, sizes, empty))
    await traffic.run("before", asyncio.sleep(sizes.phase))
    before = await _transactions(server)
    await traffic.run("steady", asyncio.sleep(sizes.phase))
    asked = traffic.phases["steady"].asked
    done, connections = await _transactions(server)
    console.print(f"database: {(done - before[0]) / asked:.1f} transactions a question, {connections} connections")
    await traffic.run("kill -9", _killed(fleet, sizes.processes - 1, console))
    await traffic.run("database away", _database_away(server, sizes))
    await traffic.run("restart in turn", _restarted(fleet, sizes.processes, console))
    await traffic.run("after", asyncio.sleep(sizes.phase))
    await traffic.finish()
    console.print(_memory("in the end", fleet, sizes, empty))


async def _killed(fleet: Fleet, number: int, console: Console) -> None:
    await fleet.kill(number)
    begin = time.perf_counter()
    await fleet.start(number)
    console.print(f"the killed process is back after {time.perf_counter() - begin:.1f} s")


async def _database_away(server: Any, sizes: Sizes) -> None:
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(sizes.away)
    await asyncio.to_thread(server.ensure_postgres_running)
    await asyncio.sleep(sizes.phase / 2)


async def _restarted(fleet: Fleet, processes: int, console: Console) -> None:
    begin = time.perf_counter()
    for number in range(processes):
        await fleet.restart(number)
    console.print(f"{processes} processes are restarted in turn after {time.perf_counter() - begin:.1f} s")


async def _transactions(server: Any) -> tuple[int, int]:
    """How many transactions there were, and how many connections there are now."""
    database = Database(address_of(server), lock_timeout=5)
    async with database.reading() as connection:
        # Counters of the last moments are kept by each connection for a while.
        await asyncio.sleep(1.1)
        done = await connection.execute(text("SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database"))
        there = await connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        )
        counted = int(done.scalar_one()), int(there.scalar_one())
    await database.close()
    return counted


async def _memory_of_one(options: Any, database: str, folder: Path) -> float:
    """MiB of a process that has two servers."""
    guilds = [Guild(f"Server {number}", number << 22) for number in (1, 2)]
    async with LoopbackDiscord(*guilds, **options) as discord, Fleet(discord, database, [range(2)], folder) as fleet:
        return resident(fleet.running[0])


def resident(bot: BotProcess) -> float:
    """Resident memory in MiB."""
    status = Path(f"/proc/{bot.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _memory(when: str, fleet: Fleet, sizes: Sizes, empty: float) -> str:
    each = [resident(bot) for bot in fleet.running]
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


def _print_heard(heard: list[float], console: Console) -> None:
    shown = f"{median(heard) * 1000:.0f} ms (longest of {len(heard)}: {max(heard) * 1000:.0f} ms)"
    console.print(f"what another process adds for everyone is found on all shards after {shown}")


async def _missing(store: SqlStore, world: World, traffic: Traffic) -> int:
    kept: dict[int, set[str]] = {}
    for number, _ in traffic.added:
        if number not in kept:
            kept[number] = {article.text for article in await store.articles(Scope(world.guilds[number].id))}
    return sum(words not in kept[number] for number, words in traffic.added)


def main() -> None:
    """Read the sizes and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description=__doc__)
    parser.add_argument("--servers", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=2, help="each has two shards (2)")
    parser.add_argument("--per-second", type=float, default=5.0, help="questions and additions (5)")
    parser.add_argument("--additions", type=int, default=20, help="one in so many is an addition (20)")
    parser.add_argument("--phase", type=float, default=30.0, help="seconds of each phase (30)")
    parser.add_argument("--away", type=float, default=10.0, help="seconds without a database (10)")
    parser.add_argument("--channels", type=int, default=1, help="channels and roles of each server (1)")
    parser.add_argument("--cold", type=int, default=200, help="so many servers are asked before the rest begins (200)")
    parser.add_argument("--memory", type=int, default=1024, help="MiB for servers' articles in each process (1024)")
    asyncio.run(measure(Sizes(**vars(parser.parse_args())), Console(width=180)))


if __name__ == "__main__":
    main()
