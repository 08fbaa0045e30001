"""What members have asked and not been answered yet, when the bot is to end."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

_NAMES: Final = (
    "CommandTree-invoker",
    "discord-ui-view-dispatch",
    "discord-ui-dynamic-item",
    "discord-ui-modal-dispatch",
)
"""How the library names the tasks in which it runs commands, buttons and forms; it offers no other way to find them."""

_log = logging.getLogger(__name__)


def answers_under_way() -> set[asyncio.Task[object]]:
    """The tasks that answer members at this moment."""
    return {task for task in asyncio.all_tasks() if task.get_name().startswith(_NAMES)}


async def finish_answers(within: float) -> None:
    """Wait until members have their answers, at most so many seconds; what is not done then is given up and logged.

    Afterwards no answer is at work any more, even when the waiting was cancelled.
    """
    tasks = answers_under_way()
    if not tasks:
        return
    _log.info("%d answers are finished before the end", len(tasks))
    try:
        await asyncio.wait(tasks, timeout=within)
    finally:
        if late := {task for task in tasks if not task.done()}:
            _log.warning("%d answers were not ready in time and are given up", len(late))
            for task in late:
                task.cancel()
            await asyncio.wait(late)
