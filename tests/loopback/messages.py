"""Messages: creation, edits, attachments and storage."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from . import components as tree
from .components import Kind
from .wire import JsonObject, new_snowflake, seconds_since, timestamp
from .world import Attachment, User


class Flag(IntFlag):
    """Message flags that the server stores."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
EDITABLE = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2


@dataclass(slots=True)
class Message:
    """A message in its current state. Edits and deletion change this object.

    `pinned_at` is the time since which it is pinned, None if it is not. `visible_to` is the id of the only user who
    sees an ephemeral message. `processed_edits` is the number of edits whose response the bot has surely read; -1
    before it has read the response to the message itself.
    """

    payload: JsonObject
    visible_to: int | None = None
    guild_id: int | None = None
    files: dict[int, Attachment] = field(default_factory=dict)
    deleted: bool = False
    pinned_at: str | None = None
    edits: int = 0
    processed_edits: int = -1

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.payload["id"])

    @property
    def channel_id(self) -> int:
        """The id of its channel."""
        return int(self.payload["channel_id"])

    @property
    def content(self) -> str:
        """Its content; empty in a Components V2 message (see `text`)."""
        return str(self.payload["content"])

    @property
    def flags(self) -> Flag:
        """Its current flags."""
        return Flag(self.payload["flags"])

    @property
    def ephemeral(self) -> bool:
        """Whether only one user can see it."""
        return bool(self.payload["flags"] & Flag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it is still a deferred reply ("is thinking …")."""
        return bool(self.payload["flags"] & Flag.LOADING)

    @property
    def embeds(self) -> list[JsonObject]:
        """Its embeds."""
        return list(self.payload["embeds"])

    @property
    def components(self) -> list[JsonObject]:
        """Its top-level components, each with an id."""
        return list(self.payload["components"])

    @property
    def attachments(self) -> list[Attachment]:
        """Its files, with their content."""
        return list(self.files.values())

    @property
    def text(self) -> str:
        """Its content and the text of every TextDisplay, separated by line breaks."""
        shown = [part["content"] for part in self.walk() if part["type"] == Kind.TEXT_DISPLAY]
        return "\n".join(part for part in (self.content, *shown) if part)

    @property
    def buttons(self) -> list[JsonObject]:
        """All buttons, including nested ones, in display order."""
        return [part for part in self.walk() if part["type"] == Kind.BUTTON]

    @property
    def selects(self) -> list[JsonObject]:
        """All selects, including nested ones, in display order."""
        return [part for part in self.walk() if part["type"] in tree.SELECTS]

    def walk(self) -> Iterator[JsonObject]:
        """Yield all components, including nested ones, in display order."""
        return tree.walk(self.payload["components"])


def new_message(author: User, channel_id: int, body: Mapping[str, Any], *, flags: int = 0) -> JsonObject:
    """Return the payload of a new message by `author`. The flags of the body are added to `flags`."""
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


NONCE_SECONDS = 300.0
"""Time in which Discord sends no second message of the same nonce."""
REPLY = 19
_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")


def mention(payload: JsonObject, users: Mapping[int, User]) -> None:
    """Fill in the users and roles that the content of a message mentions."""
    found = dict.fromkeys(int(number) for number in _MENTION.findall(payload["content"]))
    payload["mentions"] = [users[number].payload for number in found if number in users]
    payload["mention_roles"] = list(dict.fromkeys(_ROLE_MENTION.findall(payload["content"])))
    payload["mention_everyone"] = "@everyone" in payload["content"]


def refer(payload: JsonObject, replied: Message, *, pings: bool) -> None:
    """Make a message a reply; with `pings` it mentions the author of the message that it replies to."""
    place = {"type": 0, "message_id": str(replied.id), "channel_id": str(replied.channel_id)}
    guild = {"guild_id": str(replied.guild_id)} if replied.guild_id else {}
    payload |= {"type": REPLY, "message_reference": place | guild, "referenced_message": replied.payload}
    author = replied.payload["author"]
    if pings and all(user["id"] != author["id"] for user in payload["mentions"]):
        payload["mentions"].append(author)


def edit(message: Message, body: Mapping[str, Any]) -> None:
    """Apply an edit in place: replace the given fields and remove the LOADING flag."""
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
    """Remove the attachments that the body no longer lists and add the uploaded files."""
    named = body.get("attachments")
    if named is not None:
        keep = {int(attachment["id"]) for attachment in named}
        message.files = {number: file for number, file in message.files.items() if number in keep}
    message.files.update({file.id: file for file in uploaded})
    message.payload["attachments"] = [file.payload for file in message.files.values()]


class MessageStore:
    """The newest `capacity` messages by id. The limit bounds memory in long load tests."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._messages: OrderedDict[int, Message] = OrderedDict()

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages.values()))

    def add(self, message: Message) -> Message:
        """Store a message. Drops the oldest one if there are more than `capacity`."""
        self._messages[message.id] = message
        if len(self._messages) > self._capacity:
            self._messages.popitem(last=False)
        return message

    def get(self, message_id: int) -> Message | None:
        """Return the message with this id, or None."""
        return self._messages.get(message_id)

    def sent_with(self, nonce: str, author_id: int) -> Message | None:
        """Return the message that this author has sent with this nonce within NONCE_SECONDS, or None."""
        for message in reversed(self._messages.values()):
            payload = message.payload
            if seconds_since(message.id) > NONCE_SECONDS:
                return None
            if payload.get("nonce") == nonce and payload["author"]["id"] == str(author_id):
                return message
        return None

    def remove(self, message: Message) -> None:
        """Delete a message and set its `deleted`."""
        message.deleted = True
        self._messages.pop(message.id, None)

    def in_channel(self, channel_id: int) -> Iterable[Message]:
        """Return the public messages of a channel, oldest first."""
        return [message for message in self if message.channel_id == channel_id and not message.ephemeral]
