"""SQLAlchemy's asynchronous engine without its object-relational mapper, which takes 6 MB and is not used here."""

from __future__ import annotations

from bot.text.skipped_imports import empty

with empty("sqlalchemy.ext.asyncio.session"), empty("sqlalchemy.ext.asyncio.scoping"):
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

__all__ = ["AsyncConnection", "AsyncEngine", "create_async_engine"]
