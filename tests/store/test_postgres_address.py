"""Addresses of PostgreSQL: TLS modes, certificates and other parameters."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import StoreError
from bot.store.database.coordination import change_notifications
from bot.store.database.postgresql import connect_arguments
from bot.store.sql import open_store
from tests.store.postgres import empty_postgres

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
PLAIN = "plain"
TLS = "tls"


@asynccontextmanager
async def server(answer: bytes, seen: list[str]) -> AsyncIterator[int]:
    """Listen like a PostgreSQL that answers whether it offers TLS and then closes the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(8)
        seen.append(TLS if first == SSL_REQUEST else PLAIN)
        if seen[-1] == TLS:
            writer.write(answer)
            await writer.drain()
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        yield listener.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("parameters", "first"),
    [
        ("", TLS),
        ("?sslmode=prefer", TLS),
        ("?sslmode=require", TLS),
        ("?sslmode=verify-ca", TLS),
        ("?sslmode=verify-full", TLS),
        ("?ssl=require", TLS),
        ("?ssl=true", TLS),
        ("?sslmode=allow", PLAIN),
        ("?sslmode=disable", PLAIN),
        ("?ssl=false", PLAIN),
    ],
)
async def test_the_first_bytes_of_each_tls_mode(parameters: str, first: str) -> None:
    """Every mode but two begins with a request for TLS, and the failure is one sentence."""
    seen: list[str] = []
    async with server(b"N", seen) as port:
        with pytest.raises(StoreError) as failed:
            await open_store(f"postgresql+asyncpg://me:hunter2@127.0.0.1:{port}/heat2{parameters}")
    assert seen[0] == first
    assert "hunter2" not in str(failed.value)
    must = any(word in parameters for word in ("require", "verify", "true"))
    if must:
        assert "offers no TLS, which sslmode" in str(failed.value)
        assert PLAIN not in seen, "who insists on TLS sends nothing without"


async def test_a_certificate_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing certificate file is an error that names the parameters to check."""
    for parameters in (f"sslmode=verify-full&sslrootcert={tmp_path}/no.crt", "sslmode=require&sslcert=no.crt"):
        with pytest.raises(StoreError, match="sslcert, sslkey or sslrootcert that cannot be read"):
            await open_store(f"postgresql+asyncpg://me:hunter2@127.0.0.1:1/heat2?{parameters}")


@pytest.mark.parametrize(
    ("mode", "checks", "names_host"),
    [("verify-full", ssl.CERT_REQUIRED, True), ("verify-ca", ssl.CERT_REQUIRED, False)],
)
def test_what_is_checked_of_a_certificate(mode: str, checks: ssl.VerifyMode, names_host: bool) -> None:
    """Both modes check the issuer and one also the host; without a file the system's authorities count."""
    for root in ("", "&sslrootcert=system"):
        context = connect_arguments(make_url(f"postgresql+asyncpg://host/heat2?sslmode={mode}{root}"))["ssl"]
        assert (context.verify_mode, context.check_hostname) == (checks, names_host)


def test_the_arguments_of_an_address() -> None:
    """Each parameter reaches the driver under the driver's name."""
    address = "postgresql+asyncpg://a%40b:p%40s@db:5433/heat2?application_name=bot&connect_timeout=7"
    assert connect_arguments(make_url(f"{address}&statement_cache_size=0&target_session_attrs=read-write")) == {
        "host": "db",
        "port": 5433,
        "user": "a@b",
        "password": "p@s",
        "database": "heat2",
        "timeout": 7,
        "statement_cache_size": 0,
        "target_session_attrs": "read-write",
        "server_settings": {"application_name": "bot"},
    }
    several = connect_arguments(make_url("postgresql+asyncpg://me@/heat2?host=a:1,b:2"))
    assert (several["host"], several["port"]) == (["a", "b"], [1, 2])


async def test_a_real_server_takes_them(caplog: pytest.LogCaptureFixture) -> None:
    """A real server accepts the parameters, for queries and for notifications."""
    url = f"{await empty_postgres()}&sslmode=prefer&application_name=heat2&prepared_statement_cache_size=0"
    store = await open_store(url)
    heard = asyncio.Event()
    async with change_notifications(url, heard.set):
        await asyncio.wait_for(heard.wait(), 10)
    await store.close()
    assert not caplog.records


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:////tmp/x.db?colour=red", "postgresql+asyncpg://h/d?colour=red"])
async def test_unknown_parameters_are_named(url: str) -> None:
    """Unknown parameters are named in one sentence."""
    with pytest.raises(StoreError, match="leave out colour"):
        await open_store(url)
