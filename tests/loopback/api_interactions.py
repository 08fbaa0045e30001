"""Endpoints for responses to interactions: callbacks, follow-ups and the original reply."""

from collections.abc import Mapping

from . import messages
from .errors import RefusedError
from .exchange import Ack, Exchange, callback_answer
from .messages import Flag, Message
from .rest import NO_CONTENT, Answer, Call, Endpoint, Handler
from .state import State
from .wire import JsonObject

ORIGINAL = "@original"
EDIT_SCHEMA = "IncomingWebhookUpdateRequestPartial"
CREATE_SCHEMA = "IncomingWebhookRequestPartial"
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")


class InteractionApi:
    def __init__(self, state: State) -> None:
        self._state = state

    def handlers(self) -> Mapping[Endpoint, Handler]:
        """Return the handler of each endpoint."""
        return {
            Endpoint.CALLBACK: self._callback,
            Endpoint.FOLLOW_UP: self._follow_up,
            Endpoint.GET_REPLY: self._get,
            Endpoint.EDIT_REPLY: self._edit,
            Endpoint.DELETE_REPLY: self._delete,
        }

    async def _callback(self, call: Call) -> Answer:
        exchange = self._state.exchange(call.args[1])
        if exchange is None or str(exchange.id) != call.args[0]:
            raise RefusedError(404, 10062, "Unknown interaction")
        ack = exchange.check_acknowledgeable(call.body.get("type", 0))
        current_flags = exchange.source.flags if exchange.source and ack is Ack.UPDATE else 0
        self._state.limits.callback(call.endpoint, call.body, current_flags=current_flags, files=len(call.uploads))
        shown = self._apply(exchange, ack, call)
        exchange.acknowledge(ack)
        answer = Answer(body=callback_answer(exchange, ack)) if "with_response" in call.query else NO_CONTENT
        if shown is not None:
            await self._state.announce("MESSAGE_UPDATE" if ack is Ack.UPDATE else "MESSAGE_CREATE", shown)
        return answer

    def _apply(self, exchange: Exchange, ack: Ack, call: Call) -> Message | None:
        """Apply the callback and return the new or changed message, if any."""
        data: JsonObject = call.body.get("data") or {}
        if ack is Ack.MESSAGE:
            exchange.original = self._create(exchange, data, call)
            return exchange.original
        if ack is Ack.DEFERRED_MESSAGE:
            thinking = {"flags": int(data.get("flags") or 0) & Flag.EPHEMERAL}
            exchange.original = self._create(exchange, thinking, call, flags=Flag.LOADING)
            return exchange.original
        if ack is Ack.UPDATE and exchange.source is not None:
            self._change(exchange.source, data, call)
            return exchange.source
        if ack is Ack.CHOICES:
            exchange.choices = data.get("choices") or []
        elif ack is Ack.MODAL:
            exchange.modal = data
        return None

    async def _follow_up(self, call: Call) -> Answer:
        exchange = self._exchange_of(call)
        original = exchange.original
        if original is not None and original.loading and not original.deleted:
            # Discord turns the first follow-up after a deferral into the original reply. The deferral has already
            # decided whether that reply is ephemeral.
            return await self._edit_message(exchange, original, call, creates=True)
        self._state.limits.message(
            call.endpoint, call.body, schema=CREATE_SCHEMA, creates=True, files=len(call.uploads)
        )
        message = self._create(exchange, call.body, call)
        exchange.record_progress()
        await self._state.announce("MESSAGE_CREATE", message)
        return Answer(body=message.payload)

    async def _get(self, call: Call) -> Answer:
        exchange = self._exchange_of(call)
        return Answer(body=self._find_message(exchange, call.args[2]).payload)

    async def _edit(self, call: Call) -> Answer:
        exchange = self._exchange_of(call)
        message = self._find_message(exchange, call.args[2])
        return await self._edit_message(exchange, message, call, creates=False)

    async def _delete(self, call: Call) -> Answer:
        exchange = self._exchange_of(call)
        message = self._find_message(exchange, call.args[2])
        self._state.messages.remove(message)
        exchange.record_progress()
        await self._state.announce("MESSAGE_DELETE", message)
        return NO_CONTENT

    async def _edit_message(self, exchange: Exchange, message: Message, call: Call, *, creates: bool) -> Answer:
        self._state.limits.message(
            call.endpoint,
            call.body,
            schema=CREATE_SCHEMA if creates else EDIT_SCHEMA,
            creates=creates,
            current_flags=message.flags,
            files=len(call.uploads),
        )
        self._change(message, call.body, call)
        exchange.record_progress()
        await self._state.announce("MESSAGE_UPDATE", message)
        return Answer(body=message.payload)

    def _exchange_of(self, call: Call) -> Exchange:
        exchange = self._state.exchange(call.args[1])
        if exchange is None or call.args[0] != str(self._state.application_id):
            raise RefusedError(404, 10015, "Unknown Webhook")
        exchange.check_token()
        return exchange

    def _find_message(self, exchange: Exchange, address: str) -> Message:
        if address == ORIGINAL:
            message = exchange.original or exchange.source
        else:
            known = (exchange.source, *exchange.messages)
            message = next((one for one in known if one is not None and str(one.id) == address), None)
        if message is None or message.deleted:
            raise RefusedError(*UNKNOWN_MESSAGE)
        return message

    def _create(self, exchange: Exchange, body: JsonObject, call: Call, *, flags: int = 0) -> Message:
        payload = messages.new_message(self._state.bot, exchange.channel_id, body, flags=flags)
        application = str(self._state.application_id)
        payload |= {"webhook_id": application, "application_id": application}
        visible_to = exchange.user_id if payload["flags"] & Flag.EPHEMERAL else None
        message = Message(payload, visible_to, exchange.guild_id)
        self._attach(message, body, call)
        exchange.messages.append(message)
        return self._state.messages.add(message)

    def _change(self, message: Message, body: JsonObject, call: Call) -> None:
        messages.edit(message, body)
        self._attach(message, body, call)

    def _attach(self, message: Message, body: JsonObject, call: Call) -> None:
        stored = [self._state.upload(one.filename, one.content, one.content_type) for one in call.uploads.values()]
        messages.attach(message, body, stored)
