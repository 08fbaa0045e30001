"""Endpoints for the bot itself, its commands, channels, messages and guilds."""

from collections.abc import Mapping
from typing import Any

from . import messages
from .errors import RefusedError
from .messages import Flag, Message
from .rest import NO_CONTENT, Answer, Call, Endpoint, Handler
from .state import State
from .wire import JsonObject, new_snowflake
from .world import ANNOUNCEMENT_CHANNEL, Guild, member_payload


class ResourceApi:
    def __init__(self, state: State) -> None:
        self._state = state

    def handlers(self) -> Mapping[Endpoint, Handler]:
        """Return the handler of each endpoint."""
        return self._own() | self._commands() | self._channels()

    def _own(self) -> dict[Endpoint, Handler]:
        return {
            Endpoint.ME: self._me,
            Endpoint.APPLICATION: self._application,
            Endpoint.APPLICATION_ME: self._application,
            Endpoint.GATEWAY: self._gateway,
            Endpoint.GATEWAY_BOT: self._gateway_bot,
            Endpoint.GET_USER: self._user,
            Endpoint.GET_GUILD: self._guild,
            Endpoint.GET_MEMBER: self._member,
            Endpoint.LEAVE_GUILD: self._leave,
            Endpoint.OPEN_DM: self._open_dm,
        }

    def _commands(self) -> dict[Endpoint, Handler]:
        return {
            Endpoint.LIST_COMMANDS: self._list_commands,
            Endpoint.SYNC_COMMANDS: self._sync_commands,
            Endpoint.CREATE_COMMAND: self._create_command,
            Endpoint.DELETE_COMMAND: self._delete_command,
            Endpoint.LIST_GUILD_COMMANDS: self._list_commands,
            Endpoint.SYNC_GUILD_COMMANDS: self._sync_commands,
            Endpoint.CREATE_GUILD_COMMAND: self._create_command,
            Endpoint.DELETE_GUILD_COMMAND: self._delete_command,
        }

    def _channels(self) -> dict[Endpoint, Handler]:
        return {
            Endpoint.GET_CHANNEL: self._channel,
            Endpoint.LIST_MESSAGES: self._list_messages,
            Endpoint.SEND_MESSAGE: self._send,
            Endpoint.GET_MESSAGE: self._get,
            Endpoint.EDIT_MESSAGE: self._edit,
            Endpoint.DELETE_MESSAGE: self._delete,
            Endpoint.CROSSPOST: self._crosspost,
            Endpoint.TYPING: self._typing,
        }

    async def _me(self, call: Call) -> Answer:
        return Answer(body=self._state.bot.payload | {"verified": True, "mfa_enabled": True, "locale": "en-US"})

    async def _application(self, call: Call) -> Answer:
        application: JsonObject = {"id": str(self._state.application_id), "name": self._state.bot.name}
        application |= {"description": "", "icon": None, "bot_public": True, "bot_require_code_grant": False}
        application |= {"owner": self._state.owner.payload, "team": None, "verify_key": "0" * 64, "flags": 0}
        return Answer(body=application | {"approximate_guild_count": len(self._state.guilds)})

    async def _gateway(self, call: Call) -> Answer:
        return Answer(body={"url": self._state.gateway_url})

    async def _gateway_bot(self, call: Call) -> Answer:
        gateway = self._state.gateway
        limit = {"total": gateway.rules.session_starts, "remaining": gateway.session_starts_left}
        limit |= {
            "reset_after": int(gateway.session_reset_after * 1000),
            "max_concurrency": gateway.rules.max_concurrency,
        }
        shards = gateway.rules.recommended_shards
        return Answer(body={"url": self._state.gateway_url, "shards": shards, "session_start_limit": limit})

    async def _user(self, call: Call) -> Answer:
        user = self._state.users.get(int(call.args[0]))
        if user is None:
            raise RefusedError(404, 10013, "Unknown User")
        return Answer(body=user.payload)

    def _guild_by_id(self, guild_id: str) -> Guild:
        guild = self._state.guilds.get(int(guild_id))
        if guild is None:
            raise RefusedError(404, 10004, "Unknown Guild")
        return guild

    async def _guild(self, call: Call) -> Answer:
        return Answer(body=self._state.guild_payload(self._guild_by_id(call.args[0])))

    async def _member(self, call: Call) -> Answer:
        self._guild_by_id(call.args[0])
        user = self._state.users.get(int(call.args[1]))
        if user is None:
            raise RefusedError(404, 10007, "Unknown Member")
        return Answer(body=member_payload(user))

    async def _leave(self, call: Call) -> Answer:
        guild = self._guild_by_id(call.args[0])
        del self._state.guilds[guild.id]
        await self._state.gateway.publish("GUILD_DELETE", {"id": str(guild.id)}, guild.id)
        return NO_CONTENT

    async def _open_dm(self, call: Call) -> Answer:
        return Answer(body=self._state.dm_payload(int(call.body["recipient_id"])))

    def _scope(self, call: Call) -> int | None:
        """Return the id of the guild whose commands are addressed, or None for global commands."""
        if call.args[0] != str(self._state.application_id):
            raise RefusedError(403, 20012, "You are not authorized to perform this action on this application")
        return int(call.args[1]) if "/guilds/" in call.endpoint else None

    def _stored(self, command: JsonObject, guild_id: int | None) -> JsonObject:
        stored = {"type": 1, "description": "", "options": [], "nsfw": False, "contexts": None} | command
        stored |= {"id": str(new_snowflake()), "application_id": str(self._state.application_id)}
        stored["version"] = str(new_snowflake())
        permissions = stored.get("default_member_permissions")
        stored["default_member_permissions"] = None if permissions is None else str(permissions)
        return stored if guild_id is None else stored | {"guild_id": str(guild_id)}

    async def _list_commands(self, call: Call) -> Answer:
        return Answer(body=self._state.commands.get(self._scope(call), []))

    async def _sync_commands(self, call: Call) -> Answer:
        scope = self._scope(call)
        self._state.limits.commands(call.endpoint, call.body)
        self._state.commands[scope] = [self._stored(command, scope) for command in call.body]
        return Answer(body=self._state.commands[scope])

    async def _create_command(self, call: Call) -> Answer:
        scope = self._scope(call)
        self._state.limits.command(call.endpoint, call.body)
        stored = self._stored(call.body, scope)
        same = (stored["name"], stored["type"])
        others = [one for one in self._state.commands.get(scope, []) if (one["name"], one["type"]) != same]
        self._state.commands[scope] = [*others, stored]
        return Answer(201, stored)

    async def _delete_command(self, call: Call) -> Answer:
        scope = self._scope(call)
        commands = self._state.commands.get(scope, [])
        kept = [command for command in commands if command["id"] != call.args[-1]]
        if len(kept) == len(commands):
            raise RefusedError(404, 10063, "Unknown application command")
        self._state.commands[scope] = kept
        return NO_CONTENT

    async def _channel(self, call: Call) -> Answer:
        return Answer(body=self._state.channel_payload(int(call.args[0])))

    async def _typing(self, call: Call) -> Answer:
        self._state.channel_payload(int(call.args[0]))
        return NO_CONTENT

    async def _list_messages(self, call: Call) -> Answer:
        found = [self._state.readable(message) for message in self._state.messages.in_channel(int(call.args[0]))]
        newest_first = found[::-1][: int(call.query.get("limit", 50))]
        return Answer(body=newest_first)

    async def _send(self, call: Call) -> Answer:
        channel = self._state.channel_payload(int(call.args[0]))
        schema, files = "MessageCreateRequest", len(call.uploads)
        self._state.limits.message(call.endpoint, call.body, schema=schema, creates=True, files=files)
        nonce = str(call.body.get("nonce") or "")
        sent = self._state.messages.sent_with(nonce, self._state.bot.id) if nonce else None
        if sent and call.body.get("enforce_nonce"):
            return Answer(body=sent.payload)
        payload = messages.new_message(self._state.bot, int(channel["id"]), call.body)
        payload |= {"nonce": nonce} if nonce else {}
        guild_id = channel.get("guild_id")
        messages.mention(payload, self._state.users)
        if reference := call.body.get("message_reference"):
            self._refer(payload, reference)
        message = Message(payload, guild_id=int(guild_id) if guild_id else None)
        self._attach(message, call)
        self._state.messages.add(message)
        await self._state.announce("MESSAGE_CREATE", message)
        return Answer(body=message.payload)

    async def _crosspost(self, call: Call) -> Answer:
        message, channel = self._find_message(call), self._state.channel_payload(int(call.args[0]))
        if channel["type"] != ANNOUNCEMENT_CHANNEL:
            raise RefusedError(400, 50024, "Cannot execute action on this channel type")
        if message.flags & Flag.CROSSPOSTED:
            raise RefusedError(400, 40033, "This message has already been crossposted")
        message.payload["flags"] |= Flag.CROSSPOSTED
        await self._state.announce("MESSAGE_UPDATE", message)
        return Answer(body=message.payload)

    def _refer(self, payload: JsonObject, reference: JsonObject) -> None:
        replied = self._state.messages.get(int(reference["message_id"]))
        if replied is not None:
            messages.refer(payload, replied, pings=False)
        elif reference.get("fail_if_not_exists", True):
            raise RefusedError(400, 50035, "Invalid Form Body")

    async def _get(self, call: Call) -> Answer:
        return Answer(body=self._state.readable(self._find_message(call)))

    async def _edit(self, call: Call) -> Answer:
        message = self._find_message(call)
        if message.payload["author"]["id"] != str(self._state.bot.id):
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        schema, current_flags = "MessageEditRequestPartial", message.flags
        self._state.limits.message(call.endpoint, call.body, schema=schema, creates=False, current_flags=current_flags)
        messages.edit(message, call.body)
        self._attach(message, call)
        await self._state.announce("MESSAGE_UPDATE", message)
        return Answer(body=message.payload)

    async def _delete(self, call: Call) -> Answer:
        message = self._find_message(call)
        self._state.messages.remove(message)
        await self._state.announce("MESSAGE_DELETE", message)
        return NO_CONTENT

    def _find_message(self, call: Call) -> Message:
        message = self._state.messages.get(int(call.args[1]))
        if message is None or message.channel_id != int(call.args[0]) or message.ephemeral:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    def _attach(self, message: Message, call: Call) -> None:
        body: Mapping[str, Any] = call.body
        stored = [self._state.upload(one.filename, one.content, one.content_type) for one in call.uploads.values()]
        messages.attach(message, body, stored)
