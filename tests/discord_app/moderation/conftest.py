"""The bot over a library that really searches, with a web of one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.discord_app.client import Heat2Client
from bot.library.library import Library
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import read_address
from tests.discord_app.small_library import ARTICLES, TODAY
from tests.language_data import shipped_concepts


@pytest.fixture
def library(store: MemoryStore) -> Library:
    """Return a library that really searches the small articles."""
    return Library(ARTICLES, store, shipped_concepts(), lambda: TODAY)


@pytest.fixture
def new_bot(library: Library) -> Callable[[], Heat2Client]:
    """Return a function that makes a new client over the same library, as a restart does."""
    return lambda: client_over(library, shipped_concepts(), lambda: TODAY, read_address)
