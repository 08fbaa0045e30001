"""A process that publishes a proposed article, and kills itself in the middle of the transaction.

    python publishing_process.py URL KEY WRITES

It ends with SIGKILL after that number of statements that change something, or publishes if there are fewer.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from bot.domain import Act, Scope, Write
from bot.store.sql import open_store

GUILD = Scope(7)


async def main(url: str, key: str, writes: int) -> None:
    """Publish the article of that proposal."""
    store = await open_store(url)
    proposal = await store.feeds.find_proposal(GUILD, key)
    assert proposal
    left = writes

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal left
        left -= statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store._database._engine.sync_engine, "after_cursor_execute", count)
    await store.write([Write(proposal.article, Act.ADDED, 0)], GUILD, "5", proposal.key)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
