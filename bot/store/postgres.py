"""How to connect to PostgreSQL: what an address says, as the arguments of its driver."""

from __future__ import annotations

import ssl
from typing import Any

from sqlalchemy import URL

from bot.config.database_url import ssl_mode
from bot.errors import StoreError

_OPTIONS = ("target_session_attrs",)
_NUMBERS = {"connect_timeout": "timeout", "statement_cache_size": "statement_cache_size"}


def arguments(url: URL) -> dict[str, Any]:
    """The arguments of `asyncpg.connect`. Raises StoreError when a file of certificates cannot be read."""
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    given: dict[str, Any] = {
        "host": _hosts(url),
        "port": _ports(url),
        "user": query.get("user", url.username),
        "password": query.get("password", url.password),
        "database": query.get("database", url.database),
        "ssl": _tls(query),
        **{name: query[name] for name in _OPTIONS if name in query},
        **{name: int(query[parameter]) for parameter, name in _NUMBERS.items() if parameter in query},
    }
    if "application_name" in query:
        given["server_settings"] = {"application_name": query["application_name"]}
    return {name: value for name, value in given.items() if value is not None and value != ""}


def _hosts(url: URL) -> str | list[str] | None:
    hosts = [host if host.startswith("/") else host.partition(":")[0] for host in _all(url, "host")]
    return hosts or url.host


def _ports(url: URL) -> int | list[int] | None:
    try:
        ports = [int(port) for port in _all(url, "port")]
        ports = ports or [
            int(host.partition(":")[2]) for host in _all(url, "host") if ":" in host and not host.startswith("/")
        ]
    except ValueError as error:
        raise StoreError("HEAT2_DATABASE_URL has a port that is no number: correct it.") from error
    return ports[0] if len(ports) == 1 else ports or url.port


def _all(url: URL, name: str) -> list[str]:
    """Every value of a parameter that may be given more than once, or hold several between commas."""
    value = url.query.get(name, ())
    values = (value,) if isinstance(value, str) else value
    return [part for each in values for part in each.split(",") if part]


def _tls(query: dict[str, str]) -> ssl.SSLContext | str | bool | None:
    """What the driver takes for the TLS that the parameters ask for.

    Without a file of its own a certificate is checked against those that the system trusts: hosted databases have
    one of a public authority.
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
        wrong = "sslcert, sslkey or sslrootcert"
        raise StoreError(f"HEAT2_DATABASE_URL names a file for {wrong} that cannot be read: correct it.") from error
    return context
