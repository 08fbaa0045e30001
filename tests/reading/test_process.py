"""Test the processes that read files from strangers."""

from __future__ import annotations

import pytest

from bot.errors import InstallationError
from bot.reading.process import check_installation, run_worker


def test_a_process_for_crafted_files_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the bot, such as the token, are not in the environment of the process."""
    for name in ("HEAT2_DISCORD_TOKEN", "heat2_database_url"):
        monkeypatch.setenv(name, "secret")
    names = run_worker("tests.reading.workers.environment", b"")
    assert "PATH" in names
    assert [name for name in names if name.upper().startswith("HEAT2_")] == []


def test_a_worker_whose_module_is_missing() -> None:
    """The error names the missing module and does not blame the file."""
    with pytest.raises(InstallationError, match=r"the module heat2_no_such_module cannot be imported. Install heat2"):
        run_worker("tests.reading.workers.incomplete", b"<p>A page without fault.</p>")


def test_this_installation_is_complete() -> None:
    """The modules that read pages and PDFs, locked ones too, can be imported."""
    check_installation()
