"""The messages that lie on the loopback Discord, and how a bot's bodies change them."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from . import components as tree
from .components import Kind
from .wire import JsonObject, new_snowflake, timestamp
from .world import Attachment, User


class Flag(IntFlag):
    """The message flags that the double keeps."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
EDITABLE = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2


@dataclass(slots=True)
class Message:
    """A message as it stands now: edits and deletion show in the same object.

    `visible_to` is the only user who sees it if it is ephemeral. `processed_edits` counts the edits up to which the
    bot surely knows that it succeeded.
    """

    payload: JsonObject
    visible_to: int | None = None
    guild_id: int | None = None
    files: dict[int, Attachment] = field(default_factory=dict)
    deleted: bool = False
    edits: int = 0
    processed_edits: int = -1

    @property
    def id(self) -> int:
        """Its snowflake."""
        return int(self.payload["id"])

    @property
    def channel_id(self) -> int:
        """The channel in which it stands."""
        return int(self.payload["channel_id"])

    @property
    def content(self) -> str:
        """Its classic text; empty in a Components V2 message, see `text`."""
        return str(self.payload["content"])

    @property
    def flags(self) -> Flag:
        """Its flags as they stand now."""
        return Flag(self.payload["flags"])

    @property
    def ephemeral(self) -> bool:
        """Whether only one user sees it."""
        return bool(self.payload["flags"] & Flag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.payload["flags"] & Flag.LOADING)

    @property
    def embeds(self) -> list[JsonObject]:
        """Its embeds, as the bot sent them."""
        return list(self.payload["embeds"])

    @property
    def components(self) -> list[JsonObject]:
        """Its components, as the bot sent them, each with an id."""
        return list(self.payload["components"])

    @property
    def attachments(self) -> list[Attachment]:
        """Its files, with their content."""
        return list(self.files.values())

    @property
    def text(self) -> str:
        """Everything that a person reads in it: content, then every TextDisplay, a line each."""
        shown = [part["content"] for part in self.walk() if part["type"] == Kind.TEXT_DISPLAY]
        return "\n".join(part for part in (self.content, *shown) if part)

    @property
    def buttons(self) -> list[JsonObject]:
        """Every button, nested ones included, in the order shown."""
        return [part for part in self.walk() if part["type"] == Kind.BUTTON]

    @property
    def selects(self) -> list[JsonObject]:
        """Every select, nested ones included, in the order shown."""
        return [part for part in self.walk() if part["type"] in tree.SELECTS]

    def walk(self) -> Iterator[JsonObject]:
        """Every component, nested ones included, in the order shown."""
        return tree.walk(self.payload["components"])


def new_message(author: User, channel_id: int, body: Mapping[str, Any], *, flags: int = 0) -> JsonObject:
    """The payload of a message that `author` sends with this body; its own flags are added to `flags`."""
    parts = body.get("components") or []
    tree.number(parts)
    return {
        "id": str(new_snowflake()),
        "channel_id": str(channel_id),
        "type": 0,
        "content": body.get("content") or "",
        "author": author.payload,
        "embeds": body.get("embeds") or [],
        "components": parts,
        "attachments": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "timestamp": timestamp(),
        "edited_timestamp": None,
        "flags": flags | int(body.get("flags") or 0) & SETTABLE,
    }


def edit(message: Message, body: Mapping[str, Any]) -> None:
    """Applies the body of an edit in place: what it names is replaced, and the bot no longer thinks."""
    payload = message.payload
    for key, empty in (("content", ""), ("embeds", []), ("components", [])):
        if key in body:
            payload[key] = body[key] or empty
    tree.number(payload["components"])
    kept = payload["flags"] & ~Flag.LOADING
    payload["flags"] = kept | int(body.get("flags") or 0) & EDITABLE
    payload["edited_timestamp"] = timestamp()
    message.edits += 1


def attach(message: Message, body: Mapping[str, Any], uploaded: Iterable[Attachment]) -> None:
    """Keeps the attachments that the body still names and adds the uploaded files."""
    named = body.get("attachments")
    if named is not None:
        keep = {int(attachment["id"]) for attachment in named}
        message.files = {number: file for number, file in message.files.items() if number in keep}
    message.files.update({file.id: file for file in uploaded})
    message.payload["attachments"] = [file.payload for file in message.files.values()]


class MessageStore:
    """The newest `capacity` messages, by id: a long load test must not fill the memory."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._messages: OrderedDict[int, Message] = OrderedDict()

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages.values()))

    def add(self, message: Message) -> Message:
        """Keeps a message, and forgets the oldest if there are too many."""
        self._messages[message.id] = message
        if len(self._messages) > self._capacity:
            self._messages.popitem(last=False)
        return message

    def get(self, message_id: int) -> Message | None:
        """The message of that id, or None."""
        return self._messages.get(message_id)

    def remove(self, message: Message) -> None:
        """Deletes a message; those who hold it see `deleted`."""
        message.deleted = True
        self._messages.pop(message.id, None)

    def in_channel(self, channel_id: int) -> Iterable[Message]:
        """The public messages of a channel, oldest first."""
        return [message for message in self if message.channel_id == channel_id and not message.ephemeral]
