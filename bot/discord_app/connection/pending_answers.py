"""Answers that are still being made when the bot shuts down."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from bot.text.counts import counted

_TASK_NAMES: Final = (
    "CommandTree-invoker",
    "discord.py: on_message",
    "discord-ui-view-dispatch",
    "discord-ui-dynamic-item",
    "discord-ui-modal-dispatch",
)
"""Prefixes by which discord.py names its tasks for commands, messages, buttons and forms."""

_log = logging.getLogger(__name__)


def pending_answers() -> set[asyncio.Task[object]]:
    """Return the tasks that are answering members."""
    return {task for task in asyncio.all_tasks() if task.get_name().startswith(_TASK_NAMES)}


async def finish_answers(within: float) -> None:
    """Wait until all answers are sent, at most `within` seconds; cancel and log those that are not.

    Afterwards no answer is running, even when this function was cancelled.
    """
    tasks = pending_answers()
    if not tasks:
        return
    _log.info("finishing %s before the shutdown", counted(len(tasks), "answer"))
    try:
        await asyncio.wait(tasks, timeout=within)
    finally:
        if late := {task for task in tasks if not task.done()}:
            _log.warning("cancelling %s that took too long", counted(len(late), "answer"))
            for task in late:
                task.cancel()
            await asyncio.wait(late)
