"""A web site on loopback, and a policy that allows connections to it and to nothing else."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.reading.web.address_policy import IPAddress

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoopbackPolicy:
    """Allows connections to 127.0.0.1, on the ports of a test's own site."""

    def __init__(self, *ports: int) -> None:
        self._ports = frozenset(ports)

    def allows_address(self, address: IPAddress) -> bool:
        """Allow only 127.0.0.1, so that other loopback addresses can represent private ones."""
        return address == ipaddress.ip_address("127.0.0.1")

    def allows_port(self, port: int) -> bool:
        """Allow only the ports of the site."""
        return port in self._ports


class Site:
    """The address of the site, and a policy that allows it."""

    def __init__(self, port: int, *, is_tls: bool = False) -> None:
        self.port = port
        self.root = f"{'https' if is_tls else 'http'}://127.0.0.1:{port}"
        self.policy = LoopbackPolicy(port)


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """Serve a site that answers every address with this handler."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    assert runner.addresses
    try:
        yield Site(runner.addresses[0][1], is_tls=tls is not None)
    finally:
        await runner.cleanup()
