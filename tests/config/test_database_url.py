"""The address of the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.database_url import DatabaseUrl
from bot.text.redaction import without_password

FOLDER = Path("/data")


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("sqlite+aiosqlite:///heat2.db", "/data/heat2.db"),
        ("sqlite+aiosqlite:///kept/here.db", "/data/kept/here.db"),
        ("sqlite+aiosqlite:////var/lib/heat2.db", "/var/lib/heat2.db"),
    ],
)
def test_a_relative_file_lies_in_the_data_folder(text: str, file: str) -> None:
    """A relative path is below the data folder."""
    read = DatabaseUrl.parse(text, FOLDER)
    assert read.sqlite_file == Path(file)
    assert read.url == f"sqlite+aiosqlite:///{file}"


@pytest.mark.parametrize(
    "text",
    [
        "heat2.db",
        "sqlite:///heat2.db",
        "sqlite+aiosqlite:///",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///a.db?mode=ro",
        "postgres://user:secret@host/heat2",
        "postgresql+asyncpg://",
    ],
)
def test_every_other_address_is_refused(text: str) -> None:
    """An address of anything else is an error without a password."""
    with pytest.raises(ValueError, match="must") as refused:
        DatabaseUrl.parse(text, FOLDER)
    assert "secret" not in str(refused.value)


def test_postgresql_has_no_file_and_counts_as_there() -> None:
    """A PostgreSQL database has no file and counts as existing."""
    read = DatabaseUrl.parse("postgresql+asyncpg://user:secret@host/heat2", FOLDER)
    assert (read.sqlite_file, read.exists) == (None, True)
    assert read.shown == "postgresql+asyncpg://***@host/heat2"


@given(st.text(st.characters(exclude_characters="#", codec="ascii"), min_size=6).map(lambda text: f"Z{text}Z"))
def test_no_password_is_ever_shown(password: str) -> None:
    """The shown address never holds the password, whatever characters it has."""
    assert password not in without_password(f"postgresql+asyncpg://user:{password}@host/heat2")


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ("colour=red", "leave out colour"),
        ("sslmode=require&channel_binding=require&colour=red", "leave out channel_binding and colour"),
        ("sslmode=always", "must have disable, allow, prefer, require, verify-ca or verify-full for sslmode"),
        ("ssl=maybe", "for ssl"),
        ("ssl=true&sslmode=disable", "either sslmode or ssl"),
        ("connect_timeout=soon", "a whole number for connect_timeout"),
        ("target_session_attrs=best", "for target_session_attrs"),
    ],
)
def test_parameters_are_checked(parameters: str, complaint: str) -> None:
    """The error for wrong parameters is one sentence without the password."""
    with pytest.raises(ValueError, match=complaint) as refused:
        DatabaseUrl.parse(f"postgresql+asyncpg://me:hunter2@host/heat2?{parameters}", FOLDER)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("parameters", ["sslmode=verify-full&sslrootcert=system", "ssl=true", "host=/run/pg&port=5433"])
def test_parameters_that_are_known(parameters: str) -> None:
    """Known parameters are accepted."""
    url = f"postgresql+asyncpg://me:hunter2@host/heat2?{parameters}"
    assert DatabaseUrl.parse(url, FOLDER).url == url


@pytest.mark.parametrize("address", ["heat2.db?mode=ro", "heat2.db?timeout=5&cache=shared", "heat2.db?"])
def test_a_sqlite_file_takes_no_parameters(address: str) -> None:
    """The error for parameters of a SQLite file names them."""
    with pytest.raises(ValueError, match="must name a file alone") as refused:
        DatabaseUrl.parse(f"sqlite+aiosqlite:///{address}", FOLDER)
    for name in ("mode", "timeout", "cache"):
        assert (name in str(refused.value)) == (name in address)
