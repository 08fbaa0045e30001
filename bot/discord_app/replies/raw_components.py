"""Components in the form that Discord takes, made once and sent often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord

Component = dict[str, Any]


def text_of(markdown: str) -> Component:
    """A text."""
    return {"type": discord.ComponentType.text_display.value, "content": markdown}


def framed_in(colour: int, components: Sequence[Component]) -> Component:
    """The components in a frame with an edge of that colour."""
    return {"type": discord.ComponentType.container.value, "accent_color": colour, "components": list(components)}


def button_of(label: str, custom_id: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> Component:
    """A button, grey unless it is to push itself to the front."""
    return {
        "type": discord.ComponentType.button.value,
        "style": style.value,
        "label": label[:80],
        "custom_id": custom_id,
    }


def row_of(buttons: Iterable[Component]) -> Component:
    """Buttons beside each other."""
    return {"type": discord.ComponentType.action_row.value, "components": list(buttons)}


class RawView(discord.ui.LayoutView):
    """A message of components that are written out already.

    It listens to nothing: its buttons are found by their custom ids, whichever process they are pressed in.
    """

    def __init__(self, components: Sequence[Component]) -> None:
        super().__init__(timeout=None)
        self._components = list(components)

    def to_components(self) -> list[Component]:
        """What it was made of."""
        return self._components

    def has_components_v2(self) -> bool:
        """True: texts, frames and lines are of the second kind."""
        return True

    def is_finished(self) -> bool:
        """True, so that the client keeps nothing of it once it is sent."""
        return True
