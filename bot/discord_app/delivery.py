"""Replies are sent again when Discord or the network fails for a moment.

The library itself waits a second and more after an error of Discord's, and gives up at once when a connection breaks
or when the wall in front of Discord sets a limit. An acknowledgement has three seconds, so all of that is done here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import aiohttp
import discord
from discord.http import Route, json_or_text
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

CALLBACK_WITHIN: Final = 2.5
"""Seconds after which acknowledging an interaction is not tried again: Discord takes no more after three."""
OTHERS_WITHIN: Final = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_ACKNOWLEDGED_ALREADY: Final = 40060
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
"""From this status on the fault is Discord's own."""

_log = logging.getLogger(__name__)


class InsistentAdapter(AsyncWebhookAdapter):
    """How every reply to an interaction is sent."""

    async def request(self, route: Route, session: aiohttp.ClientSession, **options: Any) -> Any:
        """Send a request until Discord takes it. Raises what the library raises, once trying again makes no sense."""
        is_callback = route.path.endswith("/callback")
        if is_callback:
            options["params"] = None  # the library asks for the whole message back and reads it, for nobody
        last = time.monotonic() + (CALLBACK_WITHIN if is_callback else OTHERS_WITHIN)
        pause = _FIRST_PAUSE
        while True:
            try:
                answer = await super().request(route, cast("aiohttp.ClientSession", _Strict(session)), **options)
                return _acknowledged(route) if is_callback else answer
            except (discord.HTTPException, aiohttp.ClientConnectionError, ConnectionError) as error:
                if is_callback and getattr(error, "code", 0) == _ACKNOWLEDGED_ALREADY:
                    return _acknowledged(route)
                wait = _wait_after(error, pause)
                if wait is None or time.monotonic() + wait > last:
                    raise
                _log.info("a reply is sent again in %.1f s: %s", wait, _named(error))
            await asyncio.sleep(wait)
            for file in options.get("files") or ():
                file.reset()
            pause = min(2 * pause, _LONGEST_PAUSE)


class _Strict:
    """A session whose answers with an error of Discord's own are raised, so that the library does not wait by itself.

    Its first wait is a second and its next three: of an acknowledgement that would be all the time there is.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @asynccontextmanager
    async def request(self, *args: Any, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send one request. Raises DiscordServerError."""
        async with self._session.request(*args, **options) as response:
            if response.status >= _SERVER_ERROR:
                raise discord.DiscordServerError(response, await json_or_text(response))
            yield response


def insist() -> None:
    """Have the current task, and those that it starts, send replies this way."""
    async_context.set(InsistentAdapter())  # type: ignore[no-untyped-call]


def _wait_after(error: Exception, pause: float) -> float | None:
    """Seconds until the same may be tried again; None when it would be refused again."""
    if not isinstance(error, discord.HTTPException):
        return pause
    if error.status >= _SERVER_ERROR:
        return pause
    if error.status != _TOO_MANY:
        return None
    told = error.response.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else pause


def _named(error: Exception) -> str:
    """What failed, without what Discord or the network say of it: that may be a page, or an address with a token."""
    return f"status {error.status}" if isinstance(error, discord.HTTPException) else type(error).__name__


def _acknowledged(route: Route) -> dict[str, Any]:
    """What the library takes for Discord's word that it took an acknowledgement, and nothing of what was sent."""
    return {"interaction": {"id": str(route.webhook_id), "type": 0}}
