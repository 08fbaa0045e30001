"""What another process reads and checks at the start of a bot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.startup import read_startup
from bot.config.settings import Settings, load_settings
from bot.errors import SettingsError
from tests.language_data import shipped_subject

ROOT = Path(__file__).parents[2]
TOKEN = "very.secret.token"
IMPORTED = """
from bot.cli.startup import read_startup
read_startup()
import bot.cli.building, bot.discord_app.run, sys
print(sorted({"pydantic", "packaging"} & sys.modules.keys()))
"""


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has a folder with a `.env` of its own, and settings in the environment."""
    (tmp_path / ".env").write_text("HEAT2_SHARD_COUNT=3\nHEAT2_LOG_LEVEL=debug\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEAT2_DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("HEAT2_SHARD_IDS", "0,2")
    monkeypatch.setenv("HEAT2_DATA_DIR", "data")


def assert_same(one: Settings, other: Settings) -> None:
    """Assert that two objects hold the same settings, and that neither shows the token."""
    names = {*Settings.model_fields, "database", "listen_address", "search_dir"} - {"discord_token"}
    assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}
    assert [each.discord_token and each.discord_token.get_secret_value() for each in (one, other)] == [TOKEN, TOKEN]
    assert TOKEN not in repr(one) + repr(other)


def test_same_settings() -> None:
    """Another process reads the same settings of this folder and environment, and the subject."""
    settings, subject = read_startup()
    assert not isinstance(settings, Settings)
    assert_same(settings, load_settings())
    assert subject == shipped_subject()


def test_mistake(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """A wrong setting is reported as without the other process, which says nothing itself."""
    monkeypatch.setenv("HEAT2_SHARD_COUNT", "many")
    with pytest.raises(SettingsError, match="HEAT2_SHARD_COUNT is 'many': it must be a whole number above 0"):
        read_startup()
    assert capfd.readouterr() == ("", "")


def test_wrong_subject(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A wrong subject is left to whoever loads the articles, who reports it."""
    (tmp_path / "subject.toml").write_text("title = 3")
    monkeypatch.setenv("HEAT2_CORPUS_DIR", str(tmp_path))
    settings, subject = read_startup()
    assert (settings.corpus_dir, subject) == (tmp_path, None)


@pytest.mark.parametrize("program", ["/nowhere/python", None, "/bin/false", "/bin/true"])
def test_no_other_process(monkeypatch: pytest.MonkeyPatch, program: str | None) -> None:
    """If no process can be started, or if it fails, the settings are read in this one."""
    monkeypatch.setattr(sys, "executable", program)
    settings, subject = read_startup()
    assert isinstance(settings, Settings)
    assert_same(settings, load_settings())
    assert subject is None


def test_a_bot_does_without_pydantic() -> None:
    """A running bot imports neither pydantic nor packaging, which only its start needs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEAT2_")}
    command = [sys.executable, "-c", IMPORTED]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
