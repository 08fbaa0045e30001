"""What members do: commands, autocompletion, menus, buttons, selects, modals, each awaited to its outcome."""

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
    """A user at a place: a channel of a server, or (`guild` None) the direct messages with the bot.

    Every action sends one interaction through the gateway and returns its `Exchange` once it is answered, or
    once no answer can come any more; a silent acknowledgement of a click (type 6) counts as unanswered until
    `timeouts.answer` is over. Raises NotOfferedError if Discord's client would not let the member do it, and
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
        """The same person, who waits this many seconds for an answer after the acknowledgement."""
        return replace(self, timeouts=replace(self.timeouts, answer=answer))

    def offered(self) -> list[JsonObject]:
        """The commands of this place: the server's own before the global ones."""
        own = self.state.commands.get(self.guild.id, []) if self.guild else []
        return [*own, *self.state.commands.get(None, [])]

    async def slash(self, command: str, /, **options: Any) -> Exchange:
        """Calls a slash command such as "notes add"; users, roles, channels, attachments are given as objects."""
        invocation = resolve(self.offered(), command)
        check_permitted(invocation.command, self.permissions, self.guild is not None)
        filled = invocation.nested(fill(invocation, options))
        data = self._command_data(invocation.command, filled, list(options.values()))
        return await self.send(InteractionType.COMMAND, data)

    async def autocomplete(self, command: str, focused: str, typed: str, /, **others: Any) -> Exchange:
        """Types into the option `focused` of a slash command; the outcome's `choices` are what is offered."""
        invocation = resolve(self.offered(), command)
        option = invocation.option(focused)
        if not option.get("autocomplete"):
            raise NotOfferedError(f"{command!r}: the option {focused!r} has no autocompletion")
        filled = fill(_without_required(invocation), others)
        filled.append({"type": option["type"], "name": focused, "value": typed, "focused": True})
        data = self._command_data(invocation.command, invocation.nested(filled), list(others.values()))
        return await self.send(InteractionType.AUTOCOMPLETE, data)

    async def message_menu(self, name: str, message: Message, /) -> Exchange:
        """Chooses an entry of a message's menu of apps."""
        self._check_visible(message)
        data = self._menu_data(CommandType.MESSAGE, name, message.id)
        data["resolved"] = {"messages": {str(message.id): message.payload}}
        return await self.send(InteractionType.COMMAND, data)

    async def user_menu(self, name: str, user: User, /) -> Exchange:
        """Chooses an entry of a user's menu of apps."""
        data = self._menu_data(CommandType.USER, name, user.id)
        data["resolved"] = resolved([user], self.guild is not None)
        return await self.send(InteractionType.COMMAND, data)

    async def click(self, message: Message, wanted: str, /) -> Exchange:
        """Presses the button with this custom_id or label."""
        self._check_visible(message)
        button = forms.button(message, wanted)
        await self._wait_until_known(message)
        return await self.send(InteractionType.COMPONENT, _component_data(button), message)

    async def select(self, message: Message, wanted: str, /, *values: str | Entity) -> Exchange:
        """Picks values in the select with this custom_id or placeholder."""
        self._check_visible(message)
        select, picked = forms.selection(message, wanted, values)
        data = self._with_resolved(_component_data(select) | {"values": picked}, values)
        await self._wait_until_known(message)
        return await self.send(InteractionType.COMPONENT, data, message)

    async def submit(self, opened: Exchange, answers: Mapping[str, Any], /) -> Exchange:
        """Fills in and sends the modal that an earlier action opened; `answers` by custom_id or label."""
        if opened.modal is None:
            raise NotOfferedError(f"no modal was opened: {opened!r}")
        data: JsonObject = {"custom_id": opened.modal["custom_id"]}
        data["components"] = forms.submission(opened.modal, answers)
        listed = [one for answer in answers.values() if isinstance(answer, list | tuple) for one in answer]
        data = self._with_resolved(data, listed)
        await self._wait_until_processed()
        return await self.send(InteractionType.MODAL_SUBMIT, data, opened.source)

    async def send(self, kind: InteractionType, data: JsonObject, source: Message | None = None) -> Exchange:
        """Sends an interaction with this `data`, unchecked, and awaits its outcome."""
        guild_id = self.guild.id if self.guild else None
        exchange = Exchange(kind, self.user.id, guild_id, self._channel_id(), self.timeouts)
        exchange.source = source
        self.state.open_exchange(exchange)
        if not await self.state.gateway.publish("INTERACTION_CREATE", self._payload(exchange, data), guild_id):
            raise LookupError("no session of the bot covers this place: has it logged in?")
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
        """The data with what its values refer to; discord.py takes an empty `resolved` for "nothing was picked"."""
        referred = resolved(values, self.guild is not None)
        return data | {"resolved": referred} if referred else data

    def _menu_data(self, kind: CommandType, name: str, target_id: int) -> JsonObject:
        command = find(self.offered(), kind, name)
        check_permitted(command, self.permissions, self.guild is not None)
        data = self._command_data(command, [], [])
        del data["options"]
        return data | {"target_id": str(target_id)}

    async def _wait_until_known(self, message: Message) -> None:
        """Gives the bot the time to learn that it has sent the message as it stands, once for each edit."""
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
            raise NotOfferedError("the message is shown to somebody else only")


def _component_data(component: JsonObject) -> JsonObject:
    return {"id": component["id"], "custom_id": component["custom_id"], "component_type": component["type"]}


def _without_required(invocation: Invocation) -> Invocation:
    """The same command while it is being typed: nothing is required yet."""
    return replace(invocation, options=tuple(option | {"required": False} for option in invocation.options))
