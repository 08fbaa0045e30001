"""Replies reach Discord through moments in which it, or the network, refuses them.

The library tries again after errors of Discord's own, and after rate limits that Discord itself sets. What it gives up
at once is tried again here: limits set by the wall in front of Discord, and connections that break.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

CALLBACK_WITHIN: Final = 2.5
"""Seconds after which acknowledging an interaction is not tried again: Discord takes no more after three."""
OTHERS_WITHIN: Final = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_ACKNOWLEDGED_ALREADY: Final = 40060

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
                answer = await super().request(route, session, **options)
                return _acknowledged(route) if is_callback else answer
            except (discord.HTTPException, aiohttp.ClientConnectionError, ConnectionError) as error:
                if is_callback and getattr(error, "code", 0) == _ACKNOWLEDGED_ALREADY:
                    return _acknowledged(route)
                wait = _wait_after(error, pause)
                if wait is None or time.monotonic() + wait > last:
                    raise
                _log.info("a reply is sent again in %.1f s: %s", wait, error)
            await asyncio.sleep(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)


def insist() -> None:
    """Have the current task, and those that it starts, send replies this way."""
    async_context.set(InsistentAdapter())  # type: ignore[no-untyped-call]


def _wait_after(error: Exception, pause: float) -> float | None:
    """Seconds until the same may be tried again; None when it would be refused again."""
    if not isinstance(error, discord.HTTPException):
        return pause
    if error.status != 429:
        return None
    told = error.response.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else pause


def _acknowledged(route: Route) -> dict[str, Any]:
    """What the library takes for Discord's word that it took an acknowledgement, and nothing of what was sent."""
    return {"interaction": {"id": str(route.webhook_id), "type": 0}}
