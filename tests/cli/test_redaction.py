"""No password reaches a screen, a log or a file, wherever an address occurs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.config.database_url import DatabaseUrl
from bot.text.redaction import redact, without_password
from tests.cli.conftest import ROOT, Terminal

ANY = st.text(min_size=3, max_size=12)
UNBROKEN = st.text(st.characters(exclude_categories=("Z", "C")), min_size=3, max_size=12)
SCHEMES = st.sampled_from(["postgresql+asyncpg://", "https://", "wss://", "postgres://", ""])


def parts_of(password: str) -> set[str]:
    """Return all substrings of three characters."""
    return {password[start : start + 3] for start in range(len(password) - 2)}


def assert_hidden(shown: str, password: str, rest: str) -> None:
    """Check that no part of the password is shown, unless the text around it contains the same part."""
    assume(not parts_of(password) & parts_of(rest))
    assert not parts_of(password) & parts_of(shown)


@given(SCHEMES, ANY)
def test_an_address_is_shown_without_its_password(scheme: str, password: str) -> None:
    """This holds for any password, also with at signs, slashes, blanks and line ends."""
    shown = without_password(f"{scheme}me:{password}@host:5432/heat2")
    assert_hidden(shown, password, f"{scheme}***@host:5432/heat2")
    assert_hidden(shown, password, f"{scheme}***")


@given(st.sampled_from(["password", "sslpassword", "PASSWORD"]), ANY, st.sampled_from(["", "me:x@", "me@"]))
def test_a_password_parameter_is_not_shown(name: str, password: str, user: str) -> None:
    """A password may also follow the question mark."""
    rest = f"postgresql+asyncpg://***@host/heat2?{name}="
    assume(not parts_of(f"={password}") & parts_of(rest))
    shown = without_password(f"postgresql+asyncpg://{user}host/heat2?{name}={password}")
    assert_hidden(shown, password, rest)


@given(SCHEMES, UNBROKEN, st.sampled_from(["{}", "cannot reach '{}'", "a ({}) b: c", 'url="{}", x']))
def test_a_text_is_shown_without_passwords_of_addresses(scheme: str, password: str, frame: str) -> None:
    """An error or a log line may contain an address anywhere."""
    shown = redact(frame.format(f"{scheme}me:{password}@host/x"))
    assert_hidden(shown, password, frame.format(f"{scheme}***@host/x"))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql+asyncpg://me:s3@cret@host/heat2", "postgresql+asyncpg://***@host/heat2"),
        ("me:s3@cret@host/heat2", "***@host/heat2"),
        ("me:s3cret@host", "***@host"),
        ("https://me:s3cret/host", "https://***"),
        ("https://host:8080/api/v10", "https://host:8080/api/v10"),
        ("https://host/api?a=b:c", "https://host/api?a=b:c"),
        (
            "postgresql+asyncpg://host/heat2?user=me&password=a&b",
            "postgresql+asyncpg://host/heat2?user=me&password=***",
        ),
        ("sqlite+aiosqlite:////data/a@b/heat2.db", "sqlite+aiosqlite:////data/a@b/heat2.db"),
    ],
)
def test_the_rest_of_an_address_is_shown(address: str, shown: str) -> None:
    """Host, port and path stay; the path of a file is no password."""
    assert without_password(address) == shown


@pytest.mark.parametrize("text", ["12 articles in /data/heat2", "Fri 12:30: done", "a@b.org wrote: yes", "a: b@c"])
def test_ordinary_text_is_unchanged(text: str) -> None:
    """Times, mail addresses and paths are not passwords."""
    assert redact(text) == text


@pytest.mark.parametrize("password", ["p@ss-hunter2", "hunt/er2@x", "hunt?er2", "hunt#er2", "hunt er2", "@hunter2@"])
@pytest.mark.parametrize("command", ["check", "latest"])
def test_an_at_sign_in_the_database_password(terminal: Terminal, command: str, password: str) -> None:
    """No part of the password is printed, and the error says how to write such a character."""
    url = f"postgresql+asyncpg://me:{password}@db.example.invalid:5432/heat2"
    done = terminal.heat2(command, DATABASE_URL=url)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    around = said.replace("'", " ").replace(str(terminal.folder), "").replace(str(ROOT), "")
    assert not parts_of(password) & parts_of(around)
    if "@" in password:
        assert "%40" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ["DISCORD_API_URL", "DISCORD_GATEWAY_URL"])
@pytest.mark.parametrize("value", ["ftp://me:s3@cr3t@proxy", "me:s3@cr3t@proxy/api", "https://me:s3cr3t"])
def test_the_address_of_a_proxy_is_shown_without_its_password(terminal: Terminal, name: str, value: str) -> None:
    """This holds for every setting that is an address."""
    done = terminal.heat2("check", **{name: value})
    assert done.returncode == 1
    assert "cr3t" not in done.stdout + done.stderr
    assert f"HEAT2_{name} is '" in done.stdout


def test_the_error_says_how_to_encode_a_password(tmp_path: Path) -> None:
    """The error shows the encoding of each character that separates parts of an address."""
    for password in ("a@b", "a/b", "a?b", "a#b"):
        with pytest.raises(ValueError, match=r"%40 for each @ .* %2F for /, %3F for . and %23 for #"):
            DatabaseUrl.parse(f"postgresql+asyncpg://me:{password}@host/heat2", tmp_path)
    DatabaseUrl.parse("postgresql+asyncpg://me:a%40b%2F%3F%23@host/heat2", tmp_path)
