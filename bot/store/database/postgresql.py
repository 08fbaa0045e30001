"""PostgreSQL: what an address says, as arguments of the driver, and how the store connects with them."""

from __future__ import annotations

import ssl
from typing import Any, Final

from sqlalchemy import URL

from bot.config.database_url import ssl_mode
from bot.errors import StoreError
from bot.store.database.async_engine import AsyncEngine, create_async_engine

POOL_SIZE: Final = 8
"""Maximum number of connections of one process, besides the one for notifications."""

_TEXT_OPTIONS: Final = ("target_session_attrs",)
_NUMBER_OPTIONS: Final = {"connect_timeout": "timeout", "statement_cache_size": "statement_cache_size"}


def driver_errors() -> tuple[type[Exception], ...]:
    """Return the errors that the driver raises while connecting, without SQLAlchemy's wrapping."""
    from asyncpg.exceptions import InterfaceError, PostgresError  # type: ignore[import-untyped]  # noqa: PLC0415 - SQLite does not need it

    return (PostgresError, InterfaceError)


def connect_postgresql(url: URL, lock_timeout: float) -> AsyncEngine:
    """Return a pool of connections; nothing is opened yet.

    `lock_timeout` is the number of seconds to wait for another program's lock or for a free connection.
    """
    given = connect_arguments(url)
    settings = {**given.get("server_settings", {}), "lock_timeout": f"{lock_timeout * 1000:.0f}"}
    options = {"timeout": max(lock_timeout, 1.0), **given, "server_settings": settings}
    cached = url.query.get("prepared_statement_cache_size")
    if isinstance(cached, str):
        options["prepared_statement_cache_size"] = int(cached)
    # The driver gets everything as arguments, since it does not understand every parameter of the address.
    bare = URL.create(url.drivername)
    # No overflow: a connection above the pool's size would be closed after each use and opened for the next.
    return create_async_engine(
        bare,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=lock_timeout,
        connect_args=options,
        hide_parameters=True,
    )


def connect_arguments(url: URL) -> dict[str, Any]:
    """Return the arguments of `asyncpg.connect`. Raises StoreError if a certificate file cannot be read."""
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    given: dict[str, Any] = {
        "host": _hosts(url),
        "port": _ports(url),
        "user": query.get("user", url.username),
        "password": query.get("password", url.password),
        "database": query.get("database", url.database),
        "ssl": _tls(query),
        **{name: query[name] for name in _TEXT_OPTIONS if name in query},
        **{name: int(query[parameter]) for parameter, name in _NUMBER_OPTIONS.items() if parameter in query},
    }
    if "application_name" in query:
        given["server_settings"] = {"application_name": query["application_name"]}
    return {name: value for name, value in given.items() if value is not None and value != ""}


def _hosts(url: URL) -> str | list[str] | None:
    hosts = [host if host.startswith("/") else host.partition(":")[0] for host in _values(url, "host")]
    return hosts or url.host


def _ports(url: URL) -> int | list[int] | None:
    try:
        ports = [int(port) for port in _values(url, "port")]
        ports = ports or [
            int(host.partition(":")[2]) for host in _values(url, "host") if ":" in host and not host.startswith("/")
        ]
    except ValueError as error:
        raise StoreError("HEAT2_DATABASE_URL has a port that is not a number: correct it.") from error
    return ports[0] if len(ports) == 1 else ports or url.port


def _values(url: URL, name: str) -> list[str]:
    """Return all values of a parameter, which may be repeated or hold several values between commas."""
    value = url.query.get(name, ())
    values = (value,) if isinstance(value, str) else value
    return [part for each in values for part in each.split(",") if part]


def _tls(query: dict[str, str]) -> ssl.SSLContext | str | bool | None:
    """Return the driver's `ssl` argument for the TLS mode in the address. Raises StoreError.

    Without `sslrootcert` the server's certificate is checked against the authorities that the system trusts, since
    hosted databases have a certificate of a public authority.
    """
    mode = ssl_mode(query)
    if mode in ("", "allow", "prefer"):
        return mode or None
    if mode == "disable":
        return False
    root = query.get("sslrootcert", "")
    if mode == "require" and not root and "sslcert" not in query:
        return mode
    try:
        context = ssl.create_default_context(cafile=None if root in ("", "system") else root)
        context.check_hostname = mode == "verify-full"
        if mode == "require" and not root:
            context.verify_mode = ssl.CERT_NONE
        if "sslcert" in query:
            context.load_cert_chain(query["sslcert"], query.get("sslkey"), query.get("sslpassword", ""))
    except OSError as error:
        names = "sslcert, sslkey or sslrootcert"
        raise StoreError(f"HEAT2_DATABASE_URL names a file for {names} that cannot be read: correct it.") from error
    return context
