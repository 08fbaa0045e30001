"""Discord's components as plain dicts, and the view that sends them.

discord.py's own view objects cost more time to build than the rest of a cached answer, and they listen for presses in
this process only. The buttons here are found by their custom ids instead (see `bot.discord_app.components`).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import discord

from bot.discord_app.limits import BUTTON_LABEL, CHOICE_TEXT, MAX_CHOICES, PLACEHOLDER
from bot.text.safe_text import truncate

Component = dict[str, Any]

PICTURE_FILE: Final = "picture.png"
"""Name of the file of a message's picture."""

QUOTE_COLOR: Final = 0xE8683A
"""Color of the edge of a reply with quotes."""
NEUTRAL_COLOR: Final = 0x6D7480
"""Color of the edge of a reply without quotes."""

PRIMARY: Final = discord.ButtonStyle.primary
SUCCESS: Final = discord.ButtonStyle.success
DANGER: Final = discord.ButtonStyle.danger
SECONDARY: Final = discord.ButtonStyle.secondary


class ComponentView(discord.ui.LayoutView):
    """A message made of component dicts; one that `is_private` is for the member who caused it alone.

    `picture` is the PNG that a media gallery of the message shows; b'' for a message that may have had another one, and
    None for one that never has any.
    """

    def __init__(
        self, components: Iterable[Component], *, is_private: bool = False, picture: bytes | None = None
    ) -> None:
        super().__init__(timeout=None)
        self._components = list(components)
        self.is_private = is_private
        self._picture = picture

    def new_files(self) -> list[discord.File]:
        """Return the files of a new message."""
        return self._files() if self._picture else discord.utils.MISSING

    def edited_files(self) -> list[discord.File]:
        """Return the files of an edited message, which loses its former ones."""
        return discord.utils.MISSING if self._picture is None else self._files()

    def _files(self) -> list[discord.File]:
        return [discord.File(io.BytesIO(self._picture), PICTURE_FILE)] if self._picture else []

    def to_components(self) -> list[Component]:
        """Return the dicts that are sent."""
        return self._components

    def has_components_v2(self) -> bool:
        """Return True: text displays, containers and separators are of Discord's second kind."""
        return True

    def is_finished(self) -> bool:
        """Return True, so that the client does not keep the view in memory after it is sent."""
        return True


def text(markdown: str) -> Component:
    """Return a text display."""
    return {"type": discord.ComponentType.text_display.value, "content": markdown}


def picture(description: str) -> Component:
    """Return a media gallery that shows the picture of the message, with its text alternative."""
    item = {"media": {"url": f"attachment://{PICTURE_FILE}"}, "description": description}
    return {"type": discord.ComponentType.media_gallery.value, "items": [item]}


def separator() -> Component:
    """Return a line between two components."""
    return {"type": discord.ComponentType.separator.value, "divider": True, "spacing": 1}


def container(colour: int, components: Iterable[Component]) -> Component:
    """Return a frame with an edge of that colour."""
    return {"type": discord.ComponentType.container.value, "accent_color": colour, "components": list(components)}


def row(components: Iterable[Component]) -> Component:
    """Return up to five buttons beside each other, or one select."""
    return {"type": discord.ComponentType.action_row.value, "components": list(components)}


def button(label: str, custom_id: str, style: discord.ButtonStyle = SECONDARY) -> Component:
    """Return a button; a label that is too long is cut."""
    return {
        "type": discord.ComponentType.button.value,
        "style": style.value,
        "label": label[:BUTTON_LABEL],
        "custom_id": custom_id,
    }


def link_button(label: str, url: str) -> Component:
    """Return a button that opens an address."""
    return {
        "type": discord.ComponentType.button.value,
        "style": discord.ButtonStyle.link.value,
        "label": label[:BUTTON_LABEL],
        "url": url,
    }


def option(label: str, value: str, *, is_default: bool = False) -> Component:
    """Return an option of `select`; its label is cut, its value must fit."""
    return {"label": truncate(label, CHOICE_TEXT), "value": value, "default": is_default}


def select(custom_id: str, options: Sequence[Component], placeholder: str = "") -> Component:
    """Return a select of one of these options."""
    return _select(discord.ComponentType.select, custom_id, placeholder, options=list(options)[:MAX_CHOICES])


def multiple_select(custom_id: str, options: Sequence[Component], placeholder: str) -> Component:
    """Return a select of any number of these options."""
    bounds = {"min_values": 0, "max_values": len(options)}
    return _select(discord.ComponentType.select, custom_id, placeholder, options=list(options), **bounds)


def file(name: str) -> Component:
    """Return a file that is sent with the message under this name."""
    return {"type": discord.ComponentType.file.value, "file": {"url": f"attachment://{name}"}}


def role_select(custom_id: str, chosen: Iterable[int], placeholder: str) -> Component:
    """Return a select of any number of the server's roles."""
    defaults = [{"id": str(role), "type": "role"} for role in sorted(chosen)][:MAX_CHOICES]
    bounds = {"min_values": 0, "max_values": MAX_CHOICES}
    return _select(discord.ComponentType.role_select, custom_id, placeholder, default_values=defaults, **bounds)


def single_role_select(custom_id: str, chosen: int, placeholder: str) -> Component:
    """Return a select of one of the server's roles, or none; `chosen` is 0 for none."""
    defaults = [{"id": str(chosen), "type": "role"}] if chosen else []
    bounds = {"min_values": 0, "max_values": 1}
    return _select(discord.ComponentType.role_select, custom_id, placeholder, default_values=defaults, **bounds)


def channel_select(custom_id: str, chosen: int, placeholder: str) -> Component:
    """Return a select of one text channel of the server, or none; `chosen` is 0 for none."""
    return _select(
        discord.ComponentType.channel_select,
        custom_id,
        placeholder,
        default_values=[{"id": str(chosen), "type": "channel"}] if chosen else [],
        channel_types=[discord.ChannelType.text.value, discord.ChannelType.news.value],
        min_values=0,
        max_values=1,
    )


def channels_select(custom_id: str, chosen: Iterable[int], placeholder: str) -> Component:
    """Return a select of any number of the server's channels in which members write."""
    kinds = (discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum, discord.ChannelType.voice)
    return _select(
        discord.ComponentType.channel_select,
        custom_id,
        placeholder,
        default_values=[{"id": str(channel), "type": "channel"} for channel in sorted(chosen)][:MAX_CHOICES],
        channel_types=[kind.value for kind in kinds],
        min_values=0,
        max_values=MAX_CHOICES,
    )


def _select(kind: discord.ComponentType, custom_id: str, placeholder: str, **more: Any) -> Component:
    hint = {"placeholder": placeholder[:PLACEHOLDER]} if placeholder else {}
    return {"type": kind.value, "custom_id": custom_id, **hint, **more}
