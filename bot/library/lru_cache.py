"""Values that can be made again, kept while there is room for them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """Values with their sizes; when these exceed the budget together, those used longest ago make room.

    The newest value is kept whatever its size, since somebody is about to use it.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._used = 0

    @property
    def used(self) -> int:
        """The size of all that is kept, in the budget's unit."""
        return self._used

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """The value, which counts as used now; None when it is not kept."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def values(self) -> list[Value]:
        """All that is kept, what was used last coming last."""
        return [value for value, _ in self._kept.values()]

    def items(self) -> list[tuple[Key, Value]]:
        """All that is kept with its keys, what was used last coming last."""
        return [(key, value) for key, (value, _) in self._kept.items()]

    def put(self, key: Key, value: Value, size: int = 1) -> None:
        """Keep a value in place of the key's former one; without sizes, the budget counts values."""
        self._used += size - self._kept.pop(key, (None, 0))[1]
        self._kept[key] = value, size
        while self._used > self._budget and len(self._kept) > 1:
            self._used -= self._kept.popitem(last=False)[1][1]

    def drop(self, key: Key) -> None:
        """Keep nothing under the key any more."""
        self._used -= self._kept.pop(key, (None, 0))[1]
