"""Retries of replies when Discord or the network fails for a moment.

discord.py waits a second or more after a server error, and gives up at once when a connection breaks or when
Cloudflare, which is in front of Discord, limits the rate. An acknowledgement must arrive within three seconds, so the
retries are done here, with short pauses.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import aiohttp
import discord
from discord.http import Route, json_or_text
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.discord_app.tracing import current_trace

CALLBACK_TIMEOUT_SECONDS: Final = 2.5
"""Time in which an acknowledgement is retried: Discord accepts none after three seconds."""
TIMEOUT_SECONDS: Final = 60.0
"""Time in which other requests are retried."""
_FIRST_PAUSE: Final = 0.1
_MAX_PAUSE: Final = 5.0
"""Seconds between two tries. The pause doubles from the first to the maximum."""
_ALREADY_ACKNOWLEDGED: Final = 40060
"""Discord's error code for a second acknowledgement: the first one arrived although its response was lost."""
_TOO_MANY_REQUESTS: Final = 429
_SERVER_ERROR: Final = 500
"""First HTTP status that means a fault of Discord's own."""

_log = logging.getLogger(__name__)


class RetryingAdapter(AsyncWebhookAdapter):
    """Sends replies to interactions, and retries.

    `on_acknowledged_elsewhere` is called when Discord already had an acknowledgement before the first try.
    """

    def __init__(self, on_acknowledged_elsewhere: Callable[[], None] = lambda: None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._on_acknowledged_elsewhere = on_acknowledged_elsewhere

    async def request(self, route: Route, session: aiohttp.ClientSession, **options: Any) -> Any:
        """Send a request until Discord accepts it. Raises the library's error when a retry cannot help."""
        is_callback = route.path.endswith("/callback")
        if is_callback:
            options["params"] = None  # the library asks for the whole message in return, and nobody needs it
        deadline = time.monotonic() + (CALLBACK_TIMEOUT_SECONDS if is_callback else TIMEOUT_SECONDS)
        pause = _FIRST_PAUSE
        is_first = True
        while True:
            try:
                # A retried acknowledgement is harmless: Discord accepts only one, and says so.
                response = await super().request(
                    route, cast("aiohttp.ClientSession", _RaisingSession(session)), **options
                )
                if not is_callback:
                    return response
                current_trace().acknowledge()
                return _acknowledgement(route)
            except (discord.HTTPException, aiohttp.ClientConnectionError, ConnectionError) as error:
                if is_callback and getattr(error, "code", 0) == _ALREADY_ACKNOWLEDGED:
                    if is_first:
                        # This process has sent none before, so another one with the same token has.
                        self._on_acknowledged_elsewhere()
                    return _acknowledgement(route)
                wait = _wait_after(error, pause)
                if wait is None or time.monotonic() + wait > deadline:
                    raise
                _log.info("a reply is sent again in %.1f s: %s", wait, _description(error))
            is_first = False
            await asyncio.sleep(wait)
            # The failed try has read the files to their ends.
            for file in options.get("files") or ():
                file.reset()
            pause = min(2 * pause, _MAX_PAUSE)


class _RaisingSession:
    """A session that raises server errors, so that the library does not retry by itself.

    The library's first pause is one second and its second three, which is all the time that an acknowledgement has.
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


def use_retrying_adapter(on_acknowledged_elsewhere: Callable[[], None]) -> None:
    """Make the current task, and the tasks that it starts, send replies with retries; see RetryingAdapter."""
    async_context.set(RetryingAdapter(on_acknowledged_elsewhere))


def _wait_after(error: Exception, pause: float) -> float | None:
    """Return the seconds until the next try; None when Discord would refuse the request again."""
    if not isinstance(error, discord.HTTPException):
        return pause
    if error.status >= _SERVER_ERROR:
        return pause
    if error.status != _TOO_MANY_REQUESTS:
        return None
    retry_after = error.response.headers.get("Retry-After", "")
    return float(retry_after) if retry_after.isdecimal() else pause


def _description(error: Exception) -> str:
    """Return the kind of the error only: its message may hold a whole page, or an address with a token."""
    return f"status {error.status}" if isinstance(error, discord.HTTPException) else type(error).__name__


def _acknowledgement(route: Route) -> dict[str, Any]:
    """Return the response that the library expects to an acknowledgement, without the message that was sent."""
    return {"interaction": {"id": str(route.webhook_id), "type": 0}}
