"""Actions of members: commands, autocompletion, context menus, buttons, selects and modals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import forms
from .command_limits import CommandType
from .commands import Entity, Invocation, check_permitted, fill, find, resolve, resolved
from .errors import NotOfferedError
from .exchange import Exchange, InteractionType, Timeouts
from .messages import Message
from .state import State
from .wire import JsonObject
from .world import ORDINARY, Channel, Guild, Role, User, member_payload

FILE_SIZE_LIMIT = 10 * 1024 * 1024
_APP_PERMISSIONS = str(int(ORDINARY))


@dataclass(frozen=True)
class Person:
    """A user in a channel of a guild or, if `guild` is None, in direct messages with the bot.

    Every action sends one interaction through the gateway and returns its `Exchange` after the answer or after the
    timeouts. A deferred update of a clicked message (type 6) is not an answer: the action waits until
    `timeouts.answer` has passed. Actions raise NotOfferedError if Discord's client would not allow them, and
    LookupError if no session of the bot receives the interaction.
    """

    state: State
    user: User
    guild: Guild | None
    channel: Channel | None
    permissions: int = ORDINARY
    roles: tuple[Role, ...] = ()
    locale: str = "en-US"
    timeouts: Timeouts = field(default_factory=Timeouts)

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    def with_answer_timeout(self, answer: float) -> "Person":
        """Return the same person with another timeout: seconds from the acknowledgement to the answer."""
        return replace(self, timeouts=replace(self.timeouts, answer=answer))

    def offered(self) -> list[JsonObject]:
        """Return the commands offered here: those of the guild, then the global ones."""
        own = self.state.commands.get(self.guild.id, []) if self.guild else []
        return [*own, *self.state.commands.get(None, [])]

    async def slash(self, command: str, /, **options: Any) -> Exchange:
        """Call a slash command such as "notes add". Pass users, roles, channels and attachments as objects."""
        invocation = resolve(self.offered(), command)
        check_permitted(invocation.command, self.permissions, self.guild is not None)
        filled = invocation.nested(fill(invocation, options))
        data = self._command_data(invocation.command, filled, list(options.values()))
        return await self.send(InteractionType.COMMAND, data)

    async def autocomplete(self, command: str, focused: str, typed: str, /, **others: Any) -> Exchange:
        """Type into the option `focused` of a slash command. `choices` of the result are the suggestions."""
        invocation = resolve(self.offered(), command)
        option = invocation.option(focused)
        if not option.get("autocomplete"):
            raise NotOfferedError(f"{command!r}: the option {focused!r} has no autocompletion")
        filled = fill(_without_required(invocation), others)
        filled.append({"type": option["type"], "name": focused, "value": typed, "focused": True})
        data = self._command_data(invocation.command, invocation.nested(filled), list(others.values()))
        return await self.send(InteractionType.AUTOCOMPLETE, data)

    async def message_menu(self, name: str, message: Message, /) -> Exchange:
        """Choose an entry of the context menu of a message."""
        self._check_visible(message)
        data = self._menu_data(CommandType.MESSAGE, name, message.id)
        data["resolved"] = {"messages": {str(message.id): message.payload}}
        return await self.send(InteractionType.COMMAND, data)

    async def click(self, message: Message, wanted: str, /) -> Exchange:
        """Click the button with this custom_id or label."""
        self._check_visible(message)
        button = forms.button(message, wanted)
        await self._wait_until_known(message)
        return await self.send(InteractionType.COMPONENT, _component_data(button), message)

    async def select(self, message: Message, wanted: str, /, *values: str | Entity) -> Exchange:
        """Select values in the select with this custom_id or placeholder."""
        self._check_visible(message)
        select, picked = forms.selection(message, wanted, values)
        data = self._with_resolved(_component_data(select) | {"values": picked}, values)
        await self._wait_until_known(message)
        return await self.send(InteractionType.COMPONENT, data, message)

    async def submit(self, opened: Exchange, answers: Mapping[str, Any], /) -> Exchange:
        """Fill in and submit the modal that an action opened. `answers` maps a custom_id or label to a value."""
        if opened.modal is None:
            raise NotOfferedError(f"no modal was opened: {opened!r}")
        data: JsonObject = {"custom_id": opened.modal["custom_id"]}
        data["components"] = forms.submission(opened.modal, answers)
        listed = [one for answer in answers.values() if isinstance(answer, list | tuple) for one in answer]
        data = self._with_resolved(data, listed)
        await self._wait_until_processed()
        return await self.send(InteractionType.MODAL_SUBMIT, data, opened.source)

    async def send(self, kind: InteractionType, data: JsonObject, source: Message | None = None) -> Exchange:
        """Send an interaction with this `data` without any check, and wait for its answer."""
        guild_id = self.guild.id if self.guild else None
        exchange = Exchange(kind, self.user.id, guild_id, self._channel_id(), self.timeouts)
        exchange.source = source
        self.state.open_exchange(exchange)
        if not await self.state.gateway.publish("INTERACTION_CREATE", self._payload(exchange, data), guild_id):
            raise LookupError("no session of the bot covers this place: is it logged in?")
        return await exchange.wait_for_answer()

    def _channel_id(self) -> int:
        return self.channel.id if self.channel else self.state.dm_channel(self.user.id)

    def _payload(self, exchange: Exchange, data: JsonObject) -> JsonObject:
        application = str(self.state.application_id)
        payload: JsonObject = {
            "id": str(exchange.id),
            "application_id": application,
            "type": int(exchange.kind),
            "token": exchange.token,
            "version": 1,
            "data": data,
            "channel_id": str(exchange.channel_id),
            "locale": self.locale,
            "app_permissions": _APP_PERMISSIONS,
            "entitlements": [],
            "attachment_size_limit": FILE_SIZE_LIMIT,
        }
        if exchange.source is not None:
            payload["message"] = exchange.source.payload
        return payload | self._place()

    def _place(self) -> JsonObject:
        if self.guild is None or self.channel is None:
            channel = self.state.dm_payload(self.user.id)
            owners = {"0": "0"}
            return {
                "context": 1,
                "user": self.user.payload,
                "channel": channel,
                "authorizing_integration_owners": owners,
            }
        guild_id = str(self.guild.id)
        return {
            "context": 0,
            "guild_id": guild_id,
            "guild": self.guild.stub,
            "guild_locale": self.guild.locale,
            "channel": self.channel.payload | {"guild_id": guild_id, "permissions": str(int(self.permissions))},
            "member": member_payload(self.user, self.roles, self.permissions),
            "authorizing_integration_owners": {"0": guild_id},
        }

    def _command_data(self, command: JsonObject, options: list[JsonObject], values: list[Any]) -> JsonObject:
        data: JsonObject = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return self._with_resolved(data, values)

    def _with_resolved(self, data: JsonObject, values: Iterable[Any]) -> JsonObject:
        """Add `resolved` to the data if there are entities. discord.py reads an empty `resolved` as no selection."""
        referred = resolved(values, self.guild is not None)
        return data | {"resolved": referred} if referred else data

    def _menu_data(self, kind: CommandType, name: str, target_id: int) -> JsonObject:
        command = find(self.offered(), kind, name)
        check_permitted(command, self.permissions, self.guild is not None)
        data = self._command_data(command, [], [])
        del data["options"]
        return data | {"target_id": str(target_id)}

    async def _wait_until_known(self, message: Message) -> None:
        """Wait until the bot has processed the response to its latest edit of the message."""
        if message.processed_edits < message.edits:
            edits = message.edits
            await self._wait_until_processed()
            message.processed_edits = edits

    async def _wait_until_processed(self) -> None:
        await self.state.wait_until_processed(self.guild.id if self.guild else None, self.timeouts.answer)

    def _check_visible(self, message: Message) -> None:
        if message.deleted:
            raise NotOfferedError("the message was deleted")
        if message.ephemeral and message.visible_to != self.user.id:
            raise NotOfferedError("only somebody else can see the message")


def _component_data(component: JsonObject) -> JsonObject:
    return {"id": component["id"], "custom_id": component["custom_id"], "component_type": component["type"]}


def _without_required(invocation: Invocation) -> Invocation:
    """Return the command without required options: while a member types, options may be missing."""
    return replace(invocation, options=tuple(option | {"required": False} for option in invocation.options))
