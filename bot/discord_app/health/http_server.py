"""The HTTP server for operators: `/healthz`, `/readyz` and `/metrics`.

It answers nothing else, reads no bodies, and holds few connections, because anybody may be able to reach it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from bot.discord_app.health.monitor import Monitor
from bot.discord_app.health.report import Report
from bot.errors import SettingsError

MAX_CONNECTIONS: Final = 32
"""Maximum number of open connections; the oldest is closed for a new one."""
ANSWER_SECONDS: Final = 5.0
"""Maximum time for an answer."""
_IDLE_SECONDS: Final = 15.0
"""Time after which a connection without a request is closed."""
_WELL, _FAILING, _NOT_FOUND, _NOT_ALLOWED = 200, 503, 404, 405

_log = logging.getLogger(__name__)

_REASONS: Final = {
    errno.EADDRINUSE: "another program listens there; is the bot running already? Stop it, or choose another port",
    errno.EACCES: "this user may not listen there: choose a port above 1023",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}


class HealthServer:
    """Answers from a monitor. `metrics` returns the content type and the content of `/metrics`."""

    def __init__(self, monitor: Monitor, metrics: Callable[[], tuple[str, bytes]]) -> None:
        self._monitor = monitor
        self._metrics = metrics

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        if request.method not in {"GET", "HEAD"}:
            return _response(_NOT_ALLOWED, {"error": "only GET is answered"})
        match request.path:
            case "/healthz":
                return _report(self._monitor.live())
            case "/readyz":
                async with asyncio.timeout(ANSWER_SECONDS):
                    return _report(await self._monitor.ready())
            case "/metrics":
                kind, content = self._metrics()
                return web.Response(body=content, headers={"Content-Type": kind, "Server": "heat2"})
        return _response(_NOT_FOUND, {"error": "there are /healthz, /readyz and /metrics"})


def _report(report: Report) -> web.Response:
    return _response(_WELL if report.ok else _FAILING, report.to_json())


def _response(status: int, body: dict[str, Any]) -> web.Response:
    # aiohttp would name its version and that of Python.
    return web.json_response(body, status=status, headers={"Server": "heat2", "Cache-Control": "no-store"})


@asynccontextmanager
async def serve_health(
    host: str, port: int, monitor: Monitor, metrics: Callable[[], tuple[str, bytes]]
) -> AsyncIterator[None]:
    """Serve until the end of the block. Raises SettingsError if the address cannot be used."""
    handler = HealthServer(monitor, metrics)
    server = web.Server(handler.answer, keepalive_timeout=_IDLE_SECONDS, access_log=None, lingering_time=1.0)
    runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    listening = await _listen(server, host, port)
    _log.info("health and metrics: http://%s:%s/healthz, /readyz, /metrics", f"[{host}]" if ":" in host else host, port)
    try:
        yield
    finally:
        listening.close()
        await runner.cleanup()


async def _listen(server: web.Server, host: str, port: int) -> asyncio.Server:
    def new_connection() -> asyncio.Protocol:
        for connection in server.connections[: max(0, len(server.connections) - MAX_CONNECTIONS + 1)]:
            connection.force_close()
        return server()

    try:
        return await asyncio.get_running_loop().create_server(new_connection, host, port, backlog=MAX_CONNECTIONS)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "this address cannot be used")
        raise SettingsError(f"HEAT2_HTTP_LISTEN is {host}:{port}: {reason}") from error
