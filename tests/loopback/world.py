"""Users, roles, channels, guilds and uploaded files, and their JSON objects."""

from dataclasses import dataclass, field
from enum import IntFlag
from functools import cached_property

from .wire import JsonObject, new_snowflake

TEXT_CHANNEL = 0
ANNOUNCEMENT_CHANNEL = 5
DM_CHANNEL = 1
JOINED_AT = "2024-01-01T00:00:00+00:00"


class Permission(IntFlag):
    """Permission bits that tests use."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31


ORDINARY = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
)
MODERATOR = ORDINARY | Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES


@dataclass(frozen=True)
class User:
    name: str
    id: int = field(default_factory=new_snowflake)
    bot: bool = False

    @cached_property
    def payload(self) -> JsonObject:
        """The JSON object that Discord sends."""
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(frozen=True)
class Role:
    name: str
    id: int = field(default_factory=new_snowflake)
    permissions: int = ORDINARY
    position: int = 1
    bot_id: int = 0
    """The bot for which Discord made the role, 0 for an ordinary role."""

    @cached_property
    def payload(self) -> JsonObject:
        """The JSON object that Discord sends."""
        tags = {"tags": {"bot_id": str(self.bot_id)}} if self.bot_id else {}
        return tags | {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": self.position,
            "permissions": str(int(self.permissions)),
            "managed": bool(self.bot_id),
            "mentionable": False,
            "flags": 0,
        }


@dataclass(frozen=True)
class Channel:
    name: str
    id: int = field(default_factory=new_snowflake)
    nsfw: bool = False
    is_announcement: bool = False

    @cached_property
    def payload(self) -> JsonObject:
        """The JSON object that Discord sends."""
        return {
            "id": str(self.id),
            "type": ANNOUNCEMENT_CHANNEL if self.is_announcement else TEXT_CHANNEL,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "nsfw": self.nsfw,
            "topic": None,
            "flags": 0,
            "rate_limit_per_user": 0,
            "parent_id": None,
            "last_message_id": None,
        }


@dataclass(frozen=True)
class Guild:
    """A Discord server. Its shard is `(id >> 22) % shard_count`; set `id` to choose the shard."""

    name: str
    id: int = field(default_factory=new_snowflake)
    channels: tuple[Channel, ...] = field(default_factory=lambda: (Channel("general"),))
    roles: tuple[Role, ...] = ()
    locale: str = "en-US"
    owner: User = field(default_factory=lambda: User("owner"))

    def shard(self, shard_count: int) -> int:
        """Return its shard id for this number of shards."""
        return (self.id >> 22) % shard_count

    @cached_property
    def stub(self) -> JsonObject:
        """The partial guild object in every interaction."""
        return {"id": str(self.id), "locale": self.locale, "features": []}

    def payload(self, *members: JsonObject) -> JsonObject:
        """Return the guild object of a GUILD_CREATE event with these members."""
        everyone = Role("@everyone", id=self.id, position=0)
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "preferred_locale": self.locale,
            "features": [],
            "roles": [role.payload for role in (everyone, *self.roles)],
            "channels": [channel.payload for channel in self.channels],
            "members": list(members),
            "member_count": len(members) + 1,
            "large": False,
            "joined_at": JOINED_AT,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
            "emojis": [],
            "stickers": [],
            "threads": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


@dataclass(frozen=True)
class Attachment:
    """An uploaded file. `url` serves `content`."""

    filename: str
    content: bytes
    url: str
    content_type: str = "application/octet-stream"
    id: int = field(default_factory=new_snowflake)

    @cached_property
    def payload(self) -> JsonObject:
        """The JSON object that Discord sends."""
        return {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
        }


def member_payload(user: User, roles: tuple[Role, ...] = (), permissions: int | None = None) -> JsonObject:
    """Return the member object of a user. Only interactions include `permissions`."""
    payload: JsonObject = {
        "user": user.payload,
        "nick": None,
        "avatar": None,
        "roles": [str(role.id) for role in roles],
        "joined_at": JOINED_AT,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if permissions is not None:
        payload["permissions"] = str(int(permissions))
    return payload
