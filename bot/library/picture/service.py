"""Pictures of timelines, drawn one at a time in a process that ends afterwards, and cached."""

from __future__ import annotations

import asyncio
import base64
import logging
from typing import Final

from cachetools import LRUCache

from bot.errors import InstallationError
from bot.library.picture.chart import Chart
from bot.reading.process import ProcessError, run_worker

MAX_CACHED_BYTES: Final = 8 * 2**20
"""Maximum size of all cached pictures together. One of six statements has about 30 KB."""
DRAWING_SECONDS: Final = 20.0
"""Maximum time that drawing a picture may take. It is one second of a processor, which others may be using."""
WAITING_SECONDS: Final = 40.0
"""Maximum time that a picture may wait for others and be drawn."""
_MODULE: Final = "bot.library.picture.worker"

_log = logging.getLogger(__name__)


class TimelinePictures:
    """Draws charts. The same chart is drawn once while its picture is cached."""

    def __init__(self, module: str = _MODULE) -> None:
        """`module` is the program that draws."""
        self._module = module
        self._cache: LRUCache[Chart, bytes] = LRUCache(MAX_CACHED_BYTES, getsizeof=len)
        # One at a time: drawing takes a second of a processor, which answers need as well.
        self._drawing = asyncio.Lock()

    async def png(self, chart: Chart) -> bytes:
        """Return the picture, b'' if it cannot be drawn in time."""
        try:
            async with asyncio.timeout(WAITING_SECONDS), self._drawing:
                cached = self._cache.get(chart)
                if cached is not None:
                    return cached
                content = chart.to_bytes()
                drawn = await asyncio.to_thread(run_worker, self._module, content, timeout=DRAWING_SECONDS)
                png = base64.b64decode(drawn["png"])
        except (ProcessError, InstallationError, TimeoutError, KeyError, ValueError) as error:
            _log.error("a timeline could not be drawn: %s", error or "no process was free in time")
            return b""
        if len(png) <= MAX_CACHED_BYTES:
            self._cache[chart] = png
        return png
