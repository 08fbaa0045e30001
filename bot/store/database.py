"""A database as the store sees it: transactions that read, transactions that write, and no foreign errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connection import WRITES, connect, driver_errors, parse_url, safe_name
from bot.store.translation import translated


class Database:
    """Nothing is opened before the first transaction. Raises StoreError for an address that cannot be used.

    `patience` is how many seconds to wait for another program's lock.
    """

    def __init__(self, url: str, patience: float) -> None:
        address = parse_url(url)
        self.name = safe_name(address)
        self.sqlite_file = Path(str(address.database)) if address.get_backend_name() == "sqlite" else None
        self._driver_errors = driver_errors(address)
        self._engine = connect(address, patience)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database. Raises StoreError."""
        with translated(self.name, self._driver_errors):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is kept whole when the block ends, and not at all when it raises. Raises StoreError."""
        with translated(self.name, self._driver_errors):
            async with self._engine.execution_options(**{WRITES: True}).begin() as connection:
                yield connection

    async def close(self) -> None:
        """Give back all connections."""
        await self._engine.dispose()
