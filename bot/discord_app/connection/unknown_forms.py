"""Forms that discord.py does not know: another process has opened them, or this one more than an hour ago."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from bot.discord_app.members import Interaction

_TASK_NAME: Final = "discord-ui-modal-dispatch"
"""What discord.py calls its tasks for forms; `pending_answers` waits for tasks of this name."""


def hand_over_unknown_forms(state: Any, use: Callable[[Interaction], Coroutine[Any, Any, None]]) -> None:
    """Make a client's connection state hand forms that it does not know to `use`; by itself it would drop them."""
    store = state._view_store  # noqa: SLF001 - a state has nothing else for it
    dispatch = store.dispatch_modal

    def dispatch_any(custom_id: str, interaction: Interaction, components: Any, resolved: Any) -> None:
        if custom_id in store._modals:  # noqa: SLF001 - as above
            dispatch(custom_id, interaction, components, resolved)
        else:
            store.add_task(asyncio.create_task(use(interaction), name=_TASK_NAME))

    store.dispatch_modal = dispatch_any
