"""One interaction from the member's click to the bot's last word, under Discord's rules."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from .errors import Problem, RefusedError, invalid_form
from .messages import Message
from .wire import JsonObject, new_snowflake

TOKEN_LIFETIME = 15 * 60.0


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Ack(IntEnum):
    """How a bot acknowledges an interaction (the `type` of its callback)."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_MESSAGE_ACKS = {Ack.MESSAGE, Ack.DEFERRED_MESSAGE}
_ALLOWED_ACKS: Mapping[InteractionType, set[Ack]] = {
    InteractionType.COMMAND: _MESSAGE_ACKS | {Ack.MODAL},
    InteractionType.COMPONENT: _MESSAGE_ACKS | {Ack.DEFERRED_UPDATE, Ack.UPDATE, Ack.MODAL},
    InteractionType.AUTOCOMPLETE: {Ack.CHOICES},
    InteractionType.MODAL_SUBMIT: _MESSAGE_ACKS,
}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long an interaction lives, in seconds: to be acknowledged, to be answered, to take follow-ups."""

    acknowledge: float = 3.0
    answer: float = 10.0
    token: float = TOKEN_LIFETIME


class Exchange:
    """What came of one interaction. It goes on changing as the bot edits and follows up.

    `acknowledged` is None while (or if) the bot stays silent; `acknowledged_after` and `answered_after` are
    seconds since the interaction was sent; `refusals` are the errors that the bot's own requests were given.
    """

    def __init__(
        self, kind: InteractionType, user_id: int, guild_id: int | None, channel_id: int, timeouts: Timeouts
    ) -> None:
        self.id = new_snowflake()
        self.token = f"{self.id}.{secrets.token_urlsafe(96)}"
        self.kind = kind
        self.user_id = user_id
        self.guild_id = guild_id
        self.channel_id = channel_id
        self.timeouts = timeouts
        self.source: Message | None = None
        self.acknowledged: Ack | None = None
        self.acknowledged_after: float | None = None
        self.answered_after: float | None = None
        self.original: Message | None = None
        self.messages: list[Message] = []
        self.choices: list[JsonObject] = []
        self.modal: JsonObject | None = None
        self.refusals: list[RefusedError] = []
        self.timed_out = False
        self._sent_at = time.perf_counter()
        self._waiters: list[tuple[Callable[[Exchange], bool], asyncio.Future[None]]] = []

    def __repr__(self) -> str:
        state = self.acknowledged.name if self.acknowledged else "not acknowledged"
        return f"<Exchange {self.kind.name} {state}, {len(self.messages)} messages, refusals {self.refusals}>"

    @property
    def age(self) -> float:
        """Seconds since the interaction was sent."""
        return time.perf_counter() - self._sent_at

    @property
    def expired(self) -> bool:
        """Whether it was not acknowledged in time: the member reads "The application did not respond"."""
        return self.acknowledged is None and self.age > self.timeouts.acknowledge

    @property
    def answered(self) -> bool:
        """Whether the member has got what the acknowledgement promised."""
        return self.answered_after is not None

    @property
    def ok(self) -> bool:
        """Whether it was answered, and none of the bot's requests about it was refused."""
        return self.answered and not self.refusals

    @property
    def message(self) -> Message:
        """What the member looks at: the message that came first, or the one that was clicked and changed.

        Raises AssertionError, saying what happened instead, if there is none.
        """
        for message in self.messages:
            if not message.deleted:
                return message
        if self.source is not None and self.acknowledged in (Ack.UPDATE, Ack.DEFERRED_UPDATE):
            return self.source
        raise AssertionError(f"the interaction has no message: {self!r}")

    @property
    def ephemeral(self) -> bool:
        """Whether only the member sees the message."""
        return self.message.ephemeral

    async def until(self, predicate: Callable[["Exchange"], bool], within: float = 10.0) -> "Exchange":
        """Waits until the predicate holds, which is tried whenever something happens to the interaction.

        Raises TimeoutError, with what happened so far, after `within` seconds.
        """
        if not await self._wait(predicate, within):
            raise TimeoutError(f"not within {within} s: {self!r}")
        return self

    async def wait_for_answer(self) -> "Exchange":
        """Waits for the answer, or for the moment when none can come any more (`timed_out` is then set)."""
        self.timed_out = not (
            await self._wait(lambda exchange: exchange.acknowledged is not None, self.timeouts.acknowledge)
            and await self._wait(lambda exchange: exchange.answered, self.timeouts.answer)
        )
        return self

    def check_acknowledgeable(self, ack: int) -> Ack:
        """The acknowledgement if it comes in time, first, and suits the interaction. Raises RefusedError otherwise."""
        if self.acknowledged is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        if self.expired:
            raise RefusedError(404, 10062, "Unknown interaction")
        if ack not in _ALLOWED_ACKS[self.kind] and not self._updates_from_modal(ack):
            raise invalid_form([Problem(("type",), f"{ack} cannot answer a {self.kind.name} interaction")])
        return Ack(ack)

    def check_token(self) -> None:
        """Raises RefusedError unless follow-ups are possible: acknowledged, and the token still lives."""
        if self.age > self.timeouts.token:
            raise RefusedError(401, 50027, "Invalid Webhook Token")
        if self.acknowledged is None:
            raise RefusedError(404, 10015, "Unknown Webhook")

    def acknowledge(self, ack: Ack) -> None:
        """Notes that the bot has acknowledged, and wakes those who wait for it."""
        self.acknowledged = ack
        self.acknowledged_after = self.age
        if ack not in (Ack.DEFERRED_MESSAGE, Ack.DEFERRED_UPDATE):
            self.answered_after = self.acknowledged_after
        self._notify()

    def record_progress(self) -> None:
        """Notes that a follow-up, an edit or a deletion reached the member."""
        if self.answered_after is None:
            self.answered_after = self.age
        self._notify()

    def record_refusal(self, refusal: RefusedError) -> None:
        """Notes that one of the bot's requests was refused."""
        self.refusals.append(refusal)
        self._notify()

    def _notify(self) -> None:
        """Wakes those who wait for what has just come true."""
        if not self._waiters:
            return
        for predicate, future in self._waiters:
            if not future.done() and predicate(self):
                future.set_result(None)

    def _updates_from_modal(self, ack: int) -> bool:
        from_message = self.kind is InteractionType.MODAL_SUBMIT and self.source is not None
        return from_message and ack in (Ack.UPDATE, Ack.DEFERRED_UPDATE)

    async def _wait(self, predicate: Callable[["Exchange"], bool], within: float) -> bool:
        if predicate(self):
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = (predicate, future)
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(within):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiters.remove(waiter)
        return True


def callback_answer(exchange: Exchange, ack: Ack) -> JsonObject:
    """The body that Discord gives back to a callback posted with `with_response=1`."""
    interaction: JsonObject = {"id": str(exchange.id), "type": int(exchange.kind)}
    resource: JsonObject = {"type": int(ack)}
    shown = exchange.original if ack in (Ack.MESSAGE, Ack.DEFERRED_MESSAGE) else None
    if ack is Ack.UPDATE:
        shown = exchange.source
    if shown is not None:
        interaction["response_message_id"] = str(shown.id)
        interaction["response_message_loading"] = shown.loading
        interaction["response_message_ephemeral"] = shown.ephemeral
        resource["message"] = shown.payload
    return {"interaction": interaction, "resource": resource}
