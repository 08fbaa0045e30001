"""What the processes that read crafted files can reach."""

from __future__ import annotations

import pytest

from bot.reading.process import read_apart


def test_a_process_for_crafted_files_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token and the database's address stand in the environment of the bot, not in its."""
    for name in ("HEAT2_DISCORD_TOKEN", "heat2_database_url"):
        monkeypatch.setenv(name, "secret")
    names = read_apart("tests.reading.environment", b"")
    assert "PATH" in names
    assert [name for name in names if name.upper().startswith("HEAT2_")] == []
