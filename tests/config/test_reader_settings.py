"""The settings of a reader: what is valid, what belongs together, and what no error shows."""

from __future__ import annotations

import pytest

from bot.config.settings import load_settings, read_settings
from bot.errors import SettingsError

URL = "http://localhost:11434/v1"


def problems(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[str]:
    """Return what is wrong with these settings."""
    for name, value in settings.items():
        monkeypatch.setenv(f"HEAT2_{name.upper()}", value)
    return list(read_settings().problems)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"reader_url": URL, "reader_model": "gemma3:12b", "reader_key": "k", "reader_seconds": "2.5"},
        {"reranker_url": "https://host/v1/rerank", "reranker_min_score": "0.2"},
        {"reranker_url": "http://host", "reranker_model": "bge", "reader_key": "k"},
    ],
)
def test_settings_that_are_right(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """None, a chat model, and a reranker with or without a model are right."""
    assert problems(monkeypatch, **settings) == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"reader_url": URL}, "HEAT2_READER_URL is set without HEAT2_READER_MODEL"),
        ({"reader_model": "m"}, "HEAT2_READER_MODEL is set without HEAT2_READER_URL"),
        ({"reranker_model": "m"}, "HEAT2_RERANKER_MODEL is set without HEAT2_RERANKER_URL"),
        ({"reader_url": URL, "reader_model": "m", "reranker_url": URL}, "both set: set one of them"),
        ({"reader_url": "localhost:11434", "reader_model": "m"}, "must be the http or https address"),
        ({"reader_seconds": "0"}, "must be a number above 0 and up to 60"),
        ({"reader_seconds": "nan"}, "must be a number above 0 and up to 60"),
        ({"reader_requests_per_day": "-1"}, "must be a whole number; 0 means no limit"),
        ({"reader_direct_requests_per_day": "many"}, "must be a whole number; 0 means no limit"),
        ({"reader_in_direct_messages": "perhaps"}, "must be true or false"),
        ({"reader_passages": "21"}, "must be a whole number from 2 to 20"),
        ({"reader_requests_at_once": "0"}, "must be a whole number above 0"),
        ({"reranker_min_score": "1.5"}, "must be a number from 0 to 1"),
        ({"reader_url": URL, "reader_model": "x" * 101}, "must be the name of a model"),
    ],
)
def test_settings_that_are_wrong(settings: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mistake is one sentence that says what to do."""
    (problem,) = problems(monkeypatch, **settings)
    assert told in problem


def test_no_error_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a wrong key nor a password or key in a wrong address is repeated, and a key is hidden in the settings."""
    told = problems(monkeypatch, reader_key="hunter 2", reranker_url="ftp://fan:hunter3@host/?api_key=hunter4")
    assert "HEAT2_READER_KEY is not a key" in told[0]
    assert not any("hunter" in line for line in told)
    monkeypatch.setenv("HEAT2_READER_KEY", "hunter5")
    monkeypatch.delenv("HEAT2_RERANKER_URL")
    assert "hunter" not in repr(load_settings())
    monkeypatch.setenv("HEAT2_READER_URL", "http://hunter6@")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter" not in str(caught.value)
