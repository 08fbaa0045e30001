"""Endpoints for pinned messages: the paged one, and the older one that it has replaced."""

from collections.abc import Mapping
from datetime import datetime

from .errors import RefusedError
from .messages import Message
from .rest import NO_CONTENT, Answer, Call, Endpoint, Handler
from .state import State
from .wire import JsonObject

MAX_PINS = 250
"""Maximum number of pinned messages of a channel."""
MAX_PAGE = 50
"""Maximum number of them in one answer."""


class PinApi:
    def __init__(self, state: State) -> None:
        self._state = state

    def handlers(self) -> Mapping[Endpoint, Handler]:
        """Return the handler of each endpoint."""
        return {
            Endpoint.LIST_PINS: self._list,
            Endpoint.LIST_PINS_FORMER: self._list_former,
            Endpoint.PIN: self._pin,
            Endpoint.UNPIN: self._unpin,
        }

    async def _list(self, call: Call) -> Answer:
        limit = int(call.query.get("limit", MAX_PAGE))
        if not 1 <= limit <= MAX_PAGE:
            raise RefusedError(400, 50035, "Invalid Form Body")
        before = call.query.get("before")
        pinned = self._newest_first(call)
        if before:
            pinned = [each for each in pinned if datetime.fromisoformat(each[1]) < datetime.fromisoformat(before)]
        items = [{"pinned_at": at, "message": self._state.readable(message)} for message, at in pinned[:limit]]
        return Answer(body={"items": items, "has_more": len(pinned) > limit})

    async def _list_former(self, call: Call) -> Answer:
        newest = self._newest_first(call)[:MAX_PAGE]
        return Answer(body=[self._state.readable(message) for message, _ in newest])

    async def _pin(self, call: Call) -> Answer:
        message = self._find(call)
        if len(self._newest_first(call)) >= MAX_PINS and message.pinned_at is None:
            raise RefusedError(400, 30003, f"Maximum number of pins reached ({MAX_PINS})")
        await self._state.pin(message)
        return NO_CONTENT

    async def _unpin(self, call: Call) -> Answer:
        await self._state.unpin(self._find(call))
        return NO_CONTENT

    def _find(self, call: Call) -> Message:
        message = self._state.messages.get(int(call.args[1]))
        if message is None or message.channel_id != int(call.args[0]):
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    def _newest_first(self, call: Call) -> list[tuple[Message, str]]:
        channel: JsonObject = self._state.channel_payload(int(call.args[0]))
        found = self._state.messages.in_channel(int(channel["id"]))
        pinned = [(message, message.pinned_at) for message in found if message.pinned_at is not None]
        return sorted(pinned, key=lambda each: each[1], reverse=True)
