"""Replies to commands: in one step where they are ready soon, else after Discord was told to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from bot.discord_app.desk import Interaction, Layout

PROMPT: Final = 0.5
"""Seconds in which a reply may come by itself: Discord takes silence of three for a dead bot."""


async def reply(interaction: Interaction, work: Coroutine[Any, Any, Layout], *, private: bool) -> None:
    """Send what the work makes. Raises what it raises."""
    making = asyncio.create_task(work)
    done, _ = await asyncio.wait({making}, timeout=PROMPT)
    if done:
        await interaction.response.send_message(view=making.result(), ephemeral=private)
        return
    await interaction.response.defer(ephemeral=private, thinking=True)
    await interaction.edit_original_response(view=await making)
