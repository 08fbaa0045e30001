"""The requests to a reader that a server made on a day, as every kind of store counts them."""

from __future__ import annotations

from datetime import date

from bot.domain import EVERYONE, Scope
from bot.store.base import Store
from tests.store.conftest import Opener

SERVER, OTHER = Scope(7), Scope(8)
DAY, NEXT = date(2026, 3, 10), date(2026, 3, 11)


async def test_each_scope_and_each_day_is_counted_alone(store: Store) -> None:
    """Direct messages and each server have their own number, and a new day begins with 1; the day never goes back."""
    count = store.reader_requests.count
    assert [await count(SERVER, DAY) for _ in range(3)] == [1, 2, 3]
    assert [await count(OTHER, DAY), await count(EVERYONE, DAY)] == [1, 1]
    assert [await count(SERVER, NEXT), await count(SERVER, DAY), await count(SERVER, NEXT)] == [1, 2, 3]


async def test_processes_count_together(new_store: Opener) -> None:
    """What one process counts, another one finds."""
    one = await new_store()
    other = await new_store() if type(one).__name__ == "SqlStore" else one
    numbers = [await each.reader_requests.count(SERVER, DAY) for each in (one, other, one)]
    assert numbers == [1, 2, 3]


async def test_the_number_is_erased_with_the_server(store: Store) -> None:
    """Nothing of an erased server's requests remains, and other servers keep their number."""
    for scope in (SERVER, SERVER, OTHER):
        await store.reader_requests.count(scope, DAY)
    await store.erase(SERVER)
    assert await store.reader_requests.count(SERVER, DAY) == 1
    assert await store.reader_requests.count(OTHER, DAY) == 2
