"""Settings: valid and invalid values, and `.env.example`."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from bot.config.environment import variable
from bot.config.settings import Settings, load_settings, read_settings
from bot.errors import SettingsError

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "very.secret.token"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test begins without settings, in a folder without `.env`."""
    for name in list(os.environ):
        if name.startswith("HEAT2_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """Return the error message for these values."""
    for name, value in values.items():
        monkeypatch.setenv(variable(name), value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


def test_every_setting_has_a_default() -> None:
    """Every setting has a default, and the token's is none."""
    settings = load_settings()
    assert settings.discord_token is None
    assert (settings.corpus_dir / "README.md").is_file()
    assert settings.database.sqlite_file == settings.data_dir / "heat2.db"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A value in the environment takes precedence over `.env`."""
    (tmp_path / ".env").write_text("HEAT2_SHARD_COUNT=3\nHEAT2_LOG_LEVEL=debug\n")
    monkeypatch.setenv("HEAT2_SHARD_COUNT", "4")
    settings = load_settings()
    assert (settings.shard_count, settings.log_level) == (4, "DEBUG")


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_a_blank_value_is_unset(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    """An empty variable leaves the setting at its default, and turns the translator off."""
    for name in Settings.model_fields:
        monkeypatch.setenv(variable(name), blank)
    defaults = {n: f.get_default(call_default_factory=True) for n, f in Settings.model_fields.items()}
    assert load_settings() == Settings.model_construct(**{**defaults, "translate_url": ""})


@pytest.mark.parametrize(
    "value",
    [
        "translate.example.com/{text}/{to}",
        "ftp://a.example/{text}/{to}",
        "https://a.example/{text}",
        "https://a.example/?q={text}&to={to}&key={key}",
        "https://{to}.example/{text}",
        "https://user@a.example/{text}/{to}",
        "https://a.example/{text}/{to}/{",
        "https://a.example/ {text}/{to}",
        "https://a.example/ü/{text}/{to}",
        f"https://a.example/{{text}}/{{to}}/{'x' * 300}",
    ],
)
def test_a_translators_address_is_checked(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """An address that could not become a link button is named at the start, with what is right."""
    monkeypatch.setenv("HEAT2_TRANSLATE_URL", value)
    with pytest.raises(SettingsError, match=r"HEAT2_TRANSLATE_URL is .*it must be .*\{text\} and \{to\}.*or empty"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("database_url", "mysql://host/heat2", "sqlite+aiosqlite:///FILE or postgresql+asyncpg://"),
        ("discord_api_url", "discord.com", "an http or https address"),
        ("discord_api_url", "http://host:99999", "an http or https address"),
        ("discord_gateway_url", "http://host", "a ws or wss address"),
        ("shard_count", "0", "a whole number above 0"),
        ("shard_ids", "0,one", "whole numbers from 0"),
        ("dev_guild_id", "-1", "a server's id"),
        ("direct_messages", "yes", "on or off"),
        ("group_messages", "0", "on or off"),
        ("log_level", "loud", "DEBUG, INFO, WARNING or ERROR"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    """The error has the variable, its value and the allowed values in one line."""
    message = refusal(monkeypatch, **{name: value})
    assert message.startswith(f"{variable(name)} is '")
    assert allowed in message
    assert "\n" not in message


def test_all_mistakes_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two wrong values give two lines."""
    message = refusal(monkeypatch, shard_count="none", dev_guild_id="here")
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize("wrong", ["very.secret token", "very.secret\x07token"])
def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """Neither an error nor the settings' text holds any part of the token."""
    message = refusal(monkeypatch, discord_token=wrong)
    assert "HEAT2_DISCORD_TOKEN" in message
    assert "secret" not in message
    monkeypatch.setenv("HEAT2_DISCORD_TOKEN", TOKEN)
    assert TOKEN not in repr(load_settings())


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a wrong database address does not hold its password."""
    message = refusal(monkeypatch, database_url="postgres://user:hunter2@host/heat2")
    assert "hunter2" not in message
    assert "host/heat2" in message


@pytest.mark.parametrize(
    ("count", "ids", "complaint"),
    [("", "0,1", "set both or neither"), ("2", "1,2", "from 0 to 1"), ("2", "1,1", "each shard once")],
)
def test_shards_must_fit_together(monkeypatch: pytest.MonkeyPatch, count: str, ids: str, complaint: str) -> None:
    """Shard ids must be unique and below the shard count, which must be set."""
    assert complaint in refusal(monkeypatch, shard_count=count, shard_ids=ids)


def test_shards_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shard ids may be separated by commas and blanks."""
    monkeypatch.setenv("HEAT2_SHARD_COUNT", "4")
    monkeypatch.setenv("HEAT2_SHARD_IDS", "2, 3")
    assert load_settings().shard_ids == (2, 3)


def test_only_misspelt_names_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown variable is reported only if it resembles a setting."""
    monkeypatch.setenv("HEAT2_PORT", "tcp://10.0.0.1")
    load_settings()
    message = refusal(monkeypatch, discord_tokn=TOKEN)
    assert message == "HEAT2_DISCORD_TOKN is not a setting: did you mean HEAT2_DISCORD_TOKEN?"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\nHEAT2_CORPUS=x\n", ".env:2: HEAT2_CORPUS is not a setting: did you mean HEAT2_CORPUS_DIR?"),
        ("this is no line\n", ".env:1 cannot be read: write HEAT2_NAME=value"),
        ("HEAT2_LOG_LEVEL='INFO\n", ".env:1 cannot be read: write HEAT2_NAME=value"),
    ],
)
def test_each_line_of_the_file_must_be_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, complaint: str
) -> None:
    """Unknown names and unreadable lines of `.env` are reported with their line numbers, once."""
    (tmp_path / ".env").write_text(text)
    assert refusal(monkeypatch) == complaint
    assert caplog.text == ""


def test_a_file_that_is_not_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 give one clear error."""
    (tmp_path / ".env").write_bytes(b"HEAT2_LOG_LEVEL=\xff\n")
    assert refusal(monkeypatch) == ".env cannot be read: save it as UTF-8 text that this user may open"


def test_an_invalid_setting_has_its_default_for_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invalid setting gets its default, so that the others can be checked."""
    monkeypatch.setenv("HEAT2_SHARD_COUNT", "many")
    monkeypatch.setenv("HEAT2_DEV_GUILD_ID", "7")
    read = read_settings()
    assert read.wrong == {"shard_count"}
    assert (read.settings.shard_count, read.settings.dev_guild_id) == (None, 7)


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde in a path is expanded, as no shell expands values in `.env`."""
    monkeypatch.setenv("HEAT2_DATA_DIR", "~/heat2")
    assert load_settings().data_dir == Path.home() / "heat2"


def _written(default: object) -> str:
    """Return a default as a line of `.env` has it, '' if it stands for none."""
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) if default and isinstance(default, str | int | float) else ""


def test_the_example_lists_every_setting_with_its_default() -> None:
    """`.env.example` lists every setting in order with its default and a comment."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("HEAT2_"))
    fields = Settings.model_fields
    assert given == {variable(name): _written(field.default) for name, field in fields.items()}
    assert list(given) == list(map(variable, fields))
    explained = {line.split("=")[0] for before, line in pairwise(lines) if before.startswith("# ")}
    assert explained >= given.keys()


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    """A copy of `.env.example` as `.env` leaves every setting at its default."""
    before = load_settings()
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_settings() == before
